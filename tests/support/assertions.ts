/**
 * Assertions on tensors.
 *
 * @module
 */
import { expect } from "@std/expect";
import { tf } from "../../lib/engine/engine.ts";

/** An array as tests/fixtures/pytorch.py writes it. */
export interface FixtureArray {
  shape: number[];
  values: number[];
}

/** Fails where shapes differ or a value is farther away than `tolerance`. */
export function assertAllClose(
  actual: tf.Tensor,
  expected: FixtureArray,
  tolerance = 1e-5,
) {
  expect(actual.shape).toStrictEqual(expected.shape);
  actual.dataSync().forEach((value, index) =>
    assertClose(value, expected.values[index]!, tolerance)
  );
}

export function assertClose(
  actual: number,
  expected: number,
  tolerance = 1e-6,
) {
  if (Math.abs(actual - expected) <= tolerance) return;
  throw new Error(`${actual} is farther than ${tolerance} from ${expected}.`);
}

/** Fails when `action` leaves other tensors alive than it found. */
export async function assertNoTensorsLeft(
  action: () => unknown | Promise<unknown>,
) {
  const before = tf.memory().numTensors;
  await action();
  expect(tf.memory().numTensors).toBe(before);
}

export function toTensor<T extends tf.Tensor>(
  { values, shape }: FixtureArray,
): T {
  return tf.tensor(values, shape) as T;
}
