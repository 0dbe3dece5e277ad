import assert from "node:assert/strict";
import { smallAutoencoder } from "../../support/networks.ts";
import { tf } from "../../../lib/engine/engine.ts";
import { evaluate, type Examples } from "../../../lib/model/evaluation.ts";
import {
  createClassifier,
  trainableVariables,
} from "../../../lib/model/autoencoder.ts";
import {
  jointObjective,
  reconstructionObjective,
} from "../../../lib/model/objective.ts";
import { createRandom } from "../../../lib/base/random.ts";
import { type HistoryRow, Training } from "../../../lib/model/training.ts";
import { assertClose, assertNoTensorsLeft } from "../../support/assertions.ts";

/** Pictures of one grey each, 8 high and 16 wide, with the dark ones class 0. */
function examples(count: number): Examples {
  const random = createRandom(7);
  const shape = [count, 8, 16, 4] as const;
  const greys = Array.from({ length: count }, () => random.uniform(0, 1));
  const data = new Float32Array(count * 8 * 16 * 4);
  greys.forEach((grey, index) =>
    data.fill(grey, index * 512, (index + 1) * 512)
  );
  return { images: { data, shape }, labels: greys.map((g) => Number(g > 0.5)) };
}

function training(
  settings: { epochs?: number; batchSize?: number; learningRate?: number } = {},
  train = examples(23),
) {
  const model = smallAutoencoder({
    channels: 4,
    filters: [4, 8],
    kernelSize: 3,
    upsampling: "after",
  }, 1);
  const result = new Training({
    models: model,
    variables: trainableVariables(model.encoder, model.decoder),
    objective: reconstructionObjective(model),
    train,
    validation: examples(9),
    settings: {
      epochs: 4,
      batchSize: 5,
      learningRate: 0.01,
      seed: 1,
      ...settings,
    },
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
    const { training: trained, dispose } = training({ epochs: 20 });
    assert.equal(await trained.run(), true);
    const { data } = examples(9).images;
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const meanError = data.reduce((sum, v) => sum + (v - mean) ** 2, 0) /
      data.length;
    const { validationLoss } = trained.history.at(-1)!;
    assert.ok(validationLoss < meanError, `${validationLoss} >= ${meanError}`);
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
  assert.deepEqual(histories[0], histories[1]);
});

for (const batchSize of [1, 7, 20, 32, 23]) {
  Deno.test(`batch size ${batchSize} trains, though there are 23 examples`, async () => {
    const { training: trained, dispose } = training({ batchSize, epochs: 2 });
    assert.equal(await trained.run(), true);
    assert.ok(trained.history[1]!.loss < trained.history[0]!.loss);
    dispose();
  });

  Deno.test(`the joint objective trains with batch size ${batchSize}`, () =>
    assertNoTensorsLeft(async () => {
      const { model, dispose } = training();
      const classifier = createClassifier([2, 4, 8], { classes: 2, seed: 1 });
      const trained = new Training({
        models: { ...model, classifier },
        variables: trainableVariables(
          model.encoder,
          model.decoder,
          classifier,
        ),
        objective: jointObjective(model, classifier, { lambda: 0.5 }),
        train: examples(23),
        validation: examples(9),
        settings: { epochs: 1, batchSize, learningRate: 0.001, seed: 1 },
      });
      await trained.run();
      assert.deepEqual(Object.keys(trained.history[0]!), [
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

Deno.test("a stopped training goes on as if it had never been stopped", async () => {
  const whole = training();
  await whole.training.run();
  const stopped = training();
  const controller = new AbortController();
  const done = await stopped.training.run({
    signal: controller.signal,
    onProgress: ({ epoch, step }) => {
      if (epoch === 3 && step === 2) controller.abort();
    },
  });
  assert.equal(done, false);
  assert.equal(stopped.training.history.length, 2);
  assert.equal(await stopped.training.run(), true);
  assert.deepEqual(
    withoutSeconds(stopped.training.history),
    withoutSeconds(whole.training.history),
  );
  whole.dispose();
  stopped.dispose();
});

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
  assert.equal(loss, stopped.history[0]!.validationLoss);
  dispose();
});

Deno.test("each epoch leaves as many tensors as the one before", async () => {
  const counts: number[] = [];
  const { training: trained, dispose } = training();
  await trained.run({
    onProgress: ({ step }) => {
      if (step === 0) counts.push(tf.memory().numTensors);
    },
  });
  assert.equal(counts.length, 4);
  assert.equal(new Set(counts).size, 1, `${counts}`);
  dispose();
});

Deno.test("progress names epoch and step and estimates the time left", async () => {
  const seen: string[] = [];
  const { training: trained, dispose } = training({ epochs: 2, batchSize: 12 });
  await trained.run({
    onProgress: ({ epoch, epochs, step, steps, secondsLeft }) =>
      seen.push(
        `${epoch}/${epochs} ${step}/${steps} ${secondsLeft !== undefined}`,
      ),
  });
  assert.deepEqual(seen, [
    "1/2 1/2 false",
    "1/2 2/2 false",
    "2/2 0/1 true",
    "2/2 1/2 true",
    "2/2 2/2 true",
    "2/2 0/1 true",
  ]);
  dispose();
});

Deno.test("pictures with a value that is no number are refused by name", () => {
  const broken = examples(23);
  broken.images.data[0] = NaN;
  assert.throws(() => training({}, broken), {
    name: "RangeError",
    message: /^Training pictures have values in .* picture 0 has NaN/,
  });
});

Deno.test("mistyped settings are refused with the name that was meant", () => {
  assert.throws(
    () => training({ learningrate: 0.1 } as object),
    /The training has no setting "learningrate": write "learningRate"\./,
  );
  assert.throws(
    () => training({ optimizer: "sgd" } as object),
    /optimizer must be settings with a name, but it is "sgd"/,
  );
  assert.throws(
    () => training({ learningRate: "0.01" } as object),
    /learningRate must be a number above 0 .* but it is "0\.01"/,
  );
});

Deno.test("settings out of range are refused", () => {
  assert.throws(
    () => training({ batchSize: 0 }),
    /batchSize must be an integer from 1 to 1,000,000, but it is 0\./,
  );
  assert.throws(() => training({ epochs: 1.5 }), /epochs .* 1\.5/);
  assert.throws(() => training({ learningRate: -1 }), /learningRate .* -1/);
  assert.throws(() => training({}, examples(0)), /Training examples .* 0/);
});

Deno.test("an evaluation weighs a small last batch by its size", () =>
  assertNoTensorsLeft(async () => {
    // By hand: the mean of 0, 1, 2, 3, 4 tenths is 2, though the last batch is alone.
    const data = Float32Array.of(0, 0.1, 0.2, 0.3, 0.4);
    const { loss } = await evaluate(
      ({ images }) => ({
        loss: images.mean().asScalar(),
        meanSquaredError: images.mean().asScalar(),
      }),
      { images: { data, shape: [5, 1, 1, 1] } },
      { batchSize: 2 },
    );
    assertClose(loss!, 0.2);
  }));
