/**
 * Pictures as coordinates along principal components (Pearson 1901).
 *
 * @module
 */
import { Images } from "../data/images.ts";
import {
  decomposeSymmetric,
  type Eigenvectors,
} from "../engine/eigenvectors.ts";
import { tf } from "../engine/engine.ts";
import { type Pictures, toTensor } from "../model/evaluation.ts";
import type { Vector } from "./vectors.ts";

/**
 * How many components stand for a picture where no network makes a code of it:
 * 64, or all that these pictures have.
 */
export function componentCount(fitted: Pictures): number {
  return Math.min(64, fitted.shape[0] - 1);
}

/**
 * The coordinates of pictures along the first components of others, each
 * component with the length 1.
 *
 * @param fitted The pictures that the components are of.
 * @param options `count`: components, fewer than pictures are fitted; `of`: the
 * pictures to describe.
 * @returns for each entry of `of` a vector for each picture.
 * @throws {RangeError} when there are not so many components.
 */
export async function principalCodes<Name extends string>(
  fitted: Pictures,
  { count, of }: { count: number; of: Record<Name, Pictures> },
): Promise<Record<Name, Vector[]>> {
  const { mean, components } = await fitComponents(fitted, count);
  try {
    const codes = {} as Record<Name, Vector[]>;
    for (const name of Object.keys(of) as Name[]) {
      const product = tf.tidy(() =>
        flat(of[name]).sub(mean).matMul(components, false, true)
      );
      const data = await product.data() as Float32Array;
      product.dispose();
      codes[name] = Array.from(
        { length: of[name].shape[0] },
        (_, row) => data.slice(row * count, (row + 1) * count),
      );
    }
    return codes;
  } finally {
    tf.dispose([mean, components]);
  }
}

/**
 * What the first components of others hold of pictures; it is not clipped.
 *
 * @throws {RangeError} when there are not so many components.
 */
export async function project(
  pictures: Pictures,
  { fitted, count }: { fitted: Pictures; count: number },
): Promise<Images> {
  const { mean, components } = await fitComponents(fitted, count);
  const projection = tf.tidy(() =>
    flat(pictures).sub(mean).matMul(components, false, true)
      .matMul(components).add(mean)
  );
  const data = await projection.data() as Float32Array;
  tf.dispose([mean, components, projection]);
  return new Images(data, pictures.shape);
}

/**
 * The first components `Λ^(-1/2) Uᵀ X` of centred pictures `X`, through their
 * Gram matrix `X Xᵀ = U Λ Uᵀ`, which is small where pictures are few.
 *
 * @returns the mean, and `[count, numbers of a picture]`; the caller disposes
 * them.
 */
async function fitComponents(
  fitted: Pictures,
  count: number,
): Promise<{ mean: tf.Tensor; components: tf.Tensor2D }> {
  const available = fitted.shape[0] - 1;
  if (!Number.isSafeInteger(count) || count < 1 || count > available) {
    throw new RangeError(
      `${
        fitted.shape[0]
      } pictures have 1 to ${available} components, but ${count} were asked for.`,
    );
  }
  const { mean, centred } = tf.tidy(() => {
    const rows = flat(fitted);
    const mean = rows.mean(0);
    return { mean, centred: rows.sub(mean) as tf.Tensor2D };
  });
  const { values, vectors } = await decompose(fitted, centred);
  // The greatest come last.
  const size = values.length;
  // Where nothing varies, as far as float32 can tell, all coordinates are 0.
  const smallest = 1e-7 * values.at(-1)!;
  const lengths = values.slice(size - count)
    .map((value) => value > smallest ? Math.sqrt(value) : Infinity);
  const components = tf.tidy(() =>
    tf.tensor2d(vectors, [size, size])
      .slice([0, size - count])
      .div(lengths)
      .matMul(centred, true)
  ) as tf.Tensor2D;
  centred.dispose();
  return { mean, components };
}

/** One training set is asked for often. */
const decompositions = new WeakMap<Pictures, Eigenvectors>();

async function decompose(
  fitted: Pictures,
  centred: tf.Tensor2D,
): Promise<Eigenvectors> {
  const known = decompositions.get(fitted);
  if (known) return known;
  const gram = tf.matMul(centred, centred, false, true) as tf.Tensor2D;
  const made = await decomposeSymmetric(gram);
  gram.dispose();
  decompositions.set(fitted, made);
  return made;
}

function flat(pictures: Pictures): tf.Tensor {
  return tf.tidy(() => toTensor(pictures).reshape([pictures.shape[0], -1]));
}
