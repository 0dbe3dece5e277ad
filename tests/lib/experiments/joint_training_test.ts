import { expect } from "@std/expect";
import type { Dataset, DatasetSettings } from "../../../lib/data/dataset.ts";
import { Images } from "../../../lib/data/images.ts";
import {
  type JointExperiment,
  jointPlan,
} from "../../../lib/experiments/joint_training.ts";
import { type Examples, toBatch } from "../../../lib/model/evaluation.ts";
import { Training } from "../../../lib/model/training.ts";
import { tf } from "../../../lib/engine/engine.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { denseNetwork } from "../../support/networks.ts";

/** Six pictures of 8x16, each of one grey. */
function greys(grey: number) {
  return {
    images: new Images(new Float32Array(6 * 512).fill(grey), [6, 8, 16, 4]),
  };
}

const labels = [0, 1, 0, 1, 1, 0];

function experiment(settings: object): JointExperiment {
  return {
    dataset: {
      settings: {} as DatasetSettings,
      fingerprint: "fingerprint",
      train: greys(0.5),
      validation: greys(0.4),
      test: greys(0.3),
      augmentAnew: (epoch: number) => Promise.resolve(greys(epoch / 10)),
    } as unknown as Dataset,
    labels: { train: labels, validation: labels, test: labels },
    network: denseNetwork,
    lambda: 0.5,
    training: {
      epochs: 2,
      batchSize: 4,
      learningRate: 0.001,
      seed: 1,
      ...settings,
    },
  };
}

function build(experiment: JointExperiment) {
  const { models, training } = jointPlan(experiment).build();
  const dispose = () =>
    Object.values(models).forEach((model) => model.dispose());
  return { training, dispose };
}

Deno.test("a joint training with fresh augmentation sees each epoch's copies with their labels", async () => {
  const { training, dispose } = build(experiment({ freshAugmentation: true }));
  const train = training.train as (epoch: number) => Promise<Examples>;
  for (const epoch of [1, 2]) {
    const made = await train(epoch);
    expect(made.images.data).toStrictEqual(greys(epoch / 10).images.data);
    expect(made.labels).toStrictEqual(labels);
  }
  dispose();
});

Deno.test("a dense code is trained jointly with its classifier", () =>
  assertNoTensorsLeft(async () => {
    const { training: plan, dispose } = build(experiment({}));
    const training = new Training(plan);
    expect(await training.run()).toBe(true);
    expect(training.history.length).toBe(2);
    training.dispose();
    dispose();
  }));

Deno.test("a joint training refuses a label that is no class", () => {
  const wrong = experiment({});
  const { training, dispose } = build({
    ...wrong,
    labels: { ...wrong.labels, train: [0, 1, 2, 1, 1, 0] },
  });
  expect(() => new Training(training)).toThrow(
    /from 0 to 1, but that of picture 2 is 2\.$/,
  );
  dispose();
});

Deno.test("the epochs without the auxiliary task are trained for reconstruction alone", async () => {
  const { training: { objective, train }, dispose } = build({
    ...experiment({}),
    epochsWithout: 1,
  });
  const batch = toBatch(train as Examples);
  const at = (options: { training: boolean; epoch?: number }) => {
    const { loss, meanSquaredError, crossEntropy } = objective(batch, options);
    const [mse, entropy] = [meanSquaredError, crossEntropy!].map((scalar) =>
      scalar.dataSync()[0]!
    );
    return { loss: loss.dataSync()[0]!, mse: mse!, entropy: entropy! };
  };
  await assertNoTensorsLeft(() =>
    tf.tidy(() => {
      const first = at({ training: true, epoch: 1 });
      expect(first.loss).toBe(first.mse);
      for (const later of [{ training: true, epoch: 2 }, { training: false }]) {
        const { loss, mse, entropy } = at(later);
        expect(loss).toBeCloseTo(mse + 0.5 * entropy, 6);
      }
    })
  );
  tf.dispose([batch.images, batch.labels!]);
  dispose();
});

for (const epochsWithout of [-1, 0.5, NaN, "8"]) {
  Deno.test(`${Deno.inspect(epochsWithout)} epochs without the auxiliary task are refused`, () => {
    const wrong = { ...experiment({}), epochsWithout } as JointExperiment;
    expect(() => jointPlan(wrong)).toThrow("epochsWithout is a whole number");
  });
}

Deno.test("a training that begins without the auxiliary task is another run", () => {
  const { name, settings } = jointPlan({
    ...experiment({}),
    epochsWithout: 8,
  });
  expect(name).toBe("joint-lambda-0.5-after-8-seed-1");
  expect(settings.epochsWithout).toBe(8);
});
