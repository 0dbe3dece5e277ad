/**
 * Seeded random numbers, passed explicitly: the same seed gives the same data
 * set, the same weights and the same order of batches.
 *
 * @module
 */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { skipN } from "pure-rand/utils/skipN";

/** A stream of random numbers; each call advances it. */
export interface Random {
  /** A number in [`minimum`, `maximum`). */
  uniform(minimum: number, maximum: number): number;
  /** An integer in [0, `limit`). */
  integer(limit: number): number;
  /** The items in a new random order (Fisher-Yates); the input is untouched. */
  shuffle<T>(items: readonly T[]): T[];
  /** A new, independent stream, seeded from this one. */
  fork(): Random;
}

/**
 * Creates a generator (xoroshiro128+, Blackman & Vigna 2018).
 *
 * @param seed Integer; the same seed gives the same stream.
 * @throws {RangeError} when the seed is no safe integer.
 *
 * @example
 * ```ts
 * import { createRandom } from "./random.ts";
 * const random = createRandom(1);
 * random.shuffle(["a", "b", "c"]);
 * ```
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`A seed must be an integer, but it is ${seed}.`);
  }
  const generator = xoroshiro128plus(seed);
  // Seeds that differ in few bits start with nearly equal numbers.
  skipN(generator, 128);
  const integer = (limit: number) => uniformInt(generator, 0, limit - 1);
  return {
    uniform: (minimum, maximum) =>
      minimum + (maximum - minimum) * uniformFloat64(generator),
    integer,
    shuffle(items) {
      const result = [...items];
      for (let last = result.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        [result[last], result[other]] = [result[other]!, result[last]!];
      }
      return result;
    },
    fork: () => createRandom(integer(2 ** 31)),
  };
}
