/**
 * Pictures through an autoencoder, and how well they come out.
 *
 * @module
 */
import { meanSquaredError } from "../base/statistics.ts";
import { Images } from "../data/images.ts";
import { tf } from "../engine/engine.ts";
import { type Autoencoder, reconstruct } from "./autoencoder.ts";
import { breathe, toTensor } from "./evaluation.ts";

/** Pictures at once: as many as fit comfortably in memory. */
const batchSize = 50;

/** @returns the pictures after encoding and decoding, in their order. */
export async function reconstructImages(
  autoencoder: Autoencoder,
  images: Images,
): Promise<Images> {
  const data = new Float32Array(images.data.length);
  const stride = images.data.length / images.count;
  for (let first = 0; first < images.count; first += batchSize) {
    const size = Math.min(batchSize, images.count - first);
    const indices = Array.from({ length: size }, (_, index) => first + index);
    const output = tf.tidy(() =>
      reconstruct(autoencoder, toTensor(images.select(indices)))
    );
    data.set(await output.data(), first * stride);
    output.dispose();
    await breathe();
  }
  return new Images(data, images.shape);
}

/**
 * The mean squared error of each picture.
 *
 * @throws {RangeError} when the batches differ in shape.
 */
export function pictureErrors(actual: Images, expected: Images): number[] {
  if (String(actual.shape) !== String(expected.shape)) {
    throw new RangeError(
      `Only batches of one shape can be compared, but these are [${actual.shape}] and [${expected.shape}].`,
    );
  }
  return Array.from(
    { length: actual.count },
    (_, index) =>
      meanSquaredError(actual.picture(index), expected.picture(index)),
  );
}

/**
 * Measures a split: the error of each image, and the mean over the originals,
 * which stand first.
 */
export async function measurePictures(
  autoencoder: Autoencoder,
  { images, originals }: { images: Images; originals: Images },
): Promise<{ originalsMeanSquaredError: number; pictureErrors: number[] }> {
  const output = await reconstructImages(autoencoder, images);
  const errors = pictureErrors(output, images);
  const own = errors.slice(0, originals.count);
  return {
    originalsMeanSquaredError: own.reduce((a, b) => a + b, 0) / own.length,
    // Six digits tell all that float32 knows of a mean.
    pictureErrors: errors.map((error) => Number(error.toPrecision(6))),
  };
}
