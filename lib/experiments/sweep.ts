/**
 * Question 2's trainings with several λ and seeds.
 *
 * @module
 */
import { sideBySide } from "../base/side_by_side.ts";
import {
  type JointExperiment,
  jointPlan,
  jointPrefix,
  type JointRecord,
} from "./joint_training.ts";
import {
  forgetRun,
  keyOf,
  recordedRun,
  trainedRun,
  type TrainOptions,
} from "./run.ts";
import { readRecords } from "./run_record.ts";
import { TrialProcesses } from "./trial_processes.ts";

/** One training of a sweep over λ. */
export interface Trial {
  lambda: number;
  /** Of the first weights and of the order of the examples. */
  seed: number;
}

/** Which trainings a sweep over λ has. */
export interface Sweep {
  /** Each is trained with the first seed. */
  lambdas: readonly number[];
  /** These are trained with the other seeds too. */
  repeated: readonly number[];
  seeds: readonly number[];
}

/**
 * The trials of a sweep: each λ with the first seed, and the repeated ones with
 * the other seeds too, so that a difference between two λ can be compared with
 * what the seed alone changes.
 *
 * @returns each trial once, in the order of λ and then of the seed.
 */
export function listTrials({ lambdas, repeated, seeds }: Sweep): Trial[] {
  const all = [
    ...lambdas.map((lambda) => ({ lambda, seed: seeds[0]! })),
    ...repeated.flatMap((lambda) => seeds.map((seed) => ({ lambda, seed }))),
  ];
  const known = new Set<string>();
  return all.filter(({ lambda, seed }) => {
    const name = `${lambda} ${seed}`;
    return !known.has(name) && known.add(name);
  }).sort(byLambdaAndSeed);
}

/** How a sweep is trained. */
export interface SweepOptions {
  /** How to follow and stop the training of this title. */
  watch?: (title: string) => TrainOptions;
  /** How many trials are trained at once, each in a process of its own; 1. */
  processes?: number;
}

/**
 * Trains the trials, those that were made before excepted, and adds what was
 * trained earlier with another λ or seed and is otherwise the same: data, labels,
 * network, training, sources and engine. Their weights are not kept.
 *
 * @param experiment Its λ and seed are replaced by each trial's; its own λ is
 * one of the trials.
 * @param sweep Which trials.
 * @returns the records in the order of λ and then of the seed.
 * @throws {Error} when a training is stopped; what was trained is kept.
 */
export async function trainSweep(
  experiment: JointExperiment,
  sweep: Sweep,
  { watch, processes = 1 }: SweepOptions = {},
): Promise<JointRecord[]> {
  const trials = listTrials({
    ...sweep,
    lambdas: [...sweep.lambdas, experiment.lambda],
  });
  const found = await findTrials(experiment, trials);
  const missing = trials.filter((trial) =>
    !found.some((record) => byLambdaAndSeed(trialOf(record), trial) === 0)
  ).map((trial, index, { length }) => ({
    experiment: withTrial(experiment, trial),
    title: `λ = ${trial.lambda}, seed ${trial.seed} (${
      index + 1
    } of ${length})`,
  }));
  const atOnce = Math.min(processes, missing.length);
  // Also for one that is left: it may have been stopped in a process of its own.
  using pool = processes > 1 ? new TrialProcesses(atOnce) : undefined;
  const trained = await sideBySide(missing, ({ experiment, title }) => {
    const options = watch?.(title);
    return pool
      ? pool.train(experiment, options)
      : trainTrial(experiment, options);
  }, atOnce);
  return [...found, ...trained].sort((one, other) =>
    byLambdaAndSeed(trialOf(one), trialOf(other))
  );
}

/** @returns the λ and the seed of a joint run. */
export function trialOf({ settings }: JointRecord): Trial {
  return { lambda: settings.lambda, seed: settings.training.seed };
}

/**
 * @returns the record of a trial.
 * @throws {RangeError} when it is not among them.
 */
export function recordOf(
  records: readonly JointRecord[],
  { lambda, seed }: Trial,
): JointRecord {
  const trials = records.map(trialOf);
  const found = records[
    trials.findIndex((trial) => trial.lambda === lambda && trial.seed === seed)
  ];
  if (found) return found;
  const known = trials.map((trial) =>
    `λ = ${trial.lambda}, seed ${trial.seed}`
  );
  throw new RangeError(
    `The sweep has no training with λ = ${lambda} and seed ${seed}, but ${
      known.join("; ")
    }: add it to the sweep's settings, or take one of these.`,
  );
}

/**
 * Trains for the record alone.
 *
 * @throws {Error} when the training is stopped.
 */
export async function trainTrial(
  experiment: JointExperiment,
  options?: TrainOptions,
): Promise<JointRecord> {
  const plan = jointPlan(experiment);
  const { record, stopped } = await trainedRun(plan, {
    ...options,
    keepWeights: false,
  });
  if (stopped) {
    throw new Error(
      `The training of λ = ${experiment.lambda}, seed ${experiment.training.seed}, was stopped after epoch ${record.history.length}: run the cell again to continue.`,
    );
  }
  forgetRun(plan.name);
  return record as JointRecord;
}

/** The trials that were made before, and others that differ in the trial alone. */
async function findTrials(
  experiment: JointExperiment,
  trials: Trial[],
): Promise<JointRecord[]> {
  const found: JointRecord[] = [];
  for (const trial of trials) {
    const record = await recordedRun(jointPlan(withTrial(experiment, trial)));
    if (record) found.push(record as JointRecord);
  }
  for (const record of await readRecords<JointRecord>(jointPrefix)) {
    if (found.some(({ key }) => key === record.key)) continue;
    const plan = jointPlan(withTrial(experiment, trialOf(record)));
    if (await keyOf(plan) === record.key) found.push(record);
  }
  return found;
}

function withTrial(
  { training, ...experiment }: JointExperiment,
  { lambda, seed }: Trial,
): JointExperiment {
  return { ...experiment, lambda, training: { ...training, seed } };
}

function byLambdaAndSeed(one: Trial, other: Trial): number {
  return one.lambda - other.lambda || one.seed - other.seed;
}
