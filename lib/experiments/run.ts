/**
 * Runs: trainings that are remembered, so that none is made twice.
 *
 * @module
 */
import pl from "nodejs-polars";
import { canonicalJson, sha256 } from "../base/fingerprint.ts";
import { seconds as formatSeconds } from "../base/format.ts";
import {
  currentPreset,
  isRetrained,
  noteRetrained,
} from "../base/workspace.ts";
import { describeEngine, tf } from "../engine/engine.ts";
import {
  type HistoryRow,
  type Progress,
  Training,
  type TrainingPlan,
} from "../model/training.ts";
import {
  folderName,
  hasWeights,
  lockRun,
  type Models,
  readRecord,
  restoreWeights,
  type RunRecord,
  saveRun,
  type TestResults,
} from "./run_record.ts";
import { requireReproducedOnce } from "./reproduced.ts";
import { sourcesOf } from "./sources.ts";

/** How to make a run; all of it but `build` decides its key. */
export interface RunPlan<
  Settings = unknown,
  M extends Models = Models,
  Test extends TestResults = TestResults,
> {
  /** What the run is called, in kebab-case; its folder adds the key. */
  name: string;
  /** The module that says how it is trained: its `import.meta.url`. */
  module: string;
  settings: Settings;
  /** Fingerprint of the data set. */
  data: string;
  /** Makes untrained models and says how to train and to measure them. */
  build(): {
    models: M;
    training: TrainingPlan;
    measureTest(signal?: AbortSignal): Promise<Test>;
  };
}

/** How a training is followed and stopped. */
export interface TrainOptions {
  onProgress?: (progress: Progress) => void;
  /** Is told when another process trains the same run. */
  onWait?: () => void;
  /** Is told when there is nothing left to stop, however the run was had. */
  onEnd?: () => void;
  signal?: AbortSignal;
  /** Begin anew when the same training was stopped, instead of continuing. */
  restart?: boolean;
}

/** A run in this process: its record, and its models with trained weights. */
export class Run<
  Settings = unknown,
  M extends Models = Models,
  Test extends TestResults = TestResults,
  Row extends HistoryRow = HistoryRow,
> {
  constructor(
    readonly record: RunRecord<Settings, Test, Row>,
    readonly models: M,
    /** Whether training was stopped before its last epoch. */
    readonly stopped: boolean,
  ) {}

  /** The epochs as a table. */
  get history(): pl.DataFrame {
    return pl.DataFrame(this.record.history);
  }

  /** Measurements on the test set after training. */
  get test(): Test {
    return this.record.test;
  }

  /** The row of the last epoch. */
  get last() {
    return this.record.history.at(-1)!;
  }

  /** The row of the epoch with the lowest validation loss, the first of equals. */
  get best() {
    return this.record.history.reduce((best, row) =>
      row.validationLoss < best.validationLoss ? row : best
    );
  }
}

/** A run of this process; `training` is there until the last epoch is done. */
interface LiveRun {
  key: string;
  models: Models;
  training?: Training;
  finished?: Run;
  measureTest(signal?: AbortSignal): Promise<TestResults>;
}

/** By name: a run with other settings takes an earlier one's place in memory. */
const liveRuns = new Map<string, LiveRun>();

/**
 * The trained run: from memory or disk if the same run was made before,
 * otherwise trained and saved. A stopped training is not saved; asking for the
 * same run again continues it (or begins anew: `restart`).
 *
 * @returns the run; its models live until a run of the same name with other
 * settings takes their place, or `forgetRun` is called.
 * @throws {Error} when the run on disk is damaged or says what its weights do
 * not, when the training was stopped before its first epoch was done, and what
 * training throws.
 */
export async function trainedRun<
  Settings,
  M extends Models,
  Test extends TestResults,
>(
  plan: RunPlan<Settings, M, Test>,
  options: TrainOptions & {
    /** Whether the weights are saved too; they are unless told otherwise. */
    keepWeights?: boolean;
  } = {},
): Promise<Run<Settings, M, Test>> {
  try {
    return await findOrTrain(plan, options);
  } finally {
    options.onEnd?.();
  }
}

/**
 * The record of a run that was made before, though its weights may not be on
 * this machine.
 */
export async function recordedRun<
  Settings,
  M extends Models,
  Test extends TestResults,
>(
  plan: RunPlan<Settings, M, Test>,
): Promise<RunRecord<Settings, Test> | undefined> {
  return await savedRecord(plan.name, await keyOf(plan));
}

/** Frees the models of a run; what was saved stays. */
export function forgetRun(name: string) {
  const live = liveRuns.get(name);
  if (!live) return;
  live.training?.dispose();
  for (const model of Object.values(live.models)) model.dispose();
  liveRuns.delete(name);
}

/** @returns a hash of the settings, the data, the sources and the engine. */
export async function keyOf(
  { module, settings, data }: Pick<RunPlan, "module" | "settings" | "data">,
): Promise<string> {
  const { backend, version } = describeEngine();
  const engine = [backend, version, tf.version.tfjs];
  const sources = await sourcesOf(module);
  return sha256(canonicalJson([settings, data, sources, engine]));
}

async function findOrTrain<
  Settings,
  M extends Models,
  Test extends TestResults,
>(
  plan: RunPlan<Settings, M, Test>,
  options: TrainOptions & { keepWeights?: boolean },
): Promise<Run<Settings, M, Test>> {
  type Result = Run<Settings, M, Test>;
  const { signal, restart = false, keepWeights = true } = options;
  const key = await keyOf(plan);
  using _lock = await lockRun(folderName({ name: plan.name, key }), options);
  if (restart && liveRuns.get(plan.name)?.training) forgetRun(plan.name);
  const live = await resume(plan, key, signal);
  if (live.finished) return live.finished as Result;
  const training = live.training!;
  const isDone = await training.run(options);
  if (training.history.length === 0) {
    throw new Error(
      `The training of "${plan.name}" was stopped before its first epoch was done: run the cell again.`,
    );
  }
  const record = await describe(plan, key, live, isDone ? signal : undefined);
  if (!isDone) return new Run(record, live.models, true) as Result;
  await keyOf(plan); // Sources that changed meanwhile are refused.
  const saved = await saveRun(record, keepWeights ? live.models : {});
  await noteRetrained(key);
  live.finished = new Run(saved, live.models, false);
  training.dispose();
  delete live.training;
  return live.finished as Result;
}

/** The record on disk, unless it is to be made anew. */
async function savedRecord<Record extends RunRecord>(
  name: string,
  key: string,
): Promise<Record | undefined> {
  if (!await isRetrained(key)) return undefined;
  return await readRecord<Record>(folderName({ name, key }));
}

/** The live run of this key: as it is, from disk, or untrained. */
async function resume(
  plan: RunPlan,
  key: string,
  signal?: AbortSignal,
): Promise<LiveRun> {
  const present = liveRuns.get(plan.name);
  if (present?.key === key) return present;
  const record = await savedRecord(plan.name, key);
  const isSaved = record !== undefined && await hasWeights(record);
  forgetRun(plan.name);
  const { models, training, measureTest } = plan.build();
  const live: LiveRun = { key, models, measureTest };
  liveRuns.set(plan.name, live);
  if (isSaved) {
    try {
      await restoreWeights(record, models);
      await requireReproducedOnce(record, {
        key,
        measure: () => measureTest(signal),
      });
    } catch (error) {
      forgetRun(plan.name);
      throw error;
    }
    live.finished = new Run(record, models, false);
  } else {
    live.training = new Training(training);
  }
  return live;
}

async function describe(
  { name, settings, data }: RunPlan,
  key: string,
  { training, measureTest }: LiveRun,
  signal?: AbortSignal,
): Promise<RunRecord> {
  const history = [...training!.history];
  return {
    name,
    key,
    preset: currentPreset(),
    settings,
    data,
    engine: describeEngine(),
    versions: { deno: Deno.version.deno, tfjs: tf.version.tfjs },
    seconds: history.reduce((sum, row) => sum + row.seconds, 0),
    history,
    test: await measureTest(signal),
    weights: {},
  };
}

/** A run in a few words: its name, and how long it took. */
export function describeRun({ record: { name, seconds } }: Run): string {
  return `"${name}" in ${formatSeconds(seconds)}`;
}
