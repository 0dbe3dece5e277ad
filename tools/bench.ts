/**
 * `deno task bench [--rounds 5]`: the time of a training step of the report's
 * networks, as a line of JSON for each.
 *
 * They take turns, so that what else the machine does meets all of them.
 *
 * @module
 */
import { cpus } from "node:os";
import { median } from "../lib/base/statistics.ts";
import { describeEngine } from "../lib/engine/engine.ts";
import { comparedNetworks } from "./bench/contestants.ts";
import { fourDigits, readRounds } from "./bench/protocol.ts";
import { batchSize, noise, timeTraining } from "./bench/time_training.ts";

const steps = 12;
const rounds = readRounds();
const pictures = noise(steps * batchSize);
const networks = Object.entries(await comparedNetworks());
/** Milliseconds of a step: of each network the median of each round. */
const measured = networks.map((): number[] => []);
for (let round = 0; round < rounds; round++) {
  for (const [index, [, network]] of networks.entries()) {
    const [durations] = await timeTraining(pictures, { network, epochs: 1 });
    measured[index]!.push(median(durations!));
  }
}
const [assigned] = measured;
const { backend, version, device, threads } = describeEngine();
for (const [index, [network]] of networks.entries()) {
  const milliseconds = measured[index]!;
  const step = median(milliseconds);
  const ratios = milliseconds.map((time, round) => time / assigned![round]!);
  console.log(JSON.stringify({
    network,
    millisecondsPerStep: fourDigits(step),
    examplesPerSecond: fourDigits(1000 * batchSize / step),
    timesAssigned: fourDigits(median(ratios)),
    rounds,
    engine: `${backend} ${version} on ${device}`,
    threads,
    processor: cpus()[0]!.model,
    date: new Date().toISOString().slice(0, 10),
  }));
}
