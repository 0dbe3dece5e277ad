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
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from(
    { length: 2 * reach + 1 },
    (_, at) => Math.exp(-((at - reach) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((sum, weight) => sum + weight, 0);
  const [, , , channels] = images.shape;
  const line = weights.flatMap((weight) => Array(channels).fill(weight / sum));
  const blurred = tf.tidy(() => {
    const [down, across] = [[line.length / channels, 1], [
      1,
      line.length / channels,
    ]].map(([height, width]) =>
      tf.tensor4d(line, [height!, width!, channels, 1])
    );
    const columns = tf.depthwiseConv2d(toTensor(images), down!, 1, "same");
    return tf.depthwiseConv2d(columns, across!, 1, "same");
  });
  const data = await blurred.data() as Float32Array;
  blurred.dispose();
  return new Images(data, images.shape);
}

/** What the blur of two pixels takes from pictures: their edges. */
export async function edges(images: Images): Promise<Images> {
  const { data } = await blur(images, 2);
  return new Images(
    images.data.map((value, at) => value - data[at]!),
    images.shape,
  );
}
