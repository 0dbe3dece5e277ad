/**
 * Measures of a classifier that do not flatter it when classes differ in size.
 *
 * @module
 */

/** Row: the class that is; column: the class that was predicted. */
export type ConfusionMatrix = number[][];

/**
 * Counts predictions.
 *
 * @param actual One class for each example, in [0, classes).
 * @param predicted As many.
 * @throws {RangeError} when there are not as many predictions as examples.
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  if (actual.length !== predicted.length) {
    throw new RangeError(
      `Each example needs one prediction, but ${actual.length} examples have ${predicted.length}.`,
    );
  }
  const counts = Array.from({ length: classes }, () => Array(classes).fill(0));
  for (let index = 0; index < actual.length; index++) {
    counts[actual[index]!]![predicted[index]!]!++;
  }
  return counts;
}

/**
 * The mean over the classes of the share that was recognised: 1 / classes for
 * a classifier that always gives the same answer. Classes without examples do
 * not count.
 */
export function balancedAccuracy(matrix: ConfusionMatrix): number {
  const recalls = matrix.flatMap((row, index) => {
    const count = row.reduce((sum, value) => sum + value, 0);
    return count > 0 ? [row[index]! / count] : [];
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** The accuracy of always answering with the largest class. */
export function majorityAccuracy(labels: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (const label of Array.from(labels)) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return Math.max(...counts.values()) / labels.length;
}
