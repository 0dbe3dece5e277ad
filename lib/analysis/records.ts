/**
 * Trainings side by side, from their records.
 *
 * @module
 */
import { mse } from "../base/format.ts";
import { mean } from "../base/statistics.ts";
import type { AutoencoderRecord } from "../experiments/repeats.ts";
import { standardDeviation } from "./intervals.ts";

/** How a table writes the errors of networks. */
export const errorColumns = {
  validation: { format: mse },
  test: { format: mse },
  originals: { title: "test originals", format: mse },
};

/** The errors of trainings as rows of a table, in their order. */
export function listErrors(records: Record<string, AutoencoderRecord>) {
  return Object.entries(records).map(([network, { history, test }]) => ({
    network,
    validation: history.at(-1)!.validationMeanSquaredError,
    test: test.meanSquaredError,
    originals: test.originalsMeanSquaredError,
  }));
}

/** How a table writes {@linkcode spread}. */
export const spreadColumns = {
  mean: { format: mse },
  deviation: { title: "standard deviation", format: mse },
  lowest: { format: mse },
  highest: { format: mse },
};

/**
 * The test errors of trainings that differ in one thing.
 *
 * @param differing What differs.
 * @returns a row of a table.
 * @throws {RangeError} for fewer than two trainings, which have no spread.
 */
export function spread(
  differing: string,
  records: readonly AutoencoderRecord[],
) {
  if (records.length < 2) {
    throw new RangeError(
      `A spread needs at least two trainings, but "${differing}" has ${records.length}.`,
    );
  }
  const errors = records.map(({ test }) => test.meanSquaredError);
  return {
    differing,
    trainings: records.length,
    mean: mean(errors),
    deviation: standardDeviation(errors),
    lowest: Math.min(...errors),
    highest: Math.max(...errors),
  };
}

/** Whether each row's error on validation and test is below that above it. */
export function eachIsBetter(
  rows: readonly { validation: number; test: number }[],
): boolean {
  return rows.slice(1).every((row, index) =>
    row.validation < rows[index]!.validation && row.test < rows[index]!.test
  );
}
