/**
 * One measurement: a process that trains and reports on itself.
 *
 * @module
 */

/** What a process tells, and when its first epoch was done. */
export interface Measurement {
  /** Of each step after the first epoch. */
  milliseconds: number[];
  peakMebibytes: number;
  /** Of the network, as far as they are trained. */
  parameters: number;
  version: string;
  /** From the start of the process. */
  secondsToFirstEpoch: number;
}

/** @throws {Error} when the process fails. */
export async function measureProcess(
  { command, environment, threads }: {
    command: string[];
    environment: Record<string, string>;
    threads: number;
  },
): Promise<Measurement> {
  const start = performance.now();
  // By a shell of its own, since Linux begins a process's peak of memory with
  // what the process that started it holds, which is much here.
  const process = new Deno.Command("sh", {
    args: ["-c", '"$@"; exit $?', "sh", ...command],
    env: {
      ...environment,
      OMP_NUM_THREADS: String(threads),
      TF_NUM_INTRAOP_THREADS: String(threads),
      TF_NUM_INTEROP_THREADS: String(threads),
    },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  let secondsToFirstEpoch: number | undefined;
  const decoder = new TextDecoderStream();
  for await (const chunk of process.stdout.pipeThrough(decoder)) {
    text += chunk;
    secondsToFirstEpoch ??= (performance.now() - start) / 1000;
  }
  const { success } = await process.status;
  if (!success || secondsToFirstEpoch === undefined) {
    throw new Error(
      `A measurement failed: run \`${command.join(" ")}\` to see why.`,
    );
  }
  const report = JSON.parse(text.trim().split("\n").at(-1)!);
  return { ...report, secondsToFirstEpoch };
}
