/**
 * Errors that a reconstruction has to be compared with, all as mean squared
 * error on the same pictures.
 *
 * @module
 */
import { EigenvalueDecomposition } from "ml-matrix";
import { tf } from "../engine/engine.ts";
import { type Pictures, toTensor } from "../model/evaluation.ts";

/** The error of answering every picture with the mean training picture. */
export function meanImageError(
  train: Pictures,
  test: Pictures,
): Promise<number> {
  requireSameSize(train, test);
  return read(() => {
    const mean = toTensor(train).mean(0);
    return tf.squaredDifference(toTensor(test), mean).mean();
  });
}

/** The error of answering every picture with transparent black. */
export function zeroError(test: Pictures): Promise<number> {
  return read(() => toTensor(test).square().mean());
}

/**
 * The least error of any output that consists of blocks of 2x2 equal pixels,
 * as a network must give whose last layer upsamples: that of each block's mean.
 */
export function halfResolutionError(test: Pictures): Promise<number> {
  return read(() => {
    const images = toTensor(test);
    const [, height, width] = images.shape;
    const means = tf.avgPool(images, 2, 2, "valid");
    const blocks = tf.image.resizeNearestNeighbor(means, [height, width]);
    return tf.squaredDifference(images, blocks).mean();
  });
}

/**
 * Errors of principal component analysis (Pearson 1901): each test picture is
 * replaced by its projection onto the first components of the training
 * pictures.
 *
 * The components are found through the Gram matrix of the centred training
 * pictures, `X Xᵀ = U Λ Uᵀ`, which is small where the pictures are few: a test
 * picture `t` has the coefficients `(t Xᵀ) U Λ^(-1/2)`, and what they miss of
 * its squared length is its error.
 *
 * @param components Numbers of components, each in [1, training pictures).
 * @returns one error for each number of components.
 * @throws {RangeError} when there are not so many components.
 */
export async function pcaErrors(
  { train, test }: { train: Pictures; test: Pictures },
  components: number[],
): Promise<number[]> {
  requireSameSize(train, test);
  const available = train.shape[0] - 1;
  for (const count of components) {
    if (!Number.isSafeInteger(count) || count < 1 || count > available) {
      throw new RangeError(
        `${
          train.shape[0]
        } training pictures have 1 to ${available} components, but ${count} were asked for.`,
      );
    }
  }
  const { gram, products, squaredLength } = await centredProducts(
    train,
    test,
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    gram,
    { assumeSymmetric: true },
  );
  // Eigenvalues come in ascending order; those of repeated pictures are zero.
  const smallest = 1e-6 * realEigenvalues.at(-1)!;
  const explained = realEigenvalues.map((eigenvalue, index) => {
    if (eigenvalue < smallest) return 0;
    const vector = eigenvectorMatrix.getColumn(index);
    const lengths = products.map((row) =>
      row.reduce((sum, value, i) => sum + value * vector[i]!, 0) ** 2
    );
    return lengths.reduce((sum, length) => sum + length, 0) / eigenvalue;
  }).reverse();
  const values = tf.util.sizeFromShape([...test.shape]);
  return components.map((count) => {
    const sum = explained.slice(0, count).reduce((a, b) => a + b, 0);
    return (squaredLength - sum) / values;
  });
}

async function centredProducts(train: Pictures, test: Pictures) {
  const tensors = tf.tidy(() => {
    const rows = toTensor(train).reshape([train.shape[0], -1]);
    const mean = rows.mean(0);
    const x = rows.sub(mean);
    const t = toTensor(test).reshape([test.shape[0], -1]).sub(mean);
    return {
      gram: tf.matMul(x, x, false, true) as tf.Tensor2D,
      products: tf.matMul(t, x, false, true) as tf.Tensor2D,
      squaredLength: t.square().sum() as tf.Scalar,
    };
  });
  const result = {
    gram: await tensors.gram.array(),
    products: await tensors.products.array(),
    squaredLength: await tensors.squaredLength.array(),
  };
  tf.dispose(tensors);
  return result;
}

/** Computes a scalar and reads it. */
async function read(compute: () => tf.Tensor): Promise<number> {
  const scalar = tf.tidy(compute);
  const [value] = await scalar.data();
  scalar.dispose();
  return value!;
}

function requireSameSize(train: Pictures, test: Pictures) {
  if (String(train.shape.slice(1)) !== String(test.shape.slice(1))) {
    throw new RangeError(
      `Training and test pictures must have one size, but they have [${
        train.shape.slice(1)
      }] and [${test.shape.slice(1)}].`,
    );
  }
}
