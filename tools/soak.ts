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
import { describeEngine, tf } from "../lib/engine/engine.ts";
import { createRandom } from "../lib/base/random.ts";
import type { TrainOptions } from "../lib/experiments/run.ts";
import { removeRuns } from "../lib/experiments/run_record.ts";
import { median } from "../lib/base/statistics.ts";
import {
  loadFewPictures,
  stepsPerCycle,
  trainStopAndReload,
} from "./soak/cycle.ts";
import { judge, type Sample } from "./soak/verdict.ts";

const sampleInterval = 20; // seconds
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
    await trainStopAndReload({
      name,
      dataset,
      seed: cycle,
      stopAt: 1 + random.integer(stepsPerCycle),
      watch: timeSteps,
    });
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

/** Collects what lies between two steps of one epoch. */
function timeSteps(): NonNullable<TrainOptions["onProgress"]> {
  let last = 0;
  return ({ step }) => {
    const now = performance.now();
    if (step > 1) stepDurations.push(now - last);
    last = now;
  };
}
