/**
 * `deno task train RUN... [--set PATH=VALUE] [--again] [--logs FOLDER]
 * [--processes 1]`
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { keyOf, recordedRun, trainedRun } from "../lib/experiments/run.ts";
import {
  folderName,
  readRecord,
  type RunRecord,
} from "../lib/experiments/run_record.ts";
import { UsageError } from "./common/command_line.ts";
import { changeSettings } from "./training/change_settings.ts";
import { withEventFile } from "./training/event_file.ts";
import { runJobs } from "./training/jobs.ts";
import { logEpochs } from "./training/log_epochs.ts";
import { planOf, type RunSettings } from "./training/plan_of.ts";
import { retrain } from "./training/retrain.ts";

const HELP = `Makes runs as others in data/runs/ were made, by today's code.

  RUN          a folder in data/runs/, as \`deno task runs\` lists them
  --set        replaces a setting: --set training.seed=7; may be repeated
  --again      trains a run that is there once more and compares each number
  --logs       a folder for event files, one folder in it for each run
  --processes  so many of the runs at once, 1 unless told otherwise

A run that is there is not trained. Of two processes that are to train the same
run, one waits for the other.`;

interface Options {
  set: string[];
  again: boolean;
  logs?: string;
}

async function main(args: string[]): Promise<number> {
  const { names, processes, help, ...options } = readArguments(args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (names.length === 1) {
    await train(names[0]!, options);
    return 0;
  }
  const { set, again, logs } = options;
  const shared = [
    ...set.flatMap((change) => ["--set", change]),
    ...again ? ["--again"] : [],
    ...logs ? ["--logs", logs] : [],
  ];
  const failed = await runJobs(
    names.map((name) => ({
      module: new URL(import.meta.url),
      args: [name, ...shared],
    })),
    { processes, onLine: console.log },
  );
  for (const { args: [name] } of failed) console.error(`${name} failed.`);
  return failed.length > 0 ? 1 : 0;
}

async function train(
  folder: string,
  { set, again, logs }: Options,
): Promise<void> {
  const known = await readRecord<RunRecord<RunSettings>>(folder);
  if (!known) {
    throw new RangeError(
      `There is no run "${folder}" in data/runs: give a name as \`deno task runs\` lists it.`,
    );
  }
  const { name, settings, weights } = known;
  const plan = await planOf({ name, settings: changeSettings(settings, set) });
  const made = folderName({ name: plan.name, key: await keyOf(plan) });
  const recorded = await recordedRun(plan);
  if (recorded && !again) {
    console.log(`${made} is there.`);
    return;
  }
  const options = logs
    ? await withEventFile(logEpochs(made), join(logs, made))
    : logEpochs(made);
  if (again) {
    if (!recorded) {
      throw new RangeError(
        `${made} cannot be compared, since it is not there: leave out --again.`,
      );
    }
    await retrain(recorded, plan, options);
    console.log(`${made} is what its training gives, to the last digit.`);
    return;
  }
  const keepWeights = Object.keys(weights).length > 0;
  await trainedRun(plan, { ...options, keepWeights });
  console.log(`${made} is trained.`);
}

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        set: { type: "string", multiple: true, default: [] },
        again: { type: "boolean", default: false },
        logs: { type: "string" },
        processes: { type: "string", default: "1" },
        help: { type: "boolean", default: false },
      },
    });
    const processes = Number(values.processes);
    const isComplete = values.help || positionals.length > 0;
    if (isComplete && Number.isInteger(processes) && processes > 0) {
      return { ...values, processes, names: positionals };
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new UsageError(
    "train",
    args,
    "names of runs, --set PATH=VALUE, --again, --logs FOLDER and --processes with a whole number of at least 1",
  );
}

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  if (error instanceof UsageError) {
    console.error(error.message);
    Deno.exit(2);
  }
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
