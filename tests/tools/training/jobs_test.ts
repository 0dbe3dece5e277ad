import { expect } from "@std/expect";
import { runJobs } from "../../../tools/training/jobs.ts";

const module = (code: string) =>
  new URL(`data:text/javascript,${encodeURIComponent(code)}`);

Deno.test("what waits goes to the process that is free, and a failed job costs no other", async () => {
  const code = `
    const [name, duration] = Deno.args;
    console.log("begin " + name, Deno.env.get("TF_NUM_INTRAOP_THREADS") > 0);
    await new Promise((resolve) => setTimeout(resolve, Number(duration)));
    console.log("end " + name + " of " + Deno.env.get("OF"));
    if (name === "c") Deno.exit(1);`;
  const jobs = [["a", "3000"], ["b", "0"], ["c", "0"], ["d", "0"]]
    .map((args) => ({ module: module(code), args }));
  const lines: string[] = [];
  const failed = await runJobs(jobs, {
    processes: 2,
    environment: { OF: "this" },
    onLine: (line) => lines.push(line),
  });
  expect(failed).toStrictEqual([jobs[2]]);
  // While the first takes its time, the other process does all the rest.
  const ends = lines.filter((line) => line.startsWith("end"));
  expect(ends).toStrictEqual(
    ["b", "c", "d", "a"].map((name) => `end ${name} of this`),
  );
  expect(lines.filter((line) => line.endsWith(" true")).length).toBe(4);
  expect(lines.at(-1)).toBe("4 of 4 are done.");
});
