/**
 * What the gradients of question 2's two tasks have done to each other, in
 * words that follow the numbers.
 *
 * @module
 */
import type { RunRecord } from "../experiments/run_record.ts";
import { armOf } from "../experiments/sweep.ts";

/** How the gradients of the two tasks compare in the course of some runs. */
export interface ConflictSummary {
  /** Median over all epochs, in [-1, 1]. */
  cosine: number;
  /** Share of the epochs in which the cosine is below 0, in [0, 1]. */
  opposed: number;
  /** Mean over the runs of λ · |classification| / |reconstruction|. */
  weightedRatio: { first: number; median: number; last: number };
}

/** @throws {RangeError} when there is no run. */
export function summariseConflict(records: RunRecord[]): ConflictSummary {
  if (records.length === 0) {
    throw new RangeError(
      "A summary of gradients needs at least one run, but there is none: train one.",
    );
  }
  const cosines = records.flatMap(({ history }) =>
    history.map((row) => row["gradientCosine"]!)
  );
  const ratios = records.map((record) =>
    record.history.map((row) =>
      armOf(record).lambda * row["gradientNormRatio"]!
    )
  );
  return {
    cosine: median(cosines),
    opposed: mean(cosines.map((cosine) => cosine < 0 ? 1 : 0)),
    weightedRatio: {
      first: mean(ratios.map((run) => run[0]!)),
      median: median(ratios.flat()),
      last: mean(ratios.map((run) => run.at(-1)!)),
    },
  };
}

/** What the cosine means, as a clause about the two gradients. */
export function describeCosine(cosine: number): string {
  if (cosine <= -0.1) {
    return "they point apart, so that what helps one task harms the other";
  }
  if (cosine < 0.1) {
    return "they are nearly at right angles, so that neither task helps the other, nor harms it much";
  }
  return "they point the same way, so that what helps one task helps the other";
}

/** What the weighted norm ratio means, as a clause about the encoder's step. */
export function describeRatio(ratio: number): string {
  if (ratio >= 2) return "classification decides where the encoder goes";
  if (ratio > 0.5) return "both tasks have a say of the same order";
  return "reconstruction decides where the encoder goes";
}

/**
 * The explanation that effect and gradients suggest, in sentences. It is
 * speculation: gradients that are seen beside an effect need not cause it.
 *
 * @param sign Of the effect on the reconstruction error: 1 where the auxiliary
 * task makes it larger in every seed, -1 where smaller, 0 where neither.
 */
export function speculate(
  sign: -1 | 0 | 1,
  { cosine, weightedRatio }: ConflictSummary,
): string {
  const isStrong = weightedRatio.median > 0.5;
  const isOpposed = cosine <= -0.1;
  if (sign < 0) {
    return "Our guess is regularisation: the classes make the encoder keep what distinguishes the pictures, and that generalises better (Le et al. 2018).";
  }
  if (sign === 0) {
    return isStrong
      ? "Our guess is that the encoder has room for both: classification moves it strongly, but what separates two classes is a small part of what 4,096 numbers can hold."
      : "Our guess is that classification is too weak to matter: its gradient is small beside reconstruction's for most of the training.";
  }
  if (isStrong && isOpposed) {
    return "Our guess is scale and conflict together: classification takes a large part of each step, and that part points away from better reconstructions.";
  }
  if (isStrong) {
    return "Our guess is scale: Adam makes steps of about the same length whatever the loss, so the larger classification's gradient, the smaller the part of each step that is left for reconstruction, even where the two do not contradict each other.";
  }
  if (isOpposed) {
    return "Our guess is conflict: classification's gradient is the smaller one, but it points away from better reconstructions.";
  }
  return "Neither trace is clear, so our guess is a slow one: classification adds directions to the code that reconstruction would not have chosen.";
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
