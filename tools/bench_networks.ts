/**
 * `deno task bench:networks [--rounds 5]`: the training step of the network that
 * upsamples first beside that of the assigned one, as one line of JSON.
 *
 * The networks take turns, so that what else the machine does meets both.
 *
 * @module
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { median } from "../lib/base/statistics.ts";
import { describeEngine } from "../lib/engine/engine.ts";
import {
  assignedNetwork,
  upsamplingFirstNetwork,
} from "../lib/model/network.ts";
import { batchSize, noise, timeTraining } from "./bench/time_training.ts";

const steps = 12;
const networks = {
  assigned: assignedNetwork,
  upsamplingFirst: upsamplingFirstNetwork,
};

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(
    `--rounds is a whole number of at least 1, not ${values.rounds}.`,
  );
  Deno.exit(1);
}

const pictures = noise(steps * batchSize);
/** Milliseconds of a step: the median of each round. */
const medians: Record<string, number[]> = {};
for (let round = 0; round < rounds; round++) {
  for (const [name, network] of Object.entries(networks)) {
    const [durations] = await timeTraining(pictures, { network, epochs: 1 });
    (medians[name] ??= []).push(median(durations!));
  }
}
const { assigned, upsamplingFirst } = medians as Record<
  keyof typeof networks,
  number[]
>;
const ratios = upsamplingFirst.map((time, round) => time / assigned[round]!);
const { backend, version, device, threads } = describeEngine();
console.log(JSON.stringify({
  millisecondsPerStep: {
    assigned: digits(median(assigned)),
    upsamplingFirst: digits(median(upsamplingFirst)),
  },
  ratio: {
    median: digits(median(ratios)),
    least: digits(Math.min(...ratios)),
    greatest: digits(Math.max(...ratios)),
  },
  rounds,
  engine: `${backend} ${version} on ${device}`,
  threads,
  processor: cpus()[0]!.model,
  date: new Date().toISOString().slice(0, 10),
}));

function digits(value: number): number {
  return Number(value.toPrecision(4));
}
