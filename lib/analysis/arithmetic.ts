/**
 * Vector arithmetic on emoji (Radford et al. 2015 did it with faces), and what
 * lies between two of them.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import { Images } from "../data/images.ts";
import { parseExpression, rowOf, type Term } from "./expression.ts";
import { drawWithPieces } from "./pieces.ts";
import type { Space } from "./spaces.ts";
import {
  between,
  clipToPicture,
  pixelVectors,
  type Vector,
  weightedSum,
} from "./vectors.ts";

/** An expression with its result. */
export interface Composition {
  terms: Term[];
  /** The pictures of the terms. */
  originals: Images;
  /** The result, a batch of one. */
  picture: Images;
}

/** Composes the vectors of pictures and draws the result. */
export async function compose(
  space: Space,
  dataset: Dataset,
  expression: string,
): Promise<Composition> {
  const { composition } = await composeAll(space, dataset, {
    composition: expression,
  });
  return composition;
}

/** Several expressions by their labels. */
export async function composeAll<Label extends string>(
  { vectors, draw }: Space,
  dataset: Dataset,
  expressions: Record<Label, string>,
): Promise<Record<Label, Composition>> {
  const labels = Object.keys(expressions) as Label[];
  const asked = labels.map((label) => {
    const terms = parseExpression(expressions[label]);
    return { terms, rows: terms.map(({ name }) => rowOf(dataset, name)) };
  });
  const pictures = await draw(
    asked.map(({ terms, rows }) =>
      combine(terms, rows.map((row) => vectors[row]!))
    ),
  );
  const compositions = asked.map(({ terms, rows }, index) => ({
    terms,
    originals: dataset.originals.select(rows),
    picture: pictures.select([index]),
  }));
  return Object.fromEntries(
    labels.map((label, index) => [label, compositions[index]!]),
  ) as Record<Label, Composition>;
}

/** Each expression in each space, by the spaces' labels. */
export async function composeInAll(
  spaces: Record<string, Space>,
  dataset: Dataset,
  expressions: Record<string, string>,
): Promise<Record<string, Record<string, Composition>>> {
  const composed: Record<string, Record<string, Composition>> = {};
  for (const [label, space] of Object.entries(spaces)) {
    composed[label] = await composeAll(space, dataset, expressions);
  }
  return composed;
}

/**
 * The composites drawn anew with pieces of the pictures that each was composed
 * of; see `drawWithPieces`.
 */
export function inPieces(
  compositions: Record<string, Composition>,
): Record<string, Composition> {
  return Object.fromEntries(
    Object.entries(compositions).map(([label, composition]) => {
      const { originals, picture } = composition;
      const [, height, width] = picture.shape;
      const drawn = drawWithPieces(
        picture.picture(0),
        pixelVectors(originals),
        { height, width },
      );
      return [label, { ...composition, picture: toPicture(drawn, picture) }];
    }),
  );
}

/**
 * Draws the vectors `(1 - t) a + t b` at even steps of t from 0 to 1.
 *
 * @param options `from`, `to`: names; `steps`: pictures in all, at least 2.
 * @returns the pictures; the first and the last are what is drawn of the ends.
 * @throws {RangeError} when there are fewer than two steps.
 */
export async function interpolate(
  { vectors, draw }: Space,
  dataset: Dataset,
  { from, to, steps }: { from: string; to: string; steps: number },
): Promise<Images> {
  if (!Number.isSafeInteger(steps) || steps < 2) {
    throw new RangeError(
      `An interpolation needs at least 2 steps, but it has ${steps}.`,
    );
  }
  const [start, end] = [from, to].map((name) => vectors[rowOf(dataset, name)]!);
  return await draw(
    Array.from(
      { length: steps },
      (_, step) => between(start!, end!, step / (steps - 1)),
    ),
  );
}

/**
 * The sum of vectors with the signs of their terms.
 *
 * @throws {RangeError} when there are not as many vectors as terms.
 */
export function combine(terms: Term[], vectors: Vector[]): Vector {
  return weightedSum(
    terms.map(({ operator }) => operator === "-" ? -1 : 1),
    vectors,
  );
}

/** Makes a vector a picture of the size of others; see `clipToPicture`. */
export function toPicture(values: Vector, like: Images): Images {
  const [, height, width, channels] = like.shape;
  return new Images(clipToPicture(values), [1, height, width, channels]);
}
