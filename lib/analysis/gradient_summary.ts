/**
 * What the gradients of question 2's two tasks did to each other.
 *
 * @module
 */
import pl from "nodejs-polars";
import { mean, median } from "../base/statistics.ts";

/** How the gradients compare in the course of the trials of one λ. */
export interface GradientSummary {
  /** Median of their cosine over all epochs, in [-1, 1]. */
  cosine: number;
  /** Share of the epochs in which the cosine is below 0, in [0, 1]. */
  opposedShare: number;
  /** Of λ · |classification's gradient| / |reconstruction's|. */
  ratio: {
    /** Means over the trials, after the first and the last epoch. */
    first: number;
    last: number;
    /** Over all epochs. */
    median: number;
    /** Epochs of a trial after which it was above 1, on average. */
    epochsAboveOne: number;
  };
}

/**
 * @param epochs As `epochTable` gives them.
 * @throws {RangeError} when there is no trial of this λ.
 */
export function summariseGradients(
  epochs: pl.DataFrame,
  lambda: number,
): GradientSummary {
  const rows = epochs.filter(pl.col("lambda").eq(lambda))
    .toRecords() as Record<string, number>[];
  if (rows.length === 0) {
    throw new RangeError(`There is no trial of λ = ${lambda}: train one.`);
  }
  const lastEpoch = Math.max(...rows.map(({ epoch }) => epoch!));
  const ratios = rows.map((row) => row["weightedNormRatio"]!);
  const ratiosAfter = (epoch: number) =>
    ratios.filter((_, index) => rows[index]!["epoch"] === epoch);
  const cosines = rows.map((row) => row["gradientCosine"]!);
  return {
    cosine: median(cosines),
    opposedShare: cosines.filter((cosine) => cosine < 0).length / rows.length,
    ratio: {
      first: mean(ratiosAfter(1)),
      last: mean(ratiosAfter(lastEpoch)),
      median: median(ratios),
      epochsAboveOne: ratios.filter((ratio) => ratio > 1).length /
        ratiosAfter(1).length,
    },
  };
}
