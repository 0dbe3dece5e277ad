/**
 * What two measurements of answers say together.
 *
 * @module
 */

/** One answer as `judgeAnswers` measures it. */
export interface Judgement {
  /** Mean squared error to the true answer. */
  error: number;
  /** Rank of the true answer by distance of codes: 1 is best. */
  latentRank: number;
}

/**
 * Says how an answer differs from another, and whether both measures agree: the
 * squared error prefers a blur, the rank by code does not.
 *
 * @returns a clause without a capital and without a full stop.
 *
 * @example
 * ```ts
 * import { describeChange } from "./verdict.ts";
 * describeChange({ error: 0.09, latentRank: 4 }, { error: 0.06, latentRank: 9 });
 * // "the error falls from 0.0900 to 0.0600 and the rank by code worsens from 4
 * // to 9: the two measures disagree"
 * ```
 */
export function describeChange(before: Judgement, after: Judgement): string {
  const error = Math.sign(after.error - before.error);
  const rank = Math.sign(after.latentRank - before.latentRank);
  const errors = move(["falls", "rises"], error, {
    from: before.error.toFixed(4),
    to: after.error.toFixed(4),
  });
  const ranks = move(["improves", "worsens"], rank, {
    from: `${before.latentRank}`,
    to: `${after.latentRank}`,
  });
  return `the error ${errors} and the rank by code ${ranks}: ${
    verdict(error, rank)
  }`;
}

function move(
  [less, more]: [string, string],
  sign: number,
  { from, to }: { from: string; to: string },
): string {
  if (sign === 0) return `stays ${from}`;
  return `${sign < 0 ? less : more} from ${from} to ${to}`;
}

function verdict(error: number, rank: number): string {
  if (error * rank < 0) return "the two measures disagree";
  if (error + rank < 0) return "a gain";
  return error + rank > 0 ? "a loss" : "no difference";
}
