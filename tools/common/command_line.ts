/**
 * What the tasks with options share.
 *
 * @module
 */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

/** A command line that a task does not understand; its message says what it does. */
export class UsageError extends Error {
  /** @param options What the task understands, to stand behind "its options are". */
  constructor(task: string, args: string[], options: string) {
    super(
      `deno task ${task} does not understand "${
        args.join(" ")
      }": its options are ${options}.`,
    );
  }
}

/** @returns the options' values, or nothing if there are others. */
export function readOptions<const Options extends ParseArgsOptionsConfig>(
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
