/**
 * How close an answer comes to the true one, among all candidates.
 *
 * @module
 */
import type { Vector } from "./latent.ts";

/** Mean squared difference of two vectors of one length. */
export function squaredDistance(one: Vector, other: Vector): number {
  if (one.length !== other.length) {
    throw new RangeError(
      `Only vectors of one length can be compared, but these have ${one.length} and ${other.length} numbers.`,
    );
  }
  return one.reduce(
    (sum, value, index) => sum + (value - other[index]!) ** 2,
    0,
  ) / one.length;
}

/**
 * The rank of the truth: 1 when no candidate is closer to the answer, 2 when
 * one is, and so on.
 *
 * @param answer The vector that is judged.
 * @param options `candidates`: vectors of all pictures; `truth`: the index of
 * the true one among them.
 */
export function rankOfTruth(
  answer: Vector,
  { candidates, truth }: { candidates: Vector[]; truth: number },
): number {
  const distances = candidates.map((candidate) =>
    squaredDistance(answer, candidate)
  );
  return 1 +
    distances.filter((distance) => distance < distances[truth]!).length;
}
