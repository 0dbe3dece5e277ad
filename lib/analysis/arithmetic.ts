/**
 * Vector arithmetic on emoji (Radford et al. 2015 did it with faces), and what
 * lies between two of them.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import { Images } from "../data/images.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import { parseExpression, rowOf, type Term } from "./expression.ts";
import { decodeVectors, encodeImages } from "./latent.ts";
import { drawWithPieces } from "./pieces.ts";
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

/** Composes latent codes and decodes the result. */
export async function compose(
  network: Autoencoder,
  dataset: Dataset,
  expression: string,
): Promise<Composition> {
  const { terms, originals } = lookUp(dataset, expression);
  const code = combine(terms, await encodeImages(network, originals));
  return {
    terms,
    originals,
    picture: await decodeVectors(network, { codes: [code], like: originals }),
  };
}

/** The same arithmetic on the pixels themselves, without any network. */
export function composePixels(
  dataset: Dataset,
  expression: string,
): Composition {
  const { terms, originals } = lookUp(dataset, expression);
  const picture = toPicture(
    combine(terms, pixelVectors(originals)),
    originals,
  );
  return { terms, originals, picture };
}

/** The same for several expressions, by their labels. */
export function composeAllPixels(
  dataset: Dataset,
  expressions: Record<string, string>,
): Record<string, Composition> {
  return Object.fromEntries(
    Object.entries(expressions).map(([label, expression]) => [
      label,
      composePixels(dataset, expression),
    ]),
  );
}

/** Several expressions by their labels. */
export async function composeAll(
  network: Autoencoder,
  dataset: Dataset,
  expressions: Record<string, string>,
): Promise<Record<string, Composition>> {
  const compositions: Record<string, Composition> = {};
  for (const [label, expression] of Object.entries(expressions)) {
    compositions[label] = await compose(network, dataset, expression);
  }
  return compositions;
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
 * Decodes the codes `(1 - t) a + t b` at even steps of t from 0 to 1.
 *
 * @param options `from`, `to`: names; `steps`: pictures in all, at least 2.
 * @returns the pictures, the first and the last being plain reconstructions.
 * @throws {RangeError} when there are fewer than two steps.
 */
export async function interpolate(
  network: Autoencoder,
  dataset: Dataset,
  { from, to, steps }: { from: string; to: string; steps: number },
): Promise<Images> {
  if (!Number.isSafeInteger(steps) || steps < 2) {
    throw new RangeError(
      `An interpolation needs at least 2 steps, but it has ${steps}.`,
    );
  }
  const ends = dataset.originals.select(
    [from, to].map((name) => rowOf(dataset, name)),
  );
  const [start, end] = await encodeImages(network, ends);
  const codes = Array.from({ length: steps }, (_, step) => {
    return between(start!, end!, step / (steps - 1));
  });
  return await decodeVectors(network, { codes, like: ends });
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

function lookUp(dataset: Dataset, expression: string) {
  const terms = parseExpression(expression);
  const rows = terms.map(({ name }) => rowOf(dataset, name));
  return { terms, originals: dataset.originals.select(rows) };
}

/** Composes each expression with each network. */
export async function composeWithAll(
  runs: Record<string, { models: Autoencoder }>,
  dataset: Dataset,
  expressions: Record<string, string>,
): Promise<Record<string, Record<string, Composition>>> {
  const composed: Record<string, Record<string, Composition>> = {};
  for (const [label, { models }] of Object.entries(runs)) {
    composed[label] = await composeAll(models, dataset, expressions);
  }
  return composed;
}
