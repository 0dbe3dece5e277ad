/**
 * Spaces in which pictures are added and analogies answered.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import { Images } from "../data/images.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import { blur } from "./blur.ts";
import { decodeVectors, encodeImages } from "./latent.ts";
import { componentCount, principalCodes, project } from "./principal_codes.ts";
import {
  clipToPicture,
  concatenate,
  pixelVectors,
  type Vector,
} from "./vectors.ts";

/** A vector for each original, and how vectors become pictures. */
export interface Space {
  /** In the order of the catalogue. */
  vectors: Vector[];
  draw(vectors: Vector[]): Promise<Images>;
}

/** The space of a network's codes, where other pictures have a place too. */
export interface CodeSpace extends Space {
  encode(pictures: Images): Promise<Vector[]>;
}

/** Pixels; what is drawn is clipped to what a picture can hold. */
export function pixelSpace(originals: Images): Space {
  const [, ...size] = originals.shape;
  return {
    vectors: pixelVectors(originals),
    draw: (vectors) =>
      Promise.resolve(
        new Images(concatenate(vectors.map(clipToPicture)), [
          vectors.length,
          ...size,
        ]),
      ),
  };
}

/** The standard deviation of the blur, in pixels. */
const blurSigma = 2;

/**
 * Spaces that take no network: pixels, blurred pixels, and what principal
 * components of the training pictures hold of them.
 */
export async function plainSpaces(
  { originals, train }: Dataset,
): Promise<Record<string, Space>> {
  const count = componentCount(train.images);
  return {
    pixels: pixelSpace(originals),
    "blurred pixels": pixelSpace(await blur(originals, blurSigma)),
    components: pixelSpace(
      await project(originals, { fitted: train.images, count }),
    ),
  };
}

/** Codes of a network, which draws with its decoder. */
export async function codeSpace(
  network: Autoencoder,
  { originals }: Dataset,
): Promise<CodeSpace> {
  return {
    vectors: await encodeImages(network, originals),
    encode: (pictures) => encodeImages(network, pictures),
    draw: (codes) => decodeVectors(network, { codes, like: originals }),
  };
}

/**
 * Shorter vectors that are as far from each other, up to one factor: their
 * coordinates in the space that they span. Sums whose weights add up to 1 stay
 * such sums.
 */
export async function isometric(vectors: Vector[]): Promise<Vector[]> {
  const { length } = vectors[0]!;
  const data = concatenate(vectors);
  const all = { data, shape: [vectors.length, 1, 1, length] as const };
  const { codes } = await principalCodes(all, {
    count: Math.min(vectors.length - 1, length),
    of: { codes: all },
  });
  return codes;
}
