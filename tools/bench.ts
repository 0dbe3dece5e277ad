/**
 * `deno task bench`: the time of a training step of the assigned network, as
 * one line of JSON.
 *
 * @module
 */
import { cpus } from "node:os";
import { batchSize, noise, timeTraining } from "./bench/time_training.ts";
import { describeEngine } from "../lib/engine/engine.ts";
import { median } from "../lib/base/statistics.ts";

const warmUpSteps = 5;
const measuredSteps = 50;

const { backend, version, device, threads } = describeEngine();
const [durations] = await timeTraining(
  noise((warmUpSteps + measuredSteps) * batchSize),
  { epochs: 1 },
);
const milliseconds = median(durations!.slice(warmUpSteps));
console.log(JSON.stringify({
  millisecondsPerStep: round(milliseconds),
  examplesPerSecond: round(1000 * batchSize / milliseconds),
  residentMebibytes: round(Deno.memoryUsage().rss / 1024 ** 2),
  engine: `${backend} ${version} on ${device}`,
  threads,
  processor: cpus()[0]!.model,
  date: new Date().toISOString().slice(0, 10),
}));

function round(value: number): number {
  return Number(value.toPrecision(4));
}
