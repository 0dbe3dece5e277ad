/**
 * A saved run against what it says of itself.
 *
 * @module
 */
import { requireReproduced } from "../../lib/experiments/reproduced.ts";
import { keyOf } from "../../lib/experiments/run.ts";
import {
  folderName,
  hasWeights,
  restoreWeights,
  type RunRecord,
} from "../../lib/experiments/run_record.ts";
import { planOf, type RunSettings } from "../training/plan_of.ts";

/**
 * Verifies a run: that its folder is its own, that its key is that of its
 * settings, the pictures and today's code, and, where its weights are there, that
 * they give what `run.json` says of the test set.
 *
 * @param folder Its name in `data/runs/`.
 * @returns whether the test results were computed again; of a run without
 * weights they are believed.
 * @throws {Error} when the run says what is not so.
 */
export async function verifyRun(
  record: RunRecord<unknown>,
  folder: string,
): Promise<boolean> {
  if (folder !== folderName(record)) {
    throw new Error(
      `The folder ${folder} holds the run "${record.name}", whose own is ${
        folderName(record)
      }: remove it.`,
    );
  }
  const plan = await planOf(record as RunRecord<RunSettings>);
  if (await keyOf(plan) !== record.key || plan.data !== record.data) {
    throw new Error(
      `The run "${record.name}" is not what its settings, the pictures and the code give today: its run.json was edited, or one of them changed. Train it again.`,
    );
  }
  if (Object.keys(record.weights).length === 0) return false;
  if (!await hasWeights(record)) {
    throw new Error(
      `The weights that the run "${record.name}" names are not there: restore them.`,
    );
  }
  const { models, measureTest } = plan.build();
  try {
    await restoreWeights(record, models);
    requireReproduced(record, await measureTest());
    return true;
  } finally {
    for (const model of Object.values(models)) model.dispose();
  }
}
