/**
 * A short joint training, to compare engines by: `deno run -A
 * tests/short_training.ts` prints the engine and the history as JSON.
 *
 * @module
 */
import { describeEngine } from "../../lib/engine/engine.ts";
import { describeArchitecture } from "../../lib/model/architecture.ts";
import type { Examples } from "../../lib/model/evaluation.ts";
import {
  createAutoencoder,
  createClassifier,
  trainableVariables,
} from "../../lib/model/autoencoder.ts";
import type { NetworkSettings } from "../../lib/model/network.ts";
import { jointObjective } from "../../lib/model/objective.ts";
import { createRandom } from "../../lib/base/random.ts";
import { type HistoryRow, Training } from "../../lib/model/training.ts";
import type { OptimizerSettings } from "../../lib/model/training_settings.ts";

/** All that engines could compute differently. */
const variedNetwork: NetworkSettings = {
  encoder: [
    // Even, so that paddings before and after differ.
    { layer: "conv2d", filters: 4, kernelSize: 4 },
    { layer: "maxPooling2d", poolSize: 2 }, // of negative numbers too
    { layer: "activation", activation: "relu" },
    { layer: "conv2d", filters: 8, kernelSize: 3, strides: 2 },
    { layer: "batchNormalization" },
    { layer: "activation", activation: "relu" },
    { layer: "dropout", rate: 0.2 },
  ],
  decoder: [
    { layer: "upSampling2d", size: 2 },
    { layer: "conv2dTranspose", filters: 4, kernelSize: 3, activation: "relu" },
    { layer: "conv2dTranspose", filters: 4, kernelSize: 4, strides: 2 },
    { layer: "activation", activation: "sigmoid" },
  ],
};

/**
 * A bias before batch normalisation changes nothing, so that its gradient is
 * rounding noise, other on each engine. With the default epsilon Adam would make
 * whole steps of it, and the moving mean lag behind.
 */
const steadyAdam: OptimizerSettings = { name: "adam", epsilon: 1e-3 };

/** Trains for three epochs; a smaller batch ends each. */
export async function shortTraining(
  network = variedNetwork,
  optimizer = steadyAdam,
): Promise<HistoryRow[]> {
  const inputShape = [8, 16, 4];
  const autoencoder = createAutoencoder(network, { inputShape, seed: 1 });
  const { codeShape } = describeArchitecture(network, inputShape);
  const classifier = createClassifier(codeShape, { classes: 2, seed: 1 });
  const models = { ...autoencoder, classifier };
  const training = new Training({
    models,
    variables: trainableVariables(...Object.values(models)),
    objective: jointObjective(models, classifier, { lambda: 0.5 }),
    train: noise(23),
    validation: noise(9),
    settings: {
      epochs: 3,
      batchSize: 5,
      learningRate: 0.01,
      seed: 1,
      optimizer,
    },
  });
  await training.run();
  training.dispose();
  for (const model of Object.values(models)) model.dispose();
  return training.history;
}

/** Noise, 8 high and 16 wide, the darker half of it class 0. */
function noise(count: number): Examples {
  const random = createRandom(7);
  const size = 8 * 16 * 4;
  const data = new Float32Array(count * size);
  const labels: number[] = [];
  for (let index = 0; index < count; index++) {
    const brightness = random.uniform(0, 1);
    for (let value = 0; value < size; value++) {
      data[index * size + value] = brightness * random.uniform(0, 1);
    }
    labels.push(Number(brightness > 0.5));
  }
  return { images: { data, shape: [count, 8, 16, 4] }, labels };
}

if (import.meta.main) {
  const history = await shortTraining();
  console.log(JSON.stringify({ engine: describeEngine(), history }));
}
