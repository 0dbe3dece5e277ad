/**
 * Latent codes: from pictures to vectors and back.
 *
 * @module
 */
import { Images } from "../data/images.ts";
import { tf } from "../engine/engine.ts";
import { toTensor } from "../model/evaluation.ts";
import { type Autoencoder, decode, encode } from "../model/autoencoder.ts";
import type { Vector } from "./vectors.ts";

/** Pictures at once: as many as fit comfortably in memory. */
const batchSize = 50;

/** @returns the latent code of each picture, flattened. */
export async function encodeImages(
  autoencoder: Autoencoder,
  images: Images,
): Promise<Vector[]> {
  const codes: Vector[] = [];
  for (const batch of batches(images.count)) {
    const output = tf.tidy(() =>
      encode(autoencoder, toTensor(images.select(batch))).code
    );
    const data = await output.data() as Float32Array;
    const length = data.length / batch.length;
    batch.forEach((_, index) =>
      codes.push(data.slice(index * length, (index + 1) * length))
    );
    output.dispose();
  }
  return codes;
}

/**
 * Decodes latent codes.
 *
 * @param options `codes`: as `encodeImages` gives them; `like`: pictures of the
 * size that was encoded.
 * @throws {RangeError} when a code has not the length that such pictures give.
 */
export async function decodeVectors(
  autoencoder: Autoencoder,
  { codes, like }: { codes: Vector[]; like: Images },
): Promise<Images> {
  const [, height, width, channels] = like.shape;
  const [, ...size] = tf.tidy(() =>
    encode(autoencoder, toTensor(like.select([0]))).code.shape
  );
  const length = tf.util.sizeFromShape(size);
  for (const code of codes) {
    if (code.length !== length) {
      throw new RangeError(
        `A code of ${height}x${width} pictures has ${length} numbers, but this one has ${code.length}.`,
      );
    }
  }
  const data = new Float32Array(codes.length * height * width * channels);
  for (const batch of batches(codes.length)) {
    const output = tf.tidy(() => {
      const latent = tf.stack(batch.map((index) => tf.tensor1d(codes[index]!)));
      return decode(autoencoder, latent.reshape([batch.length, ...size]));
    });
    data.set(await output.data(), batch[0]! * height * width * channels);
    output.dispose();
  }
  return new Images(data, [codes.length, height, width, channels]);
}

/** Indices 0 to count - 1 in pieces of a batch. */
function batches(count: number): number[][] {
  const indices = Array.from({ length: count }, (_, index) => index);
  return Array.from(
    { length: Math.ceil(count / batchSize) },
    (_, batch) => indices.slice(batch * batchSize, (batch + 1) * batchSize),
  );
}
