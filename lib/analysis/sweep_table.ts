/**
 * Question 2's sweep as frames.
 *
 * @module
 */
import pl from "nodejs-polars";
import type { RunRecord } from "../experiments/run_record.ts";
import { armOf } from "../experiments/sweep.ts";

/**
 * One row for each run:
 * - `lambda`, `seed`;
 * - on the test set after the last epoch `error` (mean squared error),
 *   `accuracy` and `balancedAccuracy`; `trainingError` of the last epoch;
 * - on the validation set `bestError`, and the `bestEpoch` that it was reached
 *   at; `setbacks`, the number of epochs after which the error was higher than
 *   before, and `largestSetback`, the largest such rise as a share;
 * - `seconds` of training.
 */
export function sweepTable(records: RunRecord[]): pl.DataFrame {
  return pl.DataFrame(records.map((record) => {
    const { history, test, seconds } = record;
    const errors = history.map((row) => row["validationMeanSquaredError"]!);
    const bestError = Math.min(...errors);
    const rises = errors.slice(1).map((error, i) => error / errors[i]! - 1)
      .filter((rise) => rise > 0);
    return {
      ...armOf(record),
      error: test["meanSquaredError"]!,
      accuracy: test["accuracy"]!,
      balancedAccuracy: test["balancedAccuracy"]!,
      trainingError: history.at(-1)!["meanSquaredError"]!,
      bestError,
      bestEpoch: history[errors.indexOf(bestError)]!.epoch,
      setbacks: rises.length,
      largestSetback: Math.max(0, ...rises),
      seconds,
    };
  })).withColumns(
    ...["seed", "bestEpoch", "setbacks"].map((name) =>
      pl.col(name).cast(pl.Int32)
    ),
  );
}

/**
 * One row for each λ: `lambda`, the number of `seeds`; for each of `error`,
 * `accuracy` and `balancedAccuracy` the mean over the seeds beside the least
 * and the greatest (`errorLow`, `errorHigh`, …); the mean of `setbacks` and the
 * greatest `largestSetback`.
 *
 * @param runs As {@linkcode sweepTable} gives them.
 */
export function summariseByLambda(runs: pl.DataFrame): pl.DataFrame {
  const measures = ["error", "accuracy", "balancedAccuracy"];
  return runs.groupBy("lambda").agg(
    pl.col("seed").count().cast(pl.Int32).alias("seeds"),
    ...measures.flatMap((name) => [
      pl.col(name).mean(),
      pl.col(name).min().alias(`${name}Low`),
      pl.col(name).max().alias(`${name}High`),
    ]),
    pl.col("setbacks").mean(),
    pl.col("largestSetback").max(),
  ).sort("lambda");
}

/**
 * One row for each epoch of each run: `lambda`, `seed`, `epoch`, the
 * `validationError` (mean squared) after it, and how the tasks' gradients on
 * the encoder compare then: `cosine` and `weightedRatio` (λ ·
 * |classification's gradient| / |reconstruction's gradient|).
 */
export function epochTable(records: RunRecord[]): pl.DataFrame {
  return pl.DataFrame(records.flatMap((record) => {
    const arm = armOf(record);
    return record.history.map((row) => ({
      ...arm,
      epoch: row.epoch,
      validationError: row["validationMeanSquaredError"]!,
      cosine: row["gradientCosine"]!,
      weightedRatio: arm.lambda * row["gradientNormRatio"]!,
    }));
  })).withColumns(
    pl.col("seed").cast(pl.Int32),
    pl.col("epoch").cast(pl.Int32),
  );
}
