/**
 * What differs between trainings of two λ, seed by seed.
 *
 * @module
 */
import type pl from "nodejs-polars";
import { mean } from "../base/statistics.ts";

/**
 * How trainings differ from their controls: those of one seed begin with the
 * same weights of the autoencoder and see the examples in the same order, so
 * that what differs between them is the treatment.
 */
export interface PairedDifference {
  /** Seeds that both have. */
  seeds: number[];
  /** Mean over the seeds. */
  control: number;
  /** Mean over the seeds. */
  treated: number;
  /** `treated / control`, of the means. */
  ratio: number;
  /** `treated / control - 1` for each seed. */
  changes: number[];
  /** Whether the treated value is the larger one in each of several seeds. */
  isLargerInEach: boolean;
}

/**
 * Compares the trainings of one λ with those of another.
 *
 * @param trials One row for each training, as `trialTable` gives them.
 * @param options `control` and `treated`: the two λ; `measure`: the column.
 * @throws {RangeError} when they have no seed in common.
 */
export function pairBySeed(
  trials: pl.DataFrame,
  { control, treated, measure }: {
    control: number;
    treated: number;
    measure: "testMse" | "trainingMse" | "accuracy" | "balancedAccuracy";
  },
): PairedDifference {
  const rows = trials.toRecords() as Record<string, number>[];
  const valueOf = (lambda: number, seed: number) =>
    rows.find((row) => row["lambda"] === lambda && row["seed"] === seed)
      ?.[measure];
  const pairs = rows.filter(({ lambda }) => lambda === control)
    .flatMap(({ seed }) => {
      const other = valueOf(treated, seed!);
      const one = valueOf(control, seed!)!;
      return other === undefined ? [] : [{ seed: seed!, one, other }];
    });
  if (pairs.length === 0) {
    throw new RangeError(
      `The runs of λ = ${treated} and of λ = ${control} have no seed in common, so that they cannot be compared: train both with one seed.`,
    );
  }
  const means = {
    control: mean(pairs.map(({ one }) => one)),
    treated: mean(pairs.map(({ other }) => other)),
  };
  return {
    seeds: pairs.map(({ seed }) => seed),
    ...means,
    ratio: means.treated / means.control,
    changes: pairs.map(({ one, other }) => other / one - 1),
    isLargerInEach: pairs.length > 1 &&
      pairs.every(({ one, other }) => other > one),
  };
}
