/**
 * Question 2's trials as frames.
 *
 * @module
 */
import pl from "nodejs-polars";
import { mse, percent } from "../base/format.ts";
import { mean } from "../base/statistics.ts";
import type { JointRecord } from "../experiments/joint_training.ts";

/**
 * One row for each trial:
 * - `lambda`, `seed`;
 * - on the test set after the last epoch `testMse`, `accuracy` and
 *   `balancedAccuracy`; `trainingMse` of the last epoch;
 * - on the validation set the lowest `validationMse`, and the `bestEpoch` that it
 *   was reached at; `setbacks`, the number of epochs after which it was higher
 *   than before, and `largestSetback`, the largest such rise as a share; the
 *   same of the joint loss, `lossSetbacks` and `largestLossSetback`;
 * - `seconds` of training.
 */
export function trialTable(records: readonly JointRecord[]): pl.DataFrame {
  return pl.DataFrame(records.map(({ settings, history, test, seconds }) => {
    const errors = history.map((row) => row["validationMeanSquaredError"]!);
    const rises = setbacks(errors);
    const lossRises = setbacks(history.map((row) => row.validationLoss));
    return {
      lambda: settings.lambda,
      seed: settings.training.seed,
      testMse: test.meanSquaredError,
      trainingMse: history.at(-1)!["meanSquaredError"]!,
      validationMse: Math.min(...errors),
      bestEpoch: history[errors.indexOf(Math.min(...errors))]!.epoch,
      accuracy: test.accuracy,
      balancedAccuracy: test.balancedAccuracy,
      setbacks: rises.length,
      largestSetback: Math.max(0, ...rises),
      lossSetbacks: lossRises.length,
      largestLossSetback: Math.max(0, ...lossRises),
      seconds,
    };
  })).withColumns(
    ...["seed", "bestEpoch", "setbacks", "lossSetbacks"].map((name) =>
      pl.col(name).cast(pl.Int32)
    ),
  );
}

/** How a table writes trials, and which of their columns. */
export const trialColumns = {
  lambda: { title: "λ" },
  seed: {},
  testMse: { title: "test error", format: mse },
  trainingMse: { title: "training error", format: mse },
  validationMse: { title: "best validation error", format: mse },
  bestEpoch: { title: "at epoch" },
  accuracy: { title: "test accuracy", format: percent },
  balancedAccuracy: { title: "balanced", format: percent },
};

/** @returns the columns of {@linkcode trialColumns}. */
export function selectTrialColumns(trials: pl.DataFrame): pl.DataFrame {
  return trials.select(...Object.keys(trialColumns));
}

/** @returns the rows of one seed. */
export function ofSeed(frame: pl.DataFrame, seed: number): pl.DataFrame {
  return frame.filter(pl.col("seed").eq(seed));
}

/** @returns the sum and the mean of a column. */
export function totals(
  frame: pl.DataFrame,
  column: string,
): { sum: number; mean: number } {
  const values = frame.getColumn(column).toArray() as number[];
  const average = mean(values);
  return { sum: average * values.length, mean: average };
}

/** How steadily the trials of one λ went. */
export interface Steadiness {
  /** Trials. */
  seeds: number;
  /** Epochs of a trial after which the validation error rose, on average. */
  setbacks: number;
  /** The largest rise of the validation error, as a share. */
  largestSetback: number;
  /** The same of the joint loss on the validation set. */
  lossSetbacks: number;
  largestLossSetback: number;
  /** Greatest less least test error over the seeds. */
  spread: number;
}

/**
 * @param trials As {@linkcode trialTable} gives them.
 * @throws {RangeError} when there is no trial of this λ.
 */
export function steadiness(trials: pl.DataFrame, lambda: number): Steadiness {
  const rows = (trials.toRecords() as Record<string, number>[])
    .filter((row) => row["lambda"] === lambda);
  if (rows.length === 0) {
    throw new RangeError(`There is no trial of λ = ${lambda}: train one.`);
  }
  const column = (name: string) => rows.map((row) => row[name]!);
  return {
    seeds: rows.length,
    setbacks: mean(column("setbacks")),
    largestSetback: Math.max(...column("largestSetback")),
    lossSetbacks: mean(column("lossSetbacks")),
    largestLossSetback: Math.max(...column("largestLossSetback")),
    spread: Math.max(...column("testMse")) - Math.min(...column("testMse")),
  };
}

/**
 * One row for each epoch of each trial: `lambda`, `seed`, `epoch`, the
 * `validationMse` after it, and how the tasks' gradients on the encoder compare
 * then: `gradientCosine` and `weightedNormRatio` (λ · |classification's
 * gradient| / |reconstruction's gradient|).
 */
export function epochTable(records: readonly JointRecord[]): pl.DataFrame {
  return pl.DataFrame(
    records.flatMap(({ settings, history }) =>
      history.map((row) => ({
        lambda: settings.lambda,
        seed: settings.training.seed,
        epoch: row.epoch,
        validationMse: row["validationMeanSquaredError"]!,
        gradientCosine: row["gradientCosine"]!,
        weightedNormRatio: settings.lambda * row["gradientNormRatio"]!,
      }))
    ),
  ).withColumns(
    pl.col("seed").cast(pl.Int32),
    pl.col("epoch").cast(pl.Int32),
  );
}

/** By what share each value is above the one before it, where it is. */
function setbacks(values: number[]): number[] {
  return values.slice(1).map((value, i) => value / values[i]! - 1)
    .filter((rise) => rise > 0);
}
