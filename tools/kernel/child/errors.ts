/**
 * What an error says, with its causes, in a form that can be published.
 *
 * @module
 */
import type { CellError, Reason } from "../protocol.ts";

/** Causes of causes, and members of members, go no deeper. */
const deepest = 5;

/** @returns what was thrown, whatever it is. */
export function describeError(thrown: unknown): CellError {
  return { ...describe(thrown), reasons: reasonsOf(thrown, 0) };
}

function describe(thrown: unknown): Omit<CellError, "reasons"> {
  if (!(thrown instanceof Error)) {
    return { name: "Error", message: textOf(thrown), traceback: [] };
  }
  const { name, message, stack } = thrown;
  return {
    name: String(name),
    message: String(message),
    traceback: stack ? String(stack).split("\n") : [],
  };
}

function reasonsOf(thrown: unknown, depth: number): Reason[] {
  if (!(thrown instanceof Error) || depth === deepest) return [];
  const members = thrown instanceof AggregateError ? thrown.errors : [];
  const own = members.map((error) => ({ role: "One of them", error }));
  if (thrown.cause !== undefined) {
    own.push({ role: "Caused by", error: thrown.cause });
  }
  return own.flatMap(({ role, error }) => [
    { role, ...describe(error) },
    ...reasonsOf(error, depth + 1),
  ]);
}

function textOf(thrown: unknown): string {
  return typeof thrown === "string" ? thrown : Deno.inspect(thrown);
}
