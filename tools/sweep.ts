/**
 * `deno task sweep [--processes 2] [--quick]`
 *
 * @module
 */
import { join } from "node:path";
import { projectFolder } from "../lib/base/workspace.ts";
import { listTrials, type Sweep } from "../lib/experiments/train.ts";
import { readOptions, UsageError } from "./common/command_line.ts";
import { readSettings } from "./notebook/notebook_settings.ts";
import { runJobs } from "./training/jobs.ts";

const HELP = `Trains notebook 2's sweep over λ in several processes.

  --processes  how many, 2 unless told otherwise; they share the threads
  --quick      the small presets; writes under build/quick/ only

The notebook then takes the runs from disk. Runs that are there are not trained
again, and each is there as soon as it is trained: Ctrl-C loses none.`;

/** @returns the exit code. */
async function main(args: string[]): Promise<number> {
  const { processes, quick, help } = readArguments(args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (quick) Deno.env.set("PRESET", "quick"); // Also of the processes.
  const { sweep } = await readSettings<{ sweep: Sweep }>(
    join(projectFolder, "notebooks", "2_classification.ipynb"),
  );
  const failed = await runJobs(
    listTrials(sweep).map(({ lambda, seed }) => ({
      module: new URL("training/train_trial.ts", import.meta.url),
      args: [`${lambda}`, `${seed}`],
    })),
    { processes, onLine: console.log },
  );
  for (const { args: [lambda, seed] } of failed) {
    console.error(
      `λ = ${lambda}, seed ${seed}, failed, see above: what was trained is kept, so run the command again.`,
    );
  }
  if (failed.length > 0) return 1;
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
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    Deno.exitCode = 2;
  }
}
