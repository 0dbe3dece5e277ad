/**
 * Measuring an objective on examples.
 *
 * @module
 */
import { tf } from "./engine.ts";
import type { Batch, Measurements, Objective } from "./objective.ts";

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
export function evaluate(
  objective: Objective,
  examples: Examples,
  { batchSize }: { batchSize: number },
): Record<string, number> {
  const count = examples.images.shape[0];
  requirePositiveInteger("Examples to evaluate", count);
  return tf.tidy(() => {
    const data = toBatch(examples);
    const sums: Record<string, number> = {};
    for (let first = 0; first < count; first += batchSize) {
      const size = Math.min(batchSize, count - first);
      const values = tf.tidy(() => {
        const images = data.images.slice(first, size);
        const labels = data.labels?.slice(first, size);
        return toNumbers(objective({ images, labels }));
      });
      accumulate(sums, values, size / count);
    }
    return sums;
  });
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

/** Reads the scalars; they stay alive. */
export function toNumbers(measurements: Measurements): Record<string, number> {
  return Object.fromEntries(
    Object.entries(measurements).map((
      [name, value],
    ) => [name, value.dataSync()[0]!]),
  );
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
