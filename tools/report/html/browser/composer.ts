/**
 * What the reader's choice adds up to.
 *
 * @module
 */
import { faceOf } from "../../../../lib/analysis/cats.ts";
import {
  averageAttribute,
  type Vector,
  weightedSum,
} from "../../../../lib/analysis/vectors.ts";
import type { Model } from "./model.ts";
import type { State } from "./state.ts";

/** A sum, as a code and as pixels. */
export interface Composition {
  code: Vector;
  /** The same arithmetic on pixels, not clipped. */
  values: Vector;
  /** Rows of the originals whose pieces may draw it. */
  sources: number[];
}

/**
 * @returns what adds up a choice: strength · (a - b) + c, or c and an attribute
 * of that strength, averaged over all its pairs.
 */
export function createComposer(model: Model): (state: State) => Composition {
  const { codes } = model;
  const averages = new Map<string, { code: Vector; picture: Vector }>();
  const averageOf = (label: string) => {
    const known = averages.get(label);
    if (known) return known;
    const pairs = pairsOf(model, label);
    const pictures: Vector[] = [];
    for (const pair of pairs) {
      for (const row of [pair.with, pair.without]) {
        pictures[row] ??= model.picture(row);
      }
    }
    pictures[0] ??= model.picture(0); // It says how long the vectors are.
    const made = {
      code: averageAttribute(codes, pairs),
      picture: averageAttribute(pictures, pairs),
    };
    averages.set(label, made);
    return made;
  };
  return ({ a, b, c, strength, attribute }) => {
    if (attribute !== undefined) {
      const { code, picture } = averageOf(attribute);
      return {
        code: weightedSum([1, strength], [codes[c]!, code]),
        values: weightedSum([1, strength], [model.picture(c), picture]),
        sources: [c, ...pairsOf(model, attribute).map((pair) => pair.with)],
      };
    }
    const weights = [strength, -strength, 1];
    const sources = [a, b, c];
    return {
      code: weightedSum(weights, sources.map((row) => codes[row]!)),
      values: weightedSum(weights, sources.map((row) => model.picture(row))),
      sources,
    };
  };
}

/** The pairs whose differences an attribute is the mean of. */
export function pairsOf({ data: { attributes } }: Model, attribute: string) {
  return attributes.find(({ label }) => label === attribute)!.pairs;
}

/**
 * The true answer, where one is in the data: a cat and its face, and another
 * face whose cat there is.
 */
export function answerTo(
  { a, b, c, attribute }: State,
  names: string[],
): number | undefined {
  const isCat = attribute === "cat" ||
    (attribute === undefined && faceOf(names[a]!) === names[b]);
  const cat = names.findIndex((name) => faceOf(name) === names[c]);
  return isCat && cat >= 0 ? cat : undefined;
}
