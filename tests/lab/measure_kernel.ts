/**
 * `deno task bench:kernel`: how long a front end waits for the kernel.
 *
 * @module
 */
import { FrontEnd } from "../tools/kernel/front_end.ts";

/** Each figure is the median of so many. */
const rounds = 7;

async function median(measure: () => Promise<number>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await measure());
  return `${times.sort((a, b) => a - b)[rounds >> 1]!.toFixed(0)} ms`;
}

async function time(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

const start = await median(() =>
  time(async () => {
    await using kernel = await FrontEnd.start();
    await kernel.run("1 + 1");
  })
);
await using kernel = await FrontEnd.start();
const run = (code: string) => () => time(() => kernel.run(code));

async function stop(code: string): Promise<number> {
  const text = crypto.randomUUID();
  const answer = kernel.run(`console.log("${text}"); ${code}`);
  await kernel.background(text);
  await new Promise((resolve) => setTimeout(resolve, 200));
  return await time(async () => {
    await kernel.control("interrupt_request");
    await answer;
  });
}

const figures = {
  "start until the first cell has run, and end": start,
  "a cell": await median(run("1 + 1")),
  "20,000 printed lines": await median(
    run("for (let i = 0; i < 20_000; i++) console.log(i);"),
  ),
  "100,000 printed lines": await median(
    run("for (let i = 0; i < 100_000; i++) console.log(i);"),
  ),
  "an output of 8 MB": await median(
    run(`await Deno.jupyter.display(
      { "text/plain": "x".repeat(8e6) }, { raw: true });`),
  ),
  "an output of 50 MB": await median(
    run(`await Deno.jupyter.display(
      { "text/plain": "x".repeat(5e7) }, { raw: true });`),
  ),
  "Stop of an await": await median(() => stop("await new Promise(() => {});")),
  "Stop of a synchronous loop": await median(() => stop("while (true);")),
};
for (const [what, text] of Object.entries(figures)) {
  console.log(`${what}: ${text}`);
}
