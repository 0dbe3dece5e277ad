/**
 * `deno task soak [--minutes 10]`: trains, stops, goes on, saves and loads, over
 * and over, and says whether memory, tensors and step time stay what they are.
 *
 * Writes under build/quick/ only.
 *
 * @module
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import {
  type Dataset,
  type DatasetSplit,
  loadDataset,
} from "../lib/data/dataset.ts";
import { assignedDataset } from "../lib/experiments/assignment.ts";
import { describeEngine, tf } from "../lib/engine/engine.ts";
import { trainAutoencoder } from "../lib/experiments/train.ts";
import { assignedNetwork } from "../lib/model/network.ts";
import { createRandom } from "../lib/base/random.ts";
import { forgetRun, type TrainOptions } from "../lib/experiments/run.ts";
import { removeRuns } from "../lib/experiments/run_record.ts";
import { median } from "../lib/base/statistics.ts";
import { judge, type Sample } from "./soak/verdict.ts";

const sampleInterval = 20; // seconds
const epochs = 2;
const batchSize = 32;
const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  throw new RangeError(
    `--minutes is a number above 0, but it is "${values.minutes}".`,
  );
}

const { backend, version, threads } = describeEngine();
console.log(
  `deno task soak --minutes ${minutes}, ${
    new Date().toISOString().slice(0, 10)
  }, ${cpus()[0]!.model}, ${threads} threads, ${backend} ${version}`,
);
const dataset = await loadFewPictures();
const random = createRandom(1);
let stepDurations: number[] = [];
let lowestMebibytes = Infinity;
const samples: Sample[] = [];
const name = `soak-${crypto.randomUUID()}`;
const start = performance.now();
const elapsed = () => (performance.now() - start) / 1000;
try {
  for (let cycle = 1; elapsed() < 60 * minutes; cycle++) {
    await trainStopAndReload(cycle);
    lowestMebibytes = Math.min(
      lowestMebibytes,
      Deno.memoryUsage().rss / 1024 ** 2,
    );
    if (elapsed() < sampleInterval * (samples.length + 1)) continue;
    const sample = {
      seconds: elapsed(),
      residentMebibytes: lowestMebibytes,
      tensors: tf.memory().numTensors,
      millisecondsPerStep: median(stepDurations),
    };
    stepDurations = [];
    lowestMebibytes = Infinity;
    samples.push(sample);
    console.log(
      `${sample.seconds.toFixed(0).padStart(4)} s, cycle ${
        String(cycle).padStart(3)
      }: ${
        sample.residentMebibytes.toFixed(0)
      } MiB resident, ${sample.tensors} tensors, ${
        sample.millisecondsPerStep.toFixed(0)
      } ms a step`,
    );
  }
} finally {
  await removeRuns(name);
}
const { isFlat, sentence } = judge(samples);
console.log(sentence);
Deno.exitCode = isFlat ? 0 : 1;

/** Pictures for three steps an epoch, so that there are many cycles. */
async function loadFewPictures(): Promise<Dataset> {
  const dataset = await loadDataset(assignedDataset);
  const few = (part: DatasetSplit, count: number) => ({
    ...part,
    images: part.images.select(Array.from({ length: count }, (_, i) => i)),
    originals: part.originals.select([0]),
  });
  return {
    ...dataset,
    train: few(dataset.train, 3 * batchSize),
    validation: few(dataset.validation, batchSize),
    test: few(dataset.test, batchSize),
  };
}

/** A training that is stopped, gone on with, saved, forgotten and loaded. */
async function trainStopAndReload(seed: number): Promise<void> {
  const train = (watch: TrainOptions) =>
    trainAutoencoder({
      name,
      dataset,
      network: assignedNetwork,
      training: { epochs, batchSize, learningRate: 0.001, seed },
    }, watch);
  const controller = new AbortController();
  const stopAt = random.integer(
    epochs * Math.ceil(dataset.train.images.count / batchSize),
  );
  let steps = 0;
  const stopped = await train({
    signal: controller.signal,
    onProgress: timeSteps(() => {
      if (steps++ === stopAt) controller.abort();
    }),
  });
  const { record } = await train({ onProgress: timeSteps() });
  forgetRun(name);
  const loaded = await train({
    onProgress() {
      throw new Error("A finished run was trained again.");
    },
  });
  if (!stopped.stopped || loaded.record.key !== record.key) {
    throw new Error("Stopping or loading did not do what it should.");
  }
  forgetRun(name);
}

/** Collects what lies between two steps of one epoch. */
function timeSteps(action?: () => void): TrainOptions["onProgress"] {
  let last = 0;
  return ({ step }) => {
    const now = performance.now();
    if (step > 1) stepDurations.push(now - last);
    last = now;
    action?.();
  };
}
