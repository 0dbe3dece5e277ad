/**
 * Claims: what must hold for a sentence to be true.
 *
 * The author writes the sentence that the results support, and beside it the
 * condition. As long as it holds nothing is seen of it; when it fails, the
 * paragraph is marked, and a full report is refused.
 *
 * @module
 */

/** A named condition, and the values that it was made of. */
export interface Claim {
  name: string;
  holds: boolean;
  values: Record<string, number | string>;
}

/** What was met, for the reader of a claim that fails. */
export type ClaimValues = Record<
  string,
  number | string | boolean | readonly (number | string)[]
>;

/**
 * States what a sentence stands on.
 *
 * @param name A few words; no other claim of the notebook has it.
 * @param condition Whether the sentence is true.
 * @param values What the condition was made of, by name.
 * @throws {TypeError} when the condition is no boolean.
 *
 * @example
 * ```ts
 * import { claim } from "./claim.ts";
 * claim("test below validation", 0.0174 < 0.0216, { test: 0.0174 });
 * ```
 */
export function claim(
  name: string,
  condition: boolean,
  values: ClaimValues = {},
): Claim {
  if (typeof name !== "string" || name.trim() === "") {
    throw new TypeError(
      `A claim needs a name, but it is ${Deno.inspect(name)}.`,
    );
  }
  if (typeof condition !== "boolean") {
    throw new TypeError(
      `The claim "${name}" needs a condition that is true or false, but it is ${
        Deno.inspect(condition)
      }.`,
    );
  }
  return {
    name,
    holds: condition,
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, readable(value)]),
    ),
  };
}

/** A figure that a paragraph describes, as it was when somebody looked. */
export interface Observation {
  figure: string;
  /** The beginning of its picture's SHA-256 when it was looked at. */
  expected: string;
  /** The same of the picture that this notebook made. */
  actual: string;
}

/** A claim that fails, with the values met: the middle of a sentence. */
export function describeFailure({ name, values }: Claim): string {
  const met = Object.entries(values).map(([key, value]) => `${key}: ${value}`);
  const behind = met.length > 0 ? ` (${met.join("; ")})` : "";
  return `the claim "${name}" is false${behind}`;
}

/** A figure whose picture changed, and what to do: the rest of a sentence. */
export function describeChange(
  { figure, expected, actual }: Observation,
): string {
  return `figure "${figure}" was ${expected} when it was described and is ${actual} now: look at it, correct the text, and write ${actual}`;
}

/** @throws {RangeError} when two claims have one name. */
export function requireDistinctNames(claims: readonly Claim[]) {
  const names = claims.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new RangeError(
      `Two claims of a paragraph are named "${twice}": rename one of them.`,
    );
  }
}

function readable(value: ClaimValues[string]): number | string {
  // JSON has no number for infinity: such a value is written as a word.
  if (Number.isFinite(value)) return Number((value as number).toPrecision(6));
  return Array.isArray(value) ? value.join(", ") : String(value);
}
