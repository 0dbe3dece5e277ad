/**
 * What differs between question 2's runs, in words that follow the numbers.
 *
 * @module
 */
import type pl from "nodejs-polars";

/**
 * How runs differ from their controls, seed by seed: runs of one seed begin
 * with the same weights of the autoencoder and see the examples in the same
 * order, so that what differs between them is the treatment.
 */
export interface PairedDifference {
  /** Seeds that both have. */
  seeds: number[];
  /** Mean over the seeds. */
  control: number;
  /** Mean over the seeds. */
  treated: number;
  /** `treated - control` for each seed. */
  differences: number[];
  /**
   * The sign that all differences share; 0 where they don't, or where there is
   * one seed alone, since then chance explains as much.
   */
  sign: -1 | 0 | 1;
}

/**
 * Compares the runs of one λ with those of another.
 *
 * @param runs One row for each run, as `sweepTable` gives them.
 * @param options `control` and `treated`: the two λ; `measure`: the column.
 * @throws {RangeError} when they have no seed in common.
 */
export function pairBySeed(
  runs: pl.DataFrame,
  { control, treated, measure }: {
    control: number;
    treated: number;
    measure: "error" | "trainingError" | "accuracy" | "balancedAccuracy";
  },
): PairedDifference {
  const rows = runs.toRecords() as unknown as RunRow[];
  const pairs = rows.filter(({ lambda }) => lambda === control)
    .flatMap((one) => {
      const other = rows.find(({ lambda, seed }) =>
        lambda === treated && seed === one.seed
      );
      return other
        ? [{ seed: one.seed, control: one[measure], treated: other[measure] }]
        : [];
    });
  if (pairs.length === 0) {
    throw new RangeError(
      `The runs of λ = ${treated} and of λ = ${control} have no seed in common, so that they cannot be compared: train both with one seed.`,
    );
  }
  const differences = pairs.map(({ control, treated }) => treated - control);
  const all = (sign: -1 | 1) =>
    pairs.length > 1 && differences.every((value) => sign * value > 0);
  return {
    seeds: pairs.map(({ seed }) => seed),
    control: mean(pairs.map(({ control }) => control)),
    treated: mean(pairs.map(({ treated }) => treated)),
    differences,
    sign: all(1) ? 1 : all(-1) ? -1 : 0,
  };
}

/** E.g. "12 % higher (0.0189 against 0.0169), in each of the 3 seeds". */
export function describeDifference(
  { control, treated, differences, sign }: PairedDifference,
): string {
  const percent = Math.abs(treated / control - 1) * 100;
  const direction = treated > control ? "higher" : "lower";
  const count = differences.length;
  const support = count === 1
    ? "in the one seed that was run, which cannot tell an effect from chance"
    : sign !== 0
    ? `in each of the ${count} seeds`
    : `on average over ${count} seeds, but not in each of them, so that chance explains it as well`;
  return `${percent.toFixed(percent < 10 ? 1 : 0)} % ${direction} (${
    treated.toFixed(4)
  } against ${control.toFixed(4)}), ${support}`;
}

/** From this share on, more error is called "a lot". */
const lotWorse = 0.5;

/**
 * Whether the treated runs are "a lot worse" than their controls, by half as
 * much again or more, as a clause.
 */
export function judgeHarm(
  { control, treated, differences, sign }: PairedDifference,
): string {
  const excess = treated / control - 1;
  if (sign > 0 && excess >= lotWorse) return "it is a lot worse here too";
  if (sign > 0) return "it is worse here, but not a lot";
  if (sign < 0) return "it is not so here: the joint model is better";
  if (differences.length === 1) {
    return "it is not shown here, since one seed cannot tell an effect from chance";
  }
  return "it is not so here: the sign of the difference changes with the seed";
}

interface RunRow {
  lambda: number;
  seed: number;
  error: number;
  trainingError: number;
  accuracy: number;
  balancedAccuracy: number;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
