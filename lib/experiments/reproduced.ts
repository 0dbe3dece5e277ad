/**
 * Whether a run's record says what its weights give.
 *
 * @module
 */
import { sha256 } from "../base/fingerprint.ts";
import { ifThere, workspace, writeFileAtomically } from "../base/workspace.ts";
import {
  folderName,
  type RunRecord,
  serializeRecord,
  type TestResults,
} from "./run_record.ts";

/** How far a measurement may be from what `run.json` says of it, as a share. */
const tolerance = 1e-3;

/**
 * Compares what was measured with a run's weights with its record.
 *
 * @throws {Error} when they give other errors than `run.json` says.
 */
export function requireReproduced(
  { name, test: recorded, weights }: RunRecord,
  measured: TestResults,
) {
  for (const [metric, value] of Object.entries(measured)) {
    const claimed = recorded[metric as keyof TestResults];
    const isSame = [value].flat(2).every((number, index) =>
      Math.abs(number - ([claimed].flat(2)[index] ?? NaN)) <=
        tolerance * Math.abs(number) + 1e-9
    );
    if (!isSame) {
      throw new Error(
        `The run.json of "${name}" says of the test set's ${metric} what its weights (${
          Object.keys(weights)[0]
        }) do not give: restore the run, or delete its folder and train it again.`,
      );
    }
  }
}

/**
 * The same, once on a machine: a file beside `run.json`, which is not committed,
 * notes what was found to agree. It holds a hash of the record, which has those
 * of the weights in it, and of the key of settings, data, sources and engine:
 * where any of these changes, the run is measured again.
 *
 * @param options `key`: what the run has today; `measure`: with the weights that
 * the record names.
 */
export async function requireReproducedOnce(
  record: RunRecord,
  { key, measure }: { key: string; measure: () => Promise<TestResults> },
): Promise<void> {
  const path = `${workspace().runs}${folderName(record)}/reproduced`;
  const note = sha256(key + serializeRecord(record));
  if (await ifThere(Deno.readTextFile(path)) === note) return;
  requireReproduced(record, await measure());
  try {
    await writeFileAtomically(path, note);
  } catch {
    // A folder that cannot be written to: it is measured each time.
  }
}
