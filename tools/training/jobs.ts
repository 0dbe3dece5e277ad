/**
 * Trainings in several processes.
 *
 * @module
 */
import { sideBySide } from "../../lib/base/side_by_side.ts";
import { startTraining } from "../../lib/experiments/training_process.ts";

/** A module to run, and its arguments. */
export interface Job {
  module: URL;
  args: string[];
}

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
  let done = 0;
  const succeeded = await sideBySide(jobs, async (job) => {
    const { child, lines } = startTraining(job.module, {
      args: job.args,
      processes,
      env: environment,
      stdin: "null",
      stderr: "inherit",
    });
    for await (const line of lines) onLine(line);
    const { success } = await child.status;
    onLine(`${++done} of ${jobs.length} are done.`);
    return success;
  }, processes);
  return jobs.filter((_, index) => !succeeded[index]);
}
