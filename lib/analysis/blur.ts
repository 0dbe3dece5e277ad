/**
 * Pictures without their fine details.
 *
 * @module
 */
import { Images } from "../data/images.ts";
import { tf } from "../engine/engine.ts";
import { toTensor } from "../model/evaluation.ts";

/**
 * Pictures convolved with a Gaussian, `exp(-d² / (2 sigma²))` at the distance
 * `d`, up to three `sigma`; outside a picture is transparent.
 *
 * @param sigma In pixels, above 0.
 */
export async function blur(images: Images, sigma: number): Promise<Images> {
  return await toImages(tf.tidy(() => blurred(toTensor(images), sigma)));
}

/** What the blur of two pixels takes from pictures: their edges. */
export async function edges(images: Images): Promise<Images> {
  return await toImages(tf.tidy(() => {
    const pictures = toTensor(images);
    return pictures.sub<tf.Tensor4D>(blurred(pictures, 2));
  }));
}

/** Tidied by the caller. */
function blurred(pictures: tf.Tensor4D, sigma: number): tf.Tensor4D {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from(
    { length: 2 * reach + 1 },
    (_, at) => Math.exp(-((at - reach) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((sum, weight) => sum + weight, 0);
  const channels = pictures.shape[3];
  const line = weights.flatMap((weight) => Array(channels).fill(weight / sum));
  const length = weights.length;
  const down = tf.tensor4d(line, [length, 1, channels, 1]);
  const across = tf.tensor4d(line, [1, length, channels, 1]);
  const columns = tf.depthwiseConv2d(pictures, down, 1, "same");
  return tf.depthwiseConv2d(columns, across, 1, "same");
}

/** Reads pictures and disposes them. */
async function toImages(pictures: tf.Tensor4D): Promise<Images> {
  const data = await pictures.data() as Float32Array;
  pictures.dispose();
  return new Images(data, pictures.shape);
}
