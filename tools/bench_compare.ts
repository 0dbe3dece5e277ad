/**
 * `deno task bench:compare [--rounds 5]`: our engine and PyTorch side by side.
 *
 * Each measurement is a process of its own, and the contestants take turns, so
 * that what else the machine does meets all of them. Medians are written to
 * tools/bench/results.json and drawn as docs/bench.svg and .png.
 *
 * @module
 */
import { availableParallelism, cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { assignedDataset } from "../lib/experiments/assignment.ts";
import { loadDataset } from "../lib/data/dataset.ts";
import { drawChart, rasterize } from "../lib/figures/draw.ts";
import { projectFolder, writeFileAtomically } from "../lib/base/workspace.ts";
import { cacheFolder } from "./common/set_up.ts";
import { median } from "../lib/base/statistics.ts";
import { benchChart, type Result } from "./bench/chart.ts";
import { comparedNetworks, contestants } from "./bench/contestants.ts";
import { findPyTorch } from "./bench/find_pytorch.ts";
import { type Measurement, measureProcess } from "./bench/measure_process.ts";
import { fourDigits, readRounds } from "./bench/protocol.ts";

const rounds = readRounds();
const packages = await findPyTorch(cacheFolder("pytorch"));
const dataset = await loadDataset(assignedDataset);
const folder = await Deno.makeTempDir();
try {
  const pictures = join(folder, "pictures.bin");
  const { buffer, byteOffset, byteLength } = dataset.train.images.data;
  await Deno.writeFile(
    pictures,
    new Uint8Array(buffer, byteOffset, byteLength),
  );
  const results = await compare(pictures);
  const text = JSON.stringify(
    {
      command: `deno task bench:compare --rounds ${rounds}`,
      date: new Date().toISOString().slice(0, 10),
      machine: {
        processor: cpus()[0]!.model,
        threads: availableParallelism(),
        memoryGibibytes: Math.round(totalmem() / 1024 ** 3),
        /** Processes that wanted to run, at the end; these are up to `threads`. */
        loadAverage: Deno.loadavg()[0],
      },
      deno: Deno.version.deno,
      results,
    },
    null,
    2,
  );
  await writeFileAtomically(
    `${projectFolder}tools/bench/results.json`,
    `${text}\n`,
  );
  await Deno.mkdir(`${projectFolder}docs`, { recursive: true });
  const svg = await drawChart(benchChart(results));
  await writeFileAtomically(`${projectFolder}docs/bench.svg`, svg);
  const png = await rasterize(svg, 2);
  await writeFileAtomically(`${projectFolder}docs/bench.png`, png);
} finally {
  await Deno.remove(folder, { recursive: true });
}

/**
 * @returns medians for each network and contestant with all threads; for the
 * assigned network, which comes first, with one thread too.
 */
async function compare(pictures: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const [network, layers] of Object.entries(await comparedNetworks())) {
    const file = join(dirname(pictures), "network.json");
    await Deno.writeTextFile(file, JSON.stringify(layers));
    const all = availableParallelism();
    for (const threads of results.length === 0 ? new Set([1, all]) : [all]) {
      const measured: Record<string, Measurement[]> = {};
      for (let round = 1; round <= rounds; round++) {
        for (
          const [name, contestant] of Object.entries(
            contestants({ pictures, network: file, packages }),
          )
        ) {
          const measurement = await measureProcess({ ...contestant, threads });
          (measured[name] ??= []).push(measurement);
          console.log(
            `${network}, ${threads} threads, round ${round} of ${rounds}, ${name}: ${
              median(measurement.milliseconds).toFixed(0)
            } ms a step, first epoch after ${
              measurement.secondsToFirstEpoch.toFixed(1)
            } s, at most ${measurement.peakMebibytes.toFixed(0)} MiB`,
          );
        }
      }
      requireSameSize(network, measured);
      for (const [name, measurements] of Object.entries(measured)) {
        const take = (field: "secondsToFirstEpoch" | "peakMebibytes") =>
          fourDigits(
            median(measurements.map((measurement) => measurement[field])),
          );
        results.push({
          network,
          name,
          version: measurements[0]!.version,
          threads,
          millisecondsPerStep: fourDigits(
            median(measurements.flatMap(({ milliseconds }) => milliseconds)),
          ),
          secondsToFirstEpoch: take("secondsToFirstEpoch"),
          peakMebibytes: take("peakMebibytes"),
        });
      }
    }
  }
  return results;
}

/** @throws {Error} when the contestants did not train the same network. */
function requireSameSize(
  network: string,
  measured: Record<string, Measurement[]>,
) {
  const sizes = new Set(
    Object.values(measured).flat().map(({ parameters }) => parameters),
  );
  if (sizes.size === 1) return;
  throw new Error(
    `The contestants' "${network}" have ${
      [...sizes].join(" and ")
    } parameters: build the same network in tools/bench/pytorch.py.`,
  );
}
