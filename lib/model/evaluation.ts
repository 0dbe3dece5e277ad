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
 * Measures an objective on examples, batch by batch; layers behave as they do
 * when nothing is trained.
 *
 * @param options `signal`: ends it between two batches.
 * @returns the mean of each measurement over the examples.
 * @throws {RangeError} when there are no examples, and the signal's reason.
 */
export async function evaluate(
  objective: Objective,
  examples: Examples,
  { batchSize, signal }: { batchSize: number; signal?: AbortSignal },
): Promise<Record<string, number>> {
  const count = examples.images.shape[0];
  requireExamples("Evaluated", examples);
  const { images, labels } = toBatch(examples);
  const sums: Record<string, number> = {};
  try {
    for (let first = 0; first < count; first += batchSize) {
      signal?.throwIfAborted();
      const size = Math.min(batchSize, count - first);
      const measurements = tf.tidy(() =>
        objective({
          images: images.slice(first, size),
          labels: labels?.slice(first, size),
        }, { training: false })
      );
      accumulate(sums, await takeNumbers(measurements), size / count);
      await breathe();
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

/**
 * Makes sure that there is something to learn from.
 *
 * @param what "Training" gives "Training examples must …".
 * @param options `classes`: how many there are; without it any integer from 0 is
 * a class.
 * @throws {RangeError} when there is no example, a picture has a value that is
 * no number in [0, 1], or there is not one class for each picture.
 */
export function requireExamples(
  what: string,
  { images, labels }: Examples,
  { classes = Infinity }: { classes?: number } = {},
) {
  const [count] = images.shape;
  if (count < 1) {
    throw new RangeError(
      `${what} examples must be at least 1, but there are ${count}.`,
    );
  }
  const size = images.data.length / count;
  // Not "outside": NaN is neither.
  const wrong = images.data.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong >= 0) {
    throw new RangeError(
      `${what} pictures have values in [0, 1], but picture ${
        Math.floor(wrong / size)
      } has ${images.data[wrong]}: see how it was made.`,
    );
  }
  if (!labels) return;
  if (labels.length !== count) {
    throw new RangeError(
      `${what} examples need a label for each of ${count} pictures, but there are ${labels.length} labels.`,
    );
  }
  const other = labels.findIndex((label) =>
    !(Number.isInteger(label) && label >= 0 && label < classes)
  );
  if (other >= 0) {
    const range = classes < Infinity ? ` to ${classes - 1}` : "";
    throw new RangeError(
      `${what} labels are integers from 0${range}, but that of picture ${other} is ${
        Deno.inspect(labels[other])
      }.`,
    );
  }
}

/** How long a loop may keep the event loop from signals and displays. */
const breathingInterval = 100; // milliseconds
let lastBreath = 0;

/** Lets signals and displays through, now and then. */
export async function breathe(): Promise<void> {
  if (performance.now() - lastBreath < breathingInterval) return;
  await new Promise((resolve) => setTimeout(resolve));
  lastBreath = performance.now();
}
