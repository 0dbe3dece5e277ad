/**
 * Measuring an objective on examples.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import type { Batch, Objective } from "./objective.ts";

/** A batch of pictures outside the engine, each value in [0, 1]. */
export interface Pictures {
  readonly data: Float32Array;
  readonly shape: readonly [
    count: number,
    height: number,
    width: number,
    channels: number,
  ];
}

/** Examples to learn from or to measure on. */
export interface Examples {
  images: Pictures;
  /** One class for each picture, where the objective needs it. */
  labels?: number[];
}

/**
 * Measures an objective on examples, batch by batch.
 *
 * @returns the mean of each measurement over the examples.
 * @throws {RangeError} when there are no examples.
 */
export async function evaluate(
  objective: Objective,
  examples: Examples,
  { batchSize }: { batchSize: number },
): Promise<Record<string, number>> {
  const count = examples.images.shape[0];
  requirePositiveInteger("Examples to evaluate", count);
  const { images, labels } = toBatch(examples);
  const sums: Record<string, number> = {};
  try {
    for (let first = 0; first < count; first += batchSize) {
      const size = Math.min(batchSize, count - first);
      const measurements = tf.tidy(() =>
        objective({
          images: images.slice(first, size),
          labels: labels?.slice(first, size),
        })
      );
      accumulate(sums, await takeNumbers(measurements), size / count);
    }
    return sums;
  } finally {
    tf.dispose([images, labels]);
  }
}

/** @returns `[count, height, width, channels]`; the caller disposes it. */
export function toTensor({ data, shape }: Pictures): tf.Tensor4D {
  return tf.tensor4d(data, [...shape]);
}

/** @returns all examples as tensors; the caller disposes them. */
export function toBatch({ images, labels }: Examples): Batch {
  return {
    images: toTensor(images),
    ...(labels ? { labels: tf.tensor1d(labels, "int32") } : {}),
  };
}

/** Reads the scalars and disposes them. */
export async function takeNumbers(
  measurements: Record<string, tf.Scalar>,
): Promise<Record<string, number>> {
  const numbers: Record<string, number> = {};
  for (const [name, scalar] of Object.entries(measurements)) {
    numbers[name] = (await scalar.data())[0]!;
  }
  tf.dispose(measurements);
  return numbers;
}

/** Adds `weight` times each value to the sum of its name. */
export function accumulate(
  sums: Record<string, number>,
  values: Record<string, number>,
  weight: number,
) {
  for (const [name, value] of Object.entries(values)) {
    sums[name] = (sums[name] ?? 0) + weight * value;
  }
}

/** @throws {RangeError} when the value is no whole number of at least 1. */
export function requirePositiveInteger(name: string, value: number) {
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(
      `${name} must be a whole number of at least 1, but it is ${value}.`,
    );
  }
}
