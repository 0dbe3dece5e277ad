/**
 * Means of plain numbers.
 *
 * @module
 */

/** The mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle - 1)]! + sorted[Math.floor(middle)]!) / 2;
}

/**
 * Mean squared difference of two vectors.
 *
 * @throws {RangeError} when they differ in length.
 */
export function meanSquaredError(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
): number {
  if (one.length !== other.length) {
    throw new RangeError(
      `Only vectors of one length can be compared, but these have ${one.length} and ${other.length} numbers.`,
    );
  }
  let sum = 0;
  for (let index = 0; index < one.length; index++) {
    sum += (one[index]! - other[index]!) ** 2;
  }
  return sum / one.length;
}
