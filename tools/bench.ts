/**
 * `deno task bench`: the time of a training step of the assigned network, as
 * one line of JSON.
 *
 * @module
 */
import { describeEngine } from "../lib/engine.ts";
import {
  assignedModel,
  createAutoencoder,
  trainableVariables,
} from "../lib/model.ts";
import { reconstructionObjective } from "../lib/objective.ts";
import { createRandom } from "../lib/random.ts";
import { Training } from "../lib/training.ts";

const batchSize = 32;
const warmUpSteps = 5;
const measuredSteps = 50;

const { backend, version, device, threads } = describeEngine();
const durations = await stepDurations();
const median = durations.toSorted((a, b) => a - b)[measuredSteps / 2]!;
console.log(JSON.stringify({
  millisecondsPerStep: round(median),
  examplesPerSecond: round(1000 * batchSize / median),
  residentMebibytes: round(Deno.memoryUsage().rss / 1024 ** 2),
  engine: `${backend} ${version} on ${device}`,
  threads,
}));

/** Times an epoch of training on noise, step by step, in milliseconds. */
async function stepDurations(): Promise<number[]> {
  const random = createRandom(1);
  const picture = () =>
    Float32Array.from({ length: 64 * 64 * 4 }, () => random.uniform(0, 1));
  const noise = (count: number) => {
    const data = new Float32Array(count * 64 * 64 * 4);
    for (let index = 0; index < count; index++) {
      data.set(picture(), index * 64 * 64 * 4);
    }
    return { images: { data, shape: [count, 64, 64, 4] as const } };
  };
  const model = createAutoencoder(assignedModel, 1);
  const training = new Training({
    variables: trainableVariables(model.encoder, model.decoder),
    objective: reconstructionObjective(model),
    train: noise((warmUpSteps + measuredSteps) * batchSize),
    validation: noise(1),
    settings: { epochs: 1, batchSize, learningRate: 0.001, seed: 1 },
  });
  const durations: number[] = [];
  let last = performance.now();
  await training.run({
    onProgress() {
      const now = performance.now();
      durations.push(now - last);
      last = now;
    },
  });
  return durations.slice(warmUpSteps, warmUpSteps + measuredSteps);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
