/**
 * Trainings in several processes.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { sideBySide } from "../../lib/base/side_by_side.ts";

/** A module to run, and its arguments. */
export interface Job {
  module: URL;
  args: string[];
}

/** What a process that trains may do. */
const permissions = [
  ...["--allow-env", "--allow-ffi", "--allow-read", "--allow-sys"],
  "--allow-write",
];

/**
 * Runs jobs, each in a process of its own; the processes share the threads.
 *
 * @param options `processes`: at most so many at once; `environment`: what each has
 * besides this one's; `onLine`: is told what each prints.
 * @returns those that failed.
 */
export async function runJobs(
  jobs: readonly Job[],
  { processes, environment = {}, onLine }: {
    processes: number;
    environment?: Record<string, string>;
    onLine: (line: string) => void;
  },
): Promise<Job[]> {
  const threads = Math.max(1, Math.floor(availableParallelism() / processes));
  const env = { TF_NUM_INTRAOP_THREADS: `${threads}`, ...environment };
  let done = 0;
  const succeeded = await sideBySide(jobs, async (job) => {
    const success = await runJob(job, env, onLine);
    onLine(`${++done} of ${jobs.length} are done.`);
    return success;
  }, processes);
  return jobs.filter((_, index) => !succeeded[index]);
}

async function runJob(
  { module, args }: Job,
  env: Record<string, string>,
  onLine: (line: string) => void,
): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...permissions, module.href, ...args],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = createInterface({
    input: Readable.fromWeb(child.stdout as unknown as NodeStream),
  });
  for await (const line of lines) onLine(line);
  return (await child.status).success;
}
