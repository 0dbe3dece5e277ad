/**
 * Times the training of a network, step by step.
 *
 * `deno run ... bench/time_training.ts PICTURES NETWORK` reads 64x64 RGBA
 * pictures (float32, channels last) and a network's layers (JSON), trains for
 * three epochs, says when the first is done, and ends with a line of JSON, as
 * bench/pytorch.py does.
 *
 * @module
 */
import { resourceUsage } from "node:process";
import { createRandom } from "../../lib/base/random.ts";
import { describeEngine } from "../../lib/engine/engine.ts";
import {
  createAutoencoder,
  trainableVariables,
} from "../../lib/model/autoencoder.ts";
import {
  assignedNetwork,
  type NetworkSettings,
} from "../../lib/model/network.ts";
import { reconstructionObjective } from "../../lib/model/objective.ts";
import { summary } from "../../lib/model/summary.ts";
import { Training } from "../../lib/model/training.ts";

export const batchSize = 32;

/**
 * Trains on pictures.
 *
 * @param pictures `[count, 64, 64, 4]`.
 * @param options `network`: the assigned one unless told otherwise; `onEpoch` is
 * called when an epoch is done.
 * @returns milliseconds of the steps of each epoch; the first step, which
 * stands for what lies between two epochs, and a smaller last one are left out.
 */
export async function timeTraining(
  pictures: Float32Array,
  { network = assignedNetwork, epochs, onEpoch }: {
    network?: NetworkSettings;
    epochs: number;
    onEpoch?: () => void;
  },
): Promise<number[][]> {
  const size = 64 * 64 * 4;
  const images = (data: Float32Array) => ({
    images: { data, shape: [data.length / size, 64, 64, 4] as const },
  });
  const fullSteps = Math.floor(pictures.length / size / batchSize);
  const model = createAutoencoder(network, {
    inputShape: [64, 64, 4],
    seed: 1,
  });
  const training = new Training({
    models: model,
    variables: trainableVariables(model.encoder, model.decoder),
    objective: reconstructionObjective(model),
    train: images(pictures),
    validation: images(pictures.subarray(0, size)),
    settings: { epochs, batchSize, learningRate: 0.001, seed: 1 },
  });
  const durations: number[][] = Array.from({ length: epochs }, () => []);
  let last = 0;
  await training.run({
    onProgress({ epoch, step }) {
      const now = performance.now();
      if (step > 1 && step <= fullSteps) durations[epoch - 1]!.push(now - last);
      if (step === 0) onEpoch?.();
      last = now;
    },
  });
  training.dispose();
  model.encoder.dispose();
  model.decoder.dispose();
  return durations;
}

/** @returns pictures of noise, `[count, 64, 64, 4]`. */
export function noise(count: number): Float32Array {
  const random = createRandom(1);
  return Float32Array.from(
    { length: count * 64 * 64 * 4 },
    () => random.uniform(0, 1),
  );
}

if (import.meta.main) {
  const [pictures, layers] = Deno.args as [string, string];
  const bytes = await Deno.readFile(pictures);
  const network: NetworkSettings = JSON.parse(await Deno.readTextFile(layers));
  const [, ...durations] = await timeTraining(new Float32Array(bytes.buffer), {
    network,
    epochs: 3,
    onEpoch: () => console.log("epoch"),
  });
  const { backend, version } = describeEngine();
  console.log(JSON.stringify({
    milliseconds: durations.flat(),
    peakMebibytes: resourceUsage().maxRSS / 1024,
    parameters: summary(network, [64, 64, 4]).parameters.trainable,
    version: `${backend} ${version}`,
  }));
}
