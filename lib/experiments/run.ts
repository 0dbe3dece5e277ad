/**
 * Runs: trainings that are remembered, so that none is made twice.
 *
 * @module
 */
import pl from "nodejs-polars";
import { describeEngine, tf } from "../engine/engine.ts";
import { evaluate, type Examples } from "../model/evaluation.ts";
import { sha256 } from "../base/fingerprint.ts";
import {
  hasWeights,
  lockRun,
  type Models,
  readRecord,
  restoreWeights,
  type RunIdentity,
  runKey,
  type RunRecord,
  saveRun,
  serializeRecord,
} from "./run_record.ts";
import {
  type Progress,
  Training,
  type TrainingPlan,
} from "../model/training.ts";
import { currentPreset } from "../base/workspace.ts";

/** How to make a run. */
export interface RunPlan<M extends Models> extends RunIdentity {
  test: Examples;
  /** Makes untrained models and says how to train them. */
  build(): {
    models: M;
    plan: TrainingPlan;
    /** More measurements on the test set. */
    measureTest?: () => Promise<Record<string, number>>;
  };
}

/** Ways to watch a training and to stop it. */
export interface Watch {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
  /** Begin anew when the same training was stopped, instead of going on. */
  restart?: boolean;
}

/** A run in this process: its record, and its models with trained weights. */
export class Run<M extends Models = Models> {
  constructor(
    readonly record: RunRecord,
    readonly models: M,
    /** Whether training was stopped before its last epoch. */
    readonly stopped: boolean,
  ) {}

  /** The epochs as a table. */
  get history(): pl.DataFrame {
    return pl.DataFrame(this.record.history);
  }

  [Symbol.for("Jupyter.display")]() {
    const { name, key, preset, history, seconds } = this.record;
    const state = this.stopped
      ? `stopped after epoch ${history.length}`
      : `${history.length} epochs in ${seconds.toFixed(0)} s`;
    return {
      "text/plain": `Run "${name}": ${state}.`,
      "application/vnd.emoji-autoencoder.run+json": {
        name,
        key,
        preset,
        stopped: this.stopped,
        path: `data/runs/${name}/run.json`,
        sha256: sha256(serializeRecord(this.record)),
      },
    };
  }
}

/** A run of this process; `training` is there until the last epoch is done. */
interface LiveRun {
  key: string;
  models: Models;
  training?: Training;
  finished?: Run;
  measureTest: () => Promise<Record<string, number>>;
}

const liveRuns = new Map<string, LiveRun>();

/**
 * The trained run: from memory or disk if the same run was made before,
 * otherwise trained and saved. A stopped training is not saved; asking for the
 * same run again goes on with it (or begins anew: `restart`), asking with other
 * settings begins anew.
 *
 * @returns the run; its models live until a run of the same name with other
 * settings takes their place, or `forgetRun` is called.
 * @throws {Error} when the run on disk is damaged, and what training throws.
 */
export async function trainedRun<M extends Models>(
  plan: RunPlan<M>,
  { signal, onProgress, restart = false }: Watch = {},
): Promise<Run<M>> {
  const key = await runKey(plan, describeEngine());
  using _lock = await lockRun(plan.name);
  if (restart && liveRuns.get(plan.name)?.training) forgetRun(plan.name);
  const live = await resume(plan, key);
  if (live.finished) return live.finished as Run<M>;
  const training = live.training!;
  const done = await training.run({ signal, onProgress });
  const record = await describe(plan, key, live);
  if (!done) return new Run(record, live.models as M, true);
  live.finished = new Run(
    await saveRun(record, live.models),
    live.models,
    false,
  );
  training.dispose();
  delete live.training;
  return live.finished as Run<M>;
}

/**
 * The record of a run that was made before, though its weights may not be on
 * this machine.
 */
export async function recordedRun(
  identity: RunIdentity,
): Promise<RunRecord | undefined> {
  const record = await readRecord(identity.name);
  const key = await runKey(identity, describeEngine());
  return record?.key === key ? record : undefined;
}

/** Frees the models of a run; what was saved stays. */
export function forgetRun(name: string) {
  const live = liveRuns.get(name);
  if (!live) return;
  live.training?.dispose();
  for (const model of Object.values(live.models)) model.dispose();
  liveRuns.delete(name);
}

/** The live run of this key: as it is, from disk, or untrained. */
async function resume<M extends Models>(
  plan: RunPlan<M>,
  key: string,
): Promise<LiveRun> {
  const present = liveRuns.get(plan.name);
  if (present?.key === key) return present;
  const record = await readRecord(plan.name);
  const isSaved = record?.key === key && await hasWeights(record);
  forgetRun(plan.name);
  const { models, plan: trainingPlan, measureTest } = plan.build();
  const live: LiveRun = {
    key,
    models,
    measureTest: async () => ({
      ...await evaluate(
        trainingPlan.objective,
        plan.test,
        trainingPlan.settings,
      ),
      ...await measureTest?.(),
    }),
  };
  if (isSaved) {
    await restoreWeights(record, models);
    live.finished = new Run(record, models, false);
  } else {
    live.training = new Training(trainingPlan);
  }
  liveRuns.set(plan.name, live);
  return live;
}

async function describe(
  { name, settings, data }: RunIdentity,
  key: string,
  { training, measureTest }: LiveRun,
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
    test: await measureTest(),
    weights: {},
  };
}
