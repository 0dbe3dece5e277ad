/**
 * A run's history against what its training gives once more.
 *
 * @module
 */
import { canonicalJson } from "../../lib/base/fingerprint.ts";
import type { RunPlan } from "../../lib/experiments/run.ts";
import type { RunRecord } from "../../lib/experiments/run_record.ts";
import {
  type HistoryRow,
  type RunOptions,
  Training,
} from "../../lib/model/training.ts";

/**
 * Trains a run again, beside what is saved, and compares each epoch and the test
 * results, to the last digit; durations may differ.
 *
 * @throws {Error} that names the first epoch, or else the measurement, that
 * differs.
 */
export async function retrain(
  record: RunRecord,
  plan: RunPlan,
  options: RunOptions,
): Promise<void> {
  const { models, training: trainingPlan, measureTest } = plan.build();
  const training = new Training(trainingPlan);
  try {
    await training.run(options);
    const length = Math.max(training.history.length, record.history.length);
    for (let index = 0; index < length; index++) {
      const [claimed, measured] = [record.history, training.history]
        .map((rows) => withoutDuration(rows[index]));
      if (claimed !== measured) {
        throw new Error(
          `The run.json of "${record.name}" says of epoch ${
            index + 1
          } ${claimed}, but its training gives ${measured}: train it again.`,
        );
      }
    }
    const test = await measureTest();
    for (const [metric, value] of Object.entries(test)) {
      const claimed = record.test[metric as keyof typeof test];
      if (canonicalJson(claimed) !== canonicalJson(value)) {
        throw new Error(
          `The run.json of "${record.name}" says of the test set's ${metric} what its training does not give: train it again.`,
        );
      }
    }
  } finally {
    training.dispose();
    for (const model of Object.values(models)) model.dispose();
  }
}

function withoutDuration(row: HistoryRow | undefined): string {
  const { seconds: _, ...measured } = row ?? {} as HistoryRow;
  return canonicalJson(measured);
}
