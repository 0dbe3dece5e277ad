import { expect } from "@std/expect";
import { benchChart, type Result } from "../../../tools/bench/chart.ts";
import { measureProcess } from "../../../tools/bench/measure_process.ts";
import { timeTraining } from "../../../tools/bench/time_training.ts";
import { drawChart } from "../../../lib/figures/draw.ts";

const local = (path: string) => new URL(`../../../${path}`, import.meta.url);
const { results } = JSON.parse(
  await Deno.readTextFile(local("tools/bench/results.json")),
) as { results: Result[] };

Deno.test("the README's table of speed is that of the last comparison", async () => {
  const readme = await Deno.readTextFile(local("README.md"));
  const rows = Map.groupBy(
    results,
    ({ network, threads }) => `${network} | ${threads}`,
  );
  for (const [row, [own, ...others]] of rows) {
    const ratios = others.map(({ millisecondsPerStep }) =>
      (own!.millisecondsPerStep / millisecondsPerStep).toFixed(2)
    );
    expect(readme.replaceAll(/ +/g, " ")).toContain(
      `| ${[row, ...ratios].join(" | ")} |`,
    );
  }
});

Deno.test("the comparison is drawn with a bar for each contestant and measure", async () => {
  const svg = await drawChart(benchChart(results));
  for (const { name, millisecondsPerStep } of results) {
    expect(svg).toContain(`>${name}<`);
    expect(svg).toContain(`>${Number(millisecondsPerStep.toPrecision(3))}<`);
  }
  expect(
    svg.match(/role="graphics-symbol" aria-roledescription="bar"/g)?.length,
  ).toBe(3 * results.length);
});

const report =
  '{"milliseconds":[1,2],"peakMebibytes":3,"parameters":5,"version":"4"}';

Deno.test("a measurement is what a process tells, and its threads are limited", async () => {
  const measurement = await measureProcess({
    command: [
      "sh",
      "-c",
      `echo epoch; test "$OMP_NUM_THREADS$TF_NUM_INTRAOP_THREADS$A" = 22b && echo '${report}'`,
    ],
    environment: { A: "b" },
    threads: 2,
  });
  const { secondsToFirstEpoch, ...rest } = measurement;
  expect(rest).toStrictEqual(JSON.parse(report));
  expect(secondsToFirstEpoch).toBeGreaterThan(0);
});

Deno.test("a process's peak of memory is its own, however much this one holds", async () => {
  const held = new Uint8Array(200 * 2 ** 20).fill(1);
  const { peakMebibytes } = await measureProcess({
    command: [
      "python3",
      "-c",
      `import json, resource
print("epoch", flush=True)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"peakMebibytes": peak}))`,
    ],
    environment: {},
    threads: 1,
  });
  expect(peakMebibytes).toBeGreaterThan(1);
  expect(peakMebibytes).toBeLessThan(held.length / 2 ** 20 / 2);
});

Deno.test("a measurement that fails names its command", async () => {
  await expect(measureProcess({
    command: ["sh", "-c", "echo epoch; exit 1"],
    environment: {},
    threads: 1,
  })).rejects.toThrow(
    /A measurement failed: run `sh -c echo epoch; exit 1` to see why\./,
  );
});

Deno.test("steps are timed but for the first and a smaller last one of each epoch", async () => {
  let epochs = 0;
  const durations = await timeTraining(
    new Float32Array((2 * 32 + 1) * 64 * 64 * 4).fill(0.5),
    { epochs: 2, onEpoch: () => epochs++ },
  );
  expect(epochs).toBe(2);
  expect(durations.map((epoch) => epoch.length)).toStrictEqual([1, 1]);
  expect(durations.flat().every((duration) => duration > 0)).toBe(true);
});
