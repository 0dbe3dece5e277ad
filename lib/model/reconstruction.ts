/**
 * Pictures through an autoencoder, and how well they come out.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import { toTensor } from "./evaluation.ts";
import { Images } from "../data/images.ts";
import { type Autoencoder, reconstruct } from "./autoencoder.ts";

/** Pictures at once: as many as fit comfortably in memory. */
const batchSize = 50;

/** @returns the pictures after encoding and decoding, in their order. */
export async function reconstructImages(
  model: Autoencoder,
  images: Images,
): Promise<Images> {
  const data = new Float32Array(images.data.length);
  const stride = images.data.length / images.count;
  for (let first = 0; first < images.count; first += batchSize) {
    const size = Math.min(batchSize, images.count - first);
    const indices = Array.from({ length: size }, (_, index) => first + index);
    const output = tf.tidy(() =>
      reconstruct(model, toTensor(images.select(indices)))
    );
    data.set(await output.data(), first * stride);
    output.dispose();
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
  return Array.from({ length: actual.count }, (_, index) => {
    const target = expected.picture(index);
    const sum = actual.picture(index).reduce(
      (sum, value, i) => sum + (value - target[i]!) ** 2,
      0,
    );
    return sum / target.length;
  });
}
