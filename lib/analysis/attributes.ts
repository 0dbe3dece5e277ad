/**
 * Pairs for averaged attribute vectors: what several pairs have in common
 * (Radford et al. 2015 average three exemplars; White 2016, "Sampling Generative
 * Networks").
 *
 * @module
 */
import { textColumn } from "../data/catalogue.ts";
import type { Dataset } from "../data/dataset.ts";
import { faceOf } from "./cats.ts";
import type { AttributePair } from "./vectors.ts";

/**
 * Finds the pairs "cat face with X" and "face with X".
 *
 * @param except A cat's name whose pair is left out: the one that is asked for.
 * @throws {RangeError} when no pair is left.
 */
export function catPairs(
  { catalogue }: Dataset,
  except: string,
): AttributePair[] {
  const names = textColumn(catalogue, "name");
  const pairs = names.flatMap((name, row) => {
    const face = faceOf(name);
    if (face === undefined || name === except) return [];
    const without = names.indexOf(face);
    return without >= 0 ? [{ with: row, without }] : [];
  });
  if (pairs.length === 0) {
    throw new RangeError(
      `No pair of a cat face and a face is left besides "${except}": take a data set that has some.`,
    );
  }
  return pairs;
}

/** For a table: the names of the pairs, and the split that each is in. */
export function listPairs(
  { catalogue }: Dataset,
  pairs: AttributePair[],
): Record<string, string>[] {
  const names = textColumn(catalogue, "name");
  const splits = textColumn(catalogue, "split");
  return pairs.map((pair) => ({
    "with the attribute": names[pair.with]!,
    "its split": splits[pair.with]!,
    without: names[pair.without]!,
    "and its split": splits[pair.without]!,
  }));
}
