/**
 * What a test expects of an error where its message is not enough.
 *
 * @module
 */
import { expect } from "@std/expect";

/** Matches an error by the name of its class and by its message. */
export function failure(name: string, message: string | RegExp) {
  return expect.objectContaining({
    name,
    message: typeof message === "string"
      ? message
      : expect.stringMatching(message),
  });
}

/** @returns what `action` throws, or rejects with. */
export async function failureOf(action: () => unknown): Promise<Error> {
  try {
    await action();
  } catch (error) {
    return error as Error;
  }
  throw new Error("An error was expected, but there was none.");
}
