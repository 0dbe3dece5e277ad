/**
 * Runs of which only the records are there.
 *
 * @module
 */
import { Run } from "../experiments/run.ts";
import type { RunRecord } from "../experiments/run_record.ts";

/**
 * Shows the runs in the cell, so that the notebook says which runs its figures
 * are made from.
 */
export async function showRuns(records: readonly RunRecord[]): Promise<void> {
  for (const record of records) {
    await Deno.jupyter.display(new Run(record, {}, false));
  }
}
