/**
 * The way from one emoji to another through the latent space.
 *
 * @module
 */
import { rowOf } from "./arithmetic.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Images } from "../data/images.ts";
import { decodeVectors, encodeImages } from "./latent.ts";
import type { Autoencoder } from "../model/autoencoder.ts";

/**
 * Decodes the codes `(1 - t) a + t b` at even steps of t from 0 to 1.
 *
 * @param options `from`, `to`: names; `steps`: pictures in all, at least 2.
 * @returns the pictures, the first and the last being plain reconstructions.
 * @throws {RangeError} when there are fewer than two steps.
 */
export async function interpolate(
  model: Autoencoder,
  { dataset, from, to, steps }: {
    dataset: Dataset;
    from: string;
    to: string;
    steps: number;
  },
): Promise<Images> {
  if (!Number.isSafeInteger(steps) || steps < 2) {
    throw new RangeError(
      `A way needs at least 2 steps, but it has ${steps}.`,
    );
  }
  const ends = dataset.pictures.select(
    [from, to].map((n) => rowOf(dataset, n)),
  );
  const [start, end] = await encodeImages(model, ends);
  const codes = Array.from({ length: steps }, (_, step) => {
    const share = step / (steps - 1);
    return start!.map((value, index) =>
      (1 - share) * value + share * end![index]!
    );
  });
  return await decodeVectors(model, { codes, like: ends });
}
