/**
 * A process that trains.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";

/** What a process that trains may do. */
const permissions = [
  ...["--allow-env", "--allow-ffi", "--allow-read", "--allow-sys"],
  "--allow-write",
];

/**
 * Starts a module that trains.
 *
 * @param options `processes`: how many at once, which share the threads; `env`:
 * what it has besides this process's environment.
 * @returns the process, and the lines that it prints.
 */
export function startTraining(
  module: URL,
  { args = [], processes, env = {}, ...options }:
    & { processes: number }
    & Pick<Deno.CommandOptions, "args" | "cwd" | "env" | "stdin" | "stderr">,
): { child: Deno.ChildProcess; lines: AsyncIterable<string> } {
  const threads = Math.max(1, Math.floor(availableParallelism() / processes));
  const child = new Deno.Command(Deno.execPath(), {
    ...options,
    args: ["run", "--quiet", ...permissions, module.href, ...args],
    env: { TF_NUM_INTRAOP_THREADS: `${threads}`, ...env },
    stdout: "piped",
  }).spawn();
  const lines = createInterface({
    input: Readable.fromWeb(child.stdout as unknown as NodeStream),
  });
  return { child, lines };
}
