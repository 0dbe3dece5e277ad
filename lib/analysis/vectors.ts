/**
 * Arithmetic on plain vectors. It needs neither engine nor data set, so that
 * the report's page computes with it too.
 *
 * @module
 */
import { meanSquaredError } from "../base/statistics.ts";
import type { Images } from "../data/images.ts";

/** A vector of numbers: a latent code, or the values of a picture. */
export type Vector = Float32Array;

/** Pictures as vectors of their pixels; views, not copies. */
export function pixelVectors(images: Images): Vector[] {
  return Array.from(
    { length: images.count },
    (_, index) => images.picture(index),
  );
}

/** Rows of two pictures that differ by an attribute alone. */
export interface AttributePair {
  with: number;
  without: number;
}

/**
 * The weighted sum of vectors.
 *
 * @throws {RangeError} when there are not as many vectors as weights, or none.
 */
export function weightedSum(weights: number[], vectors: Vector[]): Vector {
  const [first] = vectors;
  if (!first || weights.length !== vectors.length) {
    throw new RangeError(
      `Each term needs a vector, but ${weights.length} terms have ${vectors.length}.`,
    );
  }
  const sum = new Float64Array(first.length);
  weights.forEach((weight, term) => {
    const vector = vectors[term]!;
    for (let index = 0; index < sum.length; index++) {
      sum[index]! += weight * vector[index]!;
    }
  });
  return new Float32Array(sum);
}

/** Vectors of one length behind each other. */
export function concatenate(vectors: readonly Vector[]): Float32Array {
  const { length } = vectors[0]!;
  const values = new Float32Array(vectors.length * length);
  vectors.forEach((vector, index) => values.set(vector, index * length));
  return values;
}

/** The vector between two others: `(1 - t) start + t end`. */
export function between(start: Vector, end: Vector, t: number): Vector {
  return weightedSum([1 - t, t], [start, end]);
}

/** The mean of the differences of the pairs. */
export function averageAttribute(
  vectors: Vector[],
  pairs: AttributePair[],
): Vector {
  const terms = pairs.flatMap((pair) => [pair.with, pair.without]);
  const weights = terms.map((_, term) => (-1) ** term / pairs.length);
  return weightedSum(weights, terms.map((row) => vectors[row]!));
}

/**
 * Makes a vector the values of a picture, premultiplied RGBA: they are clipped
 * to [0, 1], and colours to alpha, above which they cannot be.
 */
export function clipToPicture(values: Vector): Vector {
  const clipped = new Float32Array(values.length);
  for (let pixel = 0; pixel < values.length; pixel += 4) {
    const alpha = Math.min(Math.max(values[pixel + 3]!, 0), 1);
    for (let at = pixel; at < pixel + 4; at++) {
      clipped[at] = Math.min(Math.max(values[at]!, 0), alpha);
    }
  }
  return clipped;
}

/**
 * The sum of the squared differences, or, where that is more than `limit`, some
 * number above it. It adds up no further than it must, from the last numbers
 * on: along principal components the largest come last.
 */
export function squaredDistance(
  one: Vector,
  other: Vector,
  limit = Infinity,
): number {
  let sum = 0;
  for (let at = one.length - 1; at >= 0 && sum <= limit; at--) {
    const difference = one[at]! - other[at]!;
    sum += difference * difference;
  }
  return sum;
}

/** The mean squared distance of each candidate from a vector. */
export function distancesFrom(
  vector: Vector,
  candidates: Vector[],
): number[] {
  return candidates.map((candidate) => meanSquaredError(vector, candidate));
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
  const distances = distancesFrom(answer, candidates);
  return 1 +
    distances.filter((distance) => distance < distances[truth]!).length;
}
