import assert from "node:assert/strict";
import type { Dataset, DatasetSettings } from "../../../lib/data/dataset.ts";
import { Images } from "../../../lib/data/images.ts";
import {
  type JointExperiment,
  jointPlan,
} from "../../../lib/experiments/joint_training.ts";
import { Training } from "../../../lib/model/training.ts";
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
  const { training: { train }, dispose } = build(
    experiment({ freshAugmentation: true }),
  );
  assert.ok(typeof train === "function");
  for (const epoch of [1, 2]) {
    const made = await train(epoch);
    assert.deepEqual(made.images.data, greys(epoch / 10).images.data);
    assert.deepEqual(made.labels, labels);
  }
  dispose();
});

Deno.test("a dense code is trained jointly with its classifier", () =>
  assertNoTensorsLeft(async () => {
    const { training: plan, dispose } = build(experiment({}));
    const training = new Training(plan);
    assert.equal(await training.run(), true);
    assert.equal(training.history.length, 2);
    training.dispose();
    dispose();
  }));

Deno.test("a joint training refuses a label that is no class", () => {
  const wrong = experiment({});
  const { training, dispose } = build({
    ...wrong,
    labels: { ...wrong.labels, train: [0, 1, 2, 1, 1, 0] },
  });
  assert.throws(
    () => new Training(training),
    /from 0 to 1, but that of picture 2 is 2\.$/,
  );
  dispose();
});
