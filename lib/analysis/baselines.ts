/**
 * Errors that a reconstruction has to be compared with, all as mean squared
 * error on the same pictures.
 *
 * @module
 */
import { mse } from "../base/format.ts";
import { meanSquaredError } from "../base/statistics.ts";
import type { Dataset } from "../data/dataset.ts";
import { tf } from "../engine/engine.ts";
import { type Pictures, toTensor } from "../model/evaluation.ts";
import { project } from "./principal_codes.ts";

/** An answer to every test picture, and how far off it is. */
export interface Method {
  /** What a reader calls it. */
  label: string;
  /** Numbers that the method may choose for each picture. */
  numbers: number;
  /** Mean squared error on the test set. */
  mse: number;
}

/** What needs no network. */
export interface Baselines<PcaName extends string> {
  zeros: Method;
  meanPicture: Method;
  /** The best picture that consists of blocks of 2x2 equal pixels. */
  halfResolution: Method;
  pca: Record<PcaName, Method>;
}

/**
 * Measures what needs no network on the test set.
 *
 * @param components Numbers of principal components by a name for each.
 * @throws {RangeError} when the training set has not so many components.
 */
export async function baselines<PcaName extends string>(
  { train, test }: Dataset,
  components: Record<PcaName, number>,
): Promise<Baselines<PcaName>> {
  const [, height, width, channels] = test.images.shape;
  const names = Object.keys(components) as PcaName[];
  const errors = await pcaErrors(
    { train: train.images, test: test.images },
    names.map((name) => components[name]),
  );
  const pca = names.map((name, index) => [name, {
    label: `PCA, ${components[name]} components`,
    numbers: components[name],
    mse: errors[index]!,
  }]);
  return {
    zeros: {
      label: "all zeros",
      numbers: 0,
      mse: await zeroError(test.images),
    },
    meanPicture: {
      label: "mean training picture",
      numbers: 0,
      mse: await meanPictureError(train.images, test.images),
    },
    halfResolution: {
      label: "best picture of half the resolution",
      numbers: height / 2 * width / 2 * channels,
      mse: await halfResolutionError(test.images),
    },
    pca: Object.fromEntries(pca),
  };
}

/** How a table writes methods. */
export const methodColumns = {
  label: { title: "method" },
  numbers: { title: "numbers for a picture" },
  mse: { title: "mean squared error", format: mse },
};

/** @returns the methods, the largest error first. */
export function largestErrorFirst(methods: readonly Method[]): Method[] {
  return methods.toSorted((one, other) => other.mse - one.mse);
}

/**
 * How hard each split is: the error of answering every picture with the mean
 * training picture.
 */
export async function meanPictureErrors(
  { train, validation, test }: Dataset,
): Promise<{ train: number; validation: number; test: number }> {
  return {
    train: await meanPictureError(train.images, train.images),
    validation: await meanPictureError(train.images, validation.images),
    test: await meanPictureError(train.images, test.images),
  };
}

/** The error of answering every picture with the mean training picture. */
export function meanPictureError(
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
 * pictures, clipped to [0, 1] as a network's sigmoid does it.
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
  return await Array.fromAsync(components, async (count) => {
    const { data } = await project(test, { fitted: train, count });
    const clipped = data.map((value) => Math.min(Math.max(value, 0), 1));
    return meanSquaredError(clipped, test.data);
  });
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
