/**
 * `deno task sweep [--processes 2] [--quick]`
 *
 * @module
 */
import { join } from "node:path";
import { labelsOf } from "../lib/analysis/classes.ts";
import { projectFolder } from "../lib/base/workspace.ts";
import { type DatasetSettings, loadDataset } from "../lib/data/dataset.ts";
import { type Sweep, trainSweep } from "../lib/experiments/sweep.ts";
import type { NetworkSettings } from "../lib/model/network.ts";
import type { TrainingSettings } from "../lib/model/training_settings.ts";
import { readOptions, UsageError } from "./common/command_line.ts";
import { readSettings } from "./notebook/notebook_settings.ts";
import { logEpochs } from "./training/log_epochs.ts";

const HELP = `Trains notebook 2's sweep over λ in several processes.

  --processes  how many, 2 unless told otherwise; they share the threads
  --quick      the small presets; writes under build/quick/ only

The notebook then takes the runs from disk. Runs that are there are not trained
again, and each is there as soon as it is trained: Ctrl-C loses none.`;

interface Settings {
  dataset: DatasetSettings;
  network: NetworkSettings;
  lambda: number;
  training: TrainingSettings;
  sweep: Sweep;
}

/** @returns the exit code. */
async function main(args: string[]): Promise<number> {
  const { processes, quick, help } = readArguments(args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (quick) Deno.env.set("PRESET", "quick"); // Also of the processes.
  const { sweep, network, lambda, training, ...settings } = await readSettings<
    Settings
  >(join(projectFolder, "notebooks", "2_classification.ipynb"));
  const dataset = await loadDataset(settings.dataset);
  const labels = labelsOf(dataset);
  await trainSweep(
    { dataset, labels, network, lambda, training },
    sweep,
    { watch: logEpochs, processes },
  );
  console.log("All runs of the sweep are there.");
  return 0;
}

function readArguments(args: string[]) {
  const values = readOptions(args, {
    processes: { type: "string", default: "2" },
    quick: { type: "boolean" },
    help: { type: "boolean" },
  });
  const processes = Number(values?.processes);
  if (Number.isInteger(processes) && processes > 0) {
    return { ...values, processes };
  }
  throw new UsageError(
    "sweep",
    args,
    "--processes with a whole number of at least 1, and --quick",
  );
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    Deno.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
