/**
 * What question 2's sweep shows, in words that follow the numbers.
 *
 * @module
 */
import type pl from "nodejs-polars";
import type { RunRecord } from "../experiments/run_record.ts";
import type { TrainingSettings } from "../model/training.ts";

/**
 * The way of the test error from the smallest λ to the largest, as a sentence;
 * from runs of one seed, since what the seed changes would look like λ's doing.
 *
 * @param runs As `sweepTable` gives them.
 * @throws {RangeError} when there is no run of this seed.
 */
export function describeTrend(runs: pl.DataFrame, seed: number): string {
  const rows = (runs.toRecords() as unknown as RunRow[])
    .filter((row) => row.seed === seed)
    .sort((one, other) => one.lambda - other.lambda);
  if (rows.length === 0) {
    throw new RangeError(
      `A trend needs runs of one seed, but none has seed ${seed}: train one.`,
    );
  }
  const errors = rows.map(({ error }) => error);
  const steps = errors.slice(1).map((error, i) => error - errors[i]!);
  const least = rows.reduce((a, b) => b.error < a.error ? b : a);
  const most = rows.reduce((a, b) => b.error > a.error ? b : a);
  const way = steps.every((step) => step > 0)
    ? "rises with every step of λ"
    : steps.every((step) => step < 0)
    ? "falls with every step of λ"
    : "neither rises nor falls all the way";
  return `From λ = ${rows[0]!.lambda} to λ = ${
    rows.at(-1)!.lambda
  }, all with seed ${seed}, the test error ${way}: it is least at λ = ${least.lambda} (${
    least.error.toFixed(4)
  }) and greatest at λ = ${most.lambda} (${most.error.toFixed(4)}).`;
}

/**
 * Whether the runs of a λ are less steady than their controls, in sentences:
 * clearly more epochs that made the validation error larger, or a clearly
 * larger spread over the seeds.
 *
 * @param summary As `summariseByLambda` gives it.
 * @throws {RangeError} when it has no row for one of the two λ.
 */
export function describeStability(
  summary: pl.DataFrame,
  { control, treated }: { control: number; treated: number },
): string {
  const rows = summary.toRecords() as unknown as SummaryRow[];
  const [calm, joint] = [control, treated].map((wanted) => {
    const row = rows.find(({ lambda }) => lambda === wanted);
    if (!row) {
      throw new RangeError(
        `The summary has no row for λ = ${wanted}: train it first.`,
      );
    }
    return row;
  }) as [SummaryRow, SummaryRow];
  const spread = (row: SummaryRow) => row.errorHigh - row.errorLow;
  const percent = (share: number) => (100 * share).toFixed(0);
  const hasSpread = calm.seeds > 1 && joint.seeds > 1;
  const isUnsteady = joint.setbacks > 1.5 * calm.setbacks + 1 ||
    (hasSpread && spread(joint) > 2 * spread(calm));
  return [
    `The validation error rose after ${
      joint.setbacks.toFixed(1)
    } epochs of a run at λ = ${treated} and after ${
      calm.setbacks.toFixed(1)
    } at λ = ${control}, on average; the largest rise from one epoch to the next was ${
      percent(joint.largestSetback)
    } % against ${percent(calm.largestSetback)} %.`,
    ...hasSpread
      ? [
        `From seed to seed the test error differs by up to ${
          spread(joint).toFixed(4)
        } against ${spread(calm).toFixed(4)}.`,
      ]
      : [],
    isUnsteady
      ? "So the joint training is less steady."
      : "So the joint training is not clearly less steady.",
  ].join(" ");
}

/**
 * Question 1's model at the epoch that the joint runs end at, as a second
 * control, in sentences.
 *
 * @param autoencoder Its record, if it was trained on this machine.
 * @param control A joint run of λ = 0.
 */
export function compareWithAutoencoder(
  autoencoder: RunRecord | undefined,
  control: RunRecord,
): string {
  if (!autoencoder) {
    return "Question 1's model is missing here: its notebook has not been run.";
  }
  if (autoencoder.data !== control.data) {
    return "Question 1's model was trained on other data here and cannot be compared.";
  }
  const { epoch, validationMeanSquaredError } = control.history.at(-1)!;
  const row = autoencoder.history[epoch - 1];
  if (!row) {
    return `Question 1's model was trained for ${autoencoder.history.length} epochs here, which are too few to compare after ${epoch}.`;
  }
  const [its, ours] = [autoencoder, control].map((record) =>
    (record.settings["training"] as TrainingSettings).batchSize
  );
  const numbers =
    `Question 1's model has after epoch ${epoch} a validation error of ${
      row.validationLoss.toFixed(4)
    }, and the run of λ = 0 ${validationMeanSquaredError!.toFixed(4)}.`;
  const reason = its === ours
    ? "Both have the same batches, so that only the random numbers differ."
    : `The first had batches of ${its} and the second of ${ours}, so after equally many epochs they differ in the number of steps: this difference is not λ's doing, and λ = 0 is the control that counts.`;
  return `${numbers} ${reason}`;
}

interface RunRow {
  lambda: number;
  seed: number;
  error: number;
}

interface SummaryRow {
  lambda: number;
  seeds: number;
  error: number;
  errorLow: number;
  errorHigh: number;
  setbacks: number;
  largestSetback: number;
}
