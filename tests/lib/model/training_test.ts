import { expect } from "@std/expect";
import { tf } from "../../../lib/engine/engine.ts";
import { evaluate, type Examples } from "../../../lib/model/evaluation.ts";
import {
  createAutoencoder,
  createClassifier,
  fixedVariables,
  trainableVariables,
} from "../../../lib/model/autoencoder.ts";
import {
  jointObjective,
  reconstructionObjective,
} from "../../../lib/model/objective.ts";
import { createRandom } from "../../../lib/base/random.ts";
import {
  type HistoryRow,
  Training,
  type TrainingPlan,
} from "../../../lib/model/training.ts";
import type { TrainingSettings } from "../../../lib/model/training_settings.ts";
import type { NetworkSettings } from "../../../lib/model/network.ts";
import { assertClose, assertNoTensorsLeft } from "../../support/assertions.ts";
import {
  denseNetwork,
  dropoutNetwork,
  mirrored,
  normalizedNetwork,
  variationalNetwork,
} from "../../support/networks.ts";
import { shortTraining } from "../../support/short_training.ts";
import { failure, failureOf } from "../../support/failure.ts";

/** Pictures of one grey each, 8 high and 16 wide, with the dark ones class 0. */
function examples(count: number, { seed = 7 } = {}): Examples {
  const random = createRandom(seed);
  const greys = Array.from({ length: count }, () => random.uniform(0, 1));
  return {
    images: pictures(greys),
    labels: greys.map((grey) => Number(grey > 0.5)),
  };
}

function plainExamples(grey: number): Examples {
  return { images: pictures(Array(9).fill(grey)) };
}

function pictures(greys: number[]): Examples["images"] {
  const size = 8 * 16 * 4;
  const data = new Float32Array(greys.length * size);
  greys.forEach((grey, index) =>
    data.fill(grey, index * size, (index + 1) * size)
  );
  return { data, shape: [greys.length, 8, 16, 4] };
}

const small = mirrored({ filters: [4, 8] });

type Options = Partial<Omit<TrainingPlan, "settings">> & {
  network?: NetworkSettings;
  settings?: Partial<TrainingSettings>;
};

function training({ network = small, settings = {}, ...plan }: Options = {}) {
  const model = createAutoencoder(network, {
    inputShape: [8, 16, 4],
    seed: 1,
  });
  const result = new Training({
    models: model,
    variables: trainableVariables(model.encoder, model.decoder),
    objective: reconstructionObjective(model, {
      divergenceWeight: network.gaussianCode?.weight,
    }),
    train: examples(23),
    validation: examples(9),
    settings: {
      epochs: 4,
      batchSize: 5,
      learningRate: 0.01,
      seed: 1,
      ...settings,
    },
    ...plan,
  });
  const dispose = () => {
    result.dispose();
    model.encoder.dispose();
    model.decoder.dispose();
  };
  return { training: result, model, dispose };
}

const withoutSeconds = (history: readonly HistoryRow[]) =>
  history.map(({ seconds: _, ...row }) => row);

Deno.test("a short training beats the mean picture", () =>
  assertNoTensorsLeft(async () => {
    const { training: trained, dispose } = training({
      settings: { epochs: 20 },
    });
    expect(await trained.run()).toBe(true);
    const { data } = examples(9).images;
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const meanError = data.reduce((sum, v) => sum + (v - mean) ** 2, 0) /
      data.length;
    const { validationLoss } = trained.history.at(-1)!;
    expect(validationLoss).toBeLessThan(meanError);
    dispose();
  }));

Deno.test("two trainings with one seed have the same history", async () => {
  const histories = [];
  for (let time = 0; time < 2; time++) {
    const { training: trained, dispose } = training();
    await trained.run();
    histories.push(withoutSeconds(trained.history));
    dispose();
  }
  expect(histories[0]).toStrictEqual(histories[1]);
});

for (const batchSize of [1, 7, 20, 32, 23]) {
  Deno.test(`batch size ${batchSize} trains, though there are 23 examples`, async () => {
    const { training: trained, dispose } = training({
      settings: { batchSize, epochs: 2 },
    });
    expect(await trained.run()).toBe(true);
    expect(trained.history[1]!.loss).toBeLessThan(trained.history[0]!.loss);
    dispose();
  });

  Deno.test(`the joint objective trains with batch size ${batchSize}`, () =>
    assertNoTensorsLeft(async () => {
      const { model, dispose } = training();
      const classifier = createClassifier([2, 4, 8], { classes: 2, seed: 1 });
      const models = { ...model, classifier };
      const trained = new Training({
        models,
        variables: trainableVariables(...Object.values(models)),
        objective: jointObjective(model, classifier, { lambda: 0.5 }),
        train: examples(23),
        validation: examples(9),
        classes: 2,
        settings: { epochs: 1, batchSize, learningRate: 0.001, seed: 1 },
      });
      await trained.run();
      expect(Object.keys(trained.history[0]!)).toStrictEqual([
        "epoch",
        "seconds",
        "loss",
        "meanSquaredError",
        "crossEntropy",
        "accuracy",
        "validationLoss",
        "validationMeanSquaredError",
        "validationCrossEntropy",
        "validationAccuracy",
      ]);
      trained.dispose();
      classifier.dispose();
      dispose();
    }));
}

/** Examples of an epoch, as fresh augmentation gives them. */
function freshExamples(epoch: number): Promise<Examples> {
  return Promise.resolve(examples(23, { seed: 100 + epoch }));
}

const kinds: [name: string, options: Options][] = [
  ["the network", {}],
  ["drop-out", { network: dropoutNetwork }],
  ["batch normalisation", { network: normalizedNetwork }],
  ["a variational code", { network: variationalNetwork }],
  ["fresh examples in each epoch", { train: freshExamples }],
  ["SGD with momentum and a cosine schedule", {
    settings: {
      optimizer: { name: "sgd", momentum: 0.9 },
      schedule: { name: "cosine" },
    },
  }],
  ["patience", { network: normalizedNetwork, settings: { patience: 2 } }],
];

for (const [name, options] of kinds) {
  Deno.test(`a training with ${name} that was stopped twice goes on as if it had never been`, () =>
    assertNoTensorsLeft(async () => {
      const whole = training(options);
      await whole.training.run();
      const stopped = training(options);
      for (const [at, step] of [[2, 3], [3, 1]]) {
        const controller = new AbortController();
        const done = await stopped.training.run({
          signal: controller.signal,
          onProgress: (progress) => {
            if (progress.epoch === at && progress.step === step) {
              controller.abort();
            }
          },
        });
        expect(done).toBe(false);
        expect(stopped.training.history.length).toBe(at! - 1);
      }
      expect(await stopped.training.run()).toBe(true);
      expect(withoutSeconds(stopped.training.history)).toStrictEqual(
        withoutSeconds(whole.training.history),
      );
      const weights = ({ model }: typeof whole) =>
        [model.encoder, model.decoder].flatMap((half) =>
          half.getWeights().map((weight) => [...weight.dataSync()])
        );
      expect(weights(stopped)).toStrictEqual(weights(whole));
      whole.dispose();
      stopped.dispose();
    }));

  // Patience keeps one more snapshot, or not, from epoch to epoch.
  if (options.settings?.patience !== undefined) continue;
  Deno.test(`a training with ${name} leaves as many tensors after each epoch`, async () => {
    const counts: number[] = [];
    const { training: trained, dispose } = training(options);
    await trained.run({
      onProgress: ({ step }) => {
        if (step === 0) counts.push(tf.memory().numTensors);
      },
    });
    expect(counts.length).toBe(4);
    expect(new Set(counts).size).toBe(1);
    dispose();
  });
}

Deno.test("a stopped training has the weights of its last whole epoch", async () => {
  const { training: stopped, model, dispose } = training();
  const controller = new AbortController();
  await stopped.run({
    signal: controller.signal,
    onProgress: ({ epoch, step }) => {
      if (epoch === 2 && step === 3) controller.abort();
    },
  });
  const { loss } = await evaluate(reconstructionObjective(model), examples(9), {
    batchSize: 5,
  });
  expect(loss).toBe(stopped.history[0]!.validationLoss);
  dispose();
});

Deno.test("progress names epoch and step and estimates the time left", async () => {
  const seen: string[] = [];
  const { training: trained, dispose } = training({
    settings: { epochs: 2, batchSize: 12 },
  });
  await trained.run({
    onProgress: ({ epoch, epochs, step, steps, secondsLeft }) =>
      seen.push(
        `${epoch}/${epochs} ${step}/${steps} ${secondsLeft !== undefined}`,
      ),
  });
  expect(seen).toStrictEqual([
    "1/2 1/2 false",
    "1/2 2/2 false",
    "2/2 0/2 true",
    "2/2 1/2 true",
    "2/2 2/2 true",
    "2/2 0/2 true",
  ]);
  dispose();
});

Deno.test("drop-out changes the losses of training, and of training alone", async () => {
  const histories = [];
  for (const network of [denseNetwork, dropoutNetwork]) {
    const { training: trained, model, dispose } = training({
      network,
      settings: { epochs: 1, batchSize: 23 },
    });
    const before = await evaluate(
      reconstructionObjective(model),
      examples(23),
      { batchSize: 23 },
    );
    await trained.run();
    histories.push({ before: before["loss"], ...trained.history[0]! });
    dispose();
  }
  const [plain, dropped] = histories;
  expect(plain!.before).toBe(dropped!.before);
  // The only step's loss is measured before it, on the same first weights.
  assertClose(plain!.loss, plain!.before!);
  expect(Math.abs(dropped!.loss - plain!.loss)).toBeGreaterThan(1e-5);
});

Deno.test("training moves the mean and variance of batch normalisation", async () => {
  const { training: trained, model, dispose } = training({
    network: normalizedNetwork,
    settings: { epochs: 1 },
  });
  const [mean, variance] = fixedVariables(model.encoder);
  expect(mean!.dataSync().every((value) => value === 0)).toBe(true);
  expect(variance!.dataSync().every((value) => value === 1)).toBe(true);
  await trained.run();
  expect(mean!.dataSync().every((value) => value !== 0)).toBe(true);
  expect(variance!.dataSync().every((value) => value !== 1)).toBe(true);
  dispose();
});

Deno.test("a training repeats what it computed at 864b94e", async () => {
  // Recorded there, before training had a mode and epochs drew their own seed.
  const history = await shortTraining(
    mirrored({ filters: [4, 8], kernelSize: 4 }),
    { name: "adam" },
  );
  const recorded = [
    [0.45367427494214924, 0.4013379447989993, 0.6163136694166396],
    [0.3915662610012552, 0.35924647251764935, 0.5588766071531508],
    [0.3748406521652056, 0.32279746731122333, 0.5119783414734735],
  ];
  history.forEach(({ loss, validationLoss, ...row }, index) => {
    const expected = recorded[index]!;
    assertClose(loss, expected[0]!, 5e-6);
    assertClose(validationLoss, expected[1]!, 5e-6);
    assertClose(row["validationCrossEntropy"]!, expected[2]!, 5e-6);
  });
});

/** Learns white and is measured on black, so that validation gets worse. */
const opposed = {
  train: plainExamples(1),
  validation: plainExamples(0),
};

Deno.test("early stopping ends a training, with all weights of the best epoch", () =>
  assertNoTensorsLeft(async () => {
    const { training: trained, model, dispose } = training({
      ...opposed,
      network: normalizedNetwork,
      settings: { epochs: 50, patience: 3 },
    });
    expect(await trained.run()).toBe(true);
    expect(trained.isDone).toBe(true);
    const losses = trained.history.map((row) => row.validationLoss);
    const best = Math.min(...losses);
    expect(losses.length).toBe(losses.indexOf(best) + 1 + 3);
    const { loss } = await evaluate(
      reconstructionObjective(model),
      opposed.validation,
      { batchSize: 5 },
    );
    expect(loss).toBe(best);
    expect(loss).not.toBe(losses.at(-1));
    expect(await trained.run()).toBe(true);
    expect(trained.history.length).toBe(losses.length);
    dispose();
  }));

Deno.test("patience lets a training that gets better end by its number of epochs", async () => {
  const { training: trained, dispose } = training({
    settings: { patience: 3 },
  });
  await trained.run();
  expect(trained.history.length).toBe(4);
  dispose();
});

Deno.test("a cosine schedule changes what is learned from the second epoch on", async () => {
  const histories = [];
  for (const schedule of [undefined, { name: "cosine" }] as const) {
    const { training: trained, dispose } = training({ settings: { schedule } });
    await trained.run();
    histories.push(trained.history.map(({ loss }) => loss));
    dispose();
  }
  const [constant, cosine] = histories;
  expect(constant![0]).toBe(cosine![0]);
  expect(constant![1]).not.toBe(cosine![1]);
});

Deno.test("examples that are made anew are asked for epoch by epoch", async () => {
  const asked: number[] = [];
  const { training: trained, dispose } = training({
    train(epoch) {
      asked.push(epoch);
      return freshExamples(epoch);
    },
  });
  await trained.run();
  expect(asked).toStrictEqual([1, 2, 3, 4]);
  dispose();
});

Deno.test("Stop ends an evaluation too, and leaves the last whole epoch", () =>
  assertNoTensorsLeft(async () => {
    const controller = new AbortController();
    const { model, dispose: disposeModel } = training();
    const inner = reconstructionObjective(model);
    let evaluated = 0;
    const { training: stopped, dispose } = training({
      objective(batch, options) {
        if (!options.training && ++evaluated === 3) controller.abort();
        return inner(batch, options);
      },
      variables: trainableVariables(model.encoder, model.decoder),
      settings: { batchSize: 4 },
    });
    expect(await stopped.run({ signal: controller.signal })).toBe(false);
    // Nine examples are three batches; the second epoch's never came.
    expect(evaluated).toBe(3);
    expect(stopped.history.length).toBe(0);
    expect(await stopped.run()).toBe(true);
    expect(stopped.history.length).toBe(4);
    dispose();
    disposeModel();
  }));

Deno.test("training lets timers through while it steps and while it measures", async () => {
  const seen = new Set<boolean>();
  let mode: boolean | undefined;
  const timer = setInterval(() => {
    if (mode !== undefined) seen.add(mode);
  });
  const { model, dispose: disposeModel } = training();
  const inner = reconstructionObjective(model);
  const { training: trained, dispose } = training({
    objective(batch, options) {
      mode = options.training;
      // As long as a step of a slow machine.
      const start = performance.now();
      while (performance.now() - start < 60);
      return inner(batch, options);
    },
    variables: trainableVariables(model.encoder, model.decoder),
    settings: { epochs: 1, batchSize: 3 },
  });
  await trained.run();
  clearInterval(timer);
  expect(seen).toStrictEqual(new Set([true, false]));
  dispose();
  disposeModel();
});

Deno.test("a loss that is not finite stops training and is located", () =>
  assertNoTensorsLeft(async () => {
    const { training: trained, model, dispose } = training({
      settings: { optimizer: { name: "sgd" }, learningRate: 1 },
      objective(batch, options) {
        const { loss, meanSquaredError } = inner(batch, options);
        const grown = loss.mul(1e30).square().asScalar();
        return { loss: grown, meanSquaredError };
      },
    });
    const inner = reconstructionObjective(model);
    const before = model.encoder.getWeights()[0]!.dataSync();
    await expect(trained.run()).rejects.toThrow(
      failure(
        "RangeError",
        /^The loss is (Infinity|NaN) at epoch 1, step \d: lower the learningRate, which is 1\.$/,
      ),
    );
    expect(model.encoder.getWeights()[0]!.dataSync()).toStrictEqual(before);
    dispose();
  }));

for (const value of [NaN, Infinity, -0.1, 1.1, 255]) {
  Deno.test(`a picture with the value ${value} is refused by its number`, () => {
    const broken = examples(9);
    broken.images.data[3 * 512 + 7] = value;
    const rest = `pictures have values in \\[0, 1\\], but picture 3 has`;
    expect(() => training({ train: broken })).toThrow(
      failure("RangeError", new RegExp(`^Training ${rest}`)),
    );
    expect(() => training({ validation: broken })).toThrow(
      failure("RangeError", new RegExp(`^Validation ${rest}`)),
    );
  });
}

Deno.test("examples that are made anew are looked at like others", () =>
  assertNoTensorsLeft(async () => {
    const { training: trained, dispose } = training({
      train(epoch) {
        const made = examples(23);
        if (epoch === 2) made.images.data[0] = NaN;
        return Promise.resolve(made);
      },
    });
    await expect(trained.run()).rejects.toThrow(
      /Training pictures .* picture 0 has NaN/,
    );
    expect(trained.history.length).toBe(1);
    dispose();
  }));

Deno.test("labels that are no class are refused by the picture's number", async () => {
  const withLabel = (label: unknown) => {
    const { images, labels } = examples(9);
    return { images, labels: labels!.with(4, label as number) };
  };
  for (const label of [2, -1, 0.5, NaN, "1"]) {
    const error = await failureOf(() =>
      training({ train: withLabel(label), classes: 2 })
    );
    expect(String(error)).toBe(
      `RangeError: Training labels are integers from 0 to 1, but that of picture 4 is ${
        Deno.inspect(label)
      }.`,
    );
  }
  const { images, labels } = examples(9);
  expect(() => training({ validation: { images, labels: labels!.slice(1) } }))
    .toThrow(
      /^Validation examples need a label for each of 9 pictures, but there are 8 labels\.$/,
    );
});

Deno.test("a training without examples, or with a mistyped setting, is refused", () => {
  expect(() => training({ train: examples(0) })).toThrow(
    failure(
      "RangeError",
      "Training examples must be at least 1, but there are 0.",
    ),
  );
  expect(() => training({ settings: { learningrate: 0.1 } as object })).toThrow(
    failure("TypeError", /write "learningRate"/),
  );
});

Deno.test("an evaluation weighs a small last batch by its size", () =>
  assertNoTensorsLeft(async () => {
    // By hand: the mean of 0 to 0.4 is 0.2, though the last batch is alone.
    const data = Float32Array.of(0, 0.1, 0.2, 0.3, 0.4);
    const { loss } = await evaluate(
      ({ images }) => ({
        loss: images.mean().asScalar(),
        meanSquaredError: tf.scalar(0),
      }),
      { images: { data, shape: [5, 1, 1, 1] } },
      { batchSize: 2 },
    );
    assertClose(loss!, 0.2);
  }));
