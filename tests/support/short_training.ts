/**
 * A short joint training, to compare engines by: `deno run -A
 * tests/short_training.ts` prints the engine and the history as JSON.
 *
 * @module
 */
import { smallAutoencoder } from "./networks.ts";
import { describeEngine } from "../../lib/engine/engine.ts";
import type { Examples } from "../../lib/model/evaluation.ts";
import {
  createClassifier,
  trainableVariables,
} from "../../lib/model/autoencoder.ts";
import { jointObjective } from "../../lib/model/objective.ts";
import { createRandom } from "../../lib/base/random.ts";
import { type HistoryRow, Training } from "../../lib/model/training.ts";

/** Trains for three epochs; a smaller batch ends each. */
export async function shortTraining(): Promise<HistoryRow[]> {
  const models = smallAutoencoder({
    channels: 4,
    filters: [4, 8],
    kernelSize: 4, // Even, so that paddings before and after differ.
    upsampling: "after",
  }, 1);
  const classifier = createClassifier([2, 4, 8], { classes: 2, seed: 1 });
  const training = new Training({
    models: { ...models, classifier },
    variables: trainableVariables(models.encoder, models.decoder, classifier),
    objective: jointObjective(models, classifier, { lambda: 0.5 }),
    train: noise(23),
    validation: noise(9),
    settings: { epochs: 3, batchSize: 5, learningRate: 0.01, seed: 1 },
  });
  await training.run();
  training.dispose();
  for (const model of [models.encoder, models.decoder, classifier]) {
    model.dispose();
  }
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
