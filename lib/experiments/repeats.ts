/**
 * The same training once more: with other first weights, and on other splits.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import {
  type AutoencoderExperiment,
  autoencoderPlan,
  type AutoencoderSettings,
} from "./autoencoder_training.ts";
import {
  forgetRun,
  recordedRun,
  trainedRun,
  type TrainOptions,
} from "./run.ts";
import type { RunRecord, TestResults } from "./run_record.ts";

/** The record of an autoencoder's training. */
export type AutoencoderRecord = RunRecord<AutoencoderSettings, TestResults>;

/** Seeds of the trainings that repeat one. */
export interface Repeats {
  /** Of first weights and order, on the same pictures. */
  seeds: readonly number[];
  /** Of the data set: other groups in each split, otherwise moved copies. */
  splits: readonly number[];
}

/**
 * Trains an autoencoder for its record alone, unless there is one; weights are
 * not kept.
 *
 * @throws {Error} when the training is stopped.
 */
export async function recordTraining(
  experiment: AutoencoderExperiment,
  options?: TrainOptions,
): Promise<AutoencoderRecord> {
  const plan = autoencoderPlan(experiment);
  const known = await recordedRun(plan);
  if (known) {
    options?.onEnd?.();
    return known;
  }
  const { record, stopped } = await trainedRun(plan, {
    ...options,
    keepWeights: false,
  });
  if (stopped) {
    throw new Error(
      `The training "${experiment.name}" was stopped after epoch ${record.history.length}: run the cell again to continue.`,
    );
  }
  forgetRun(experiment.name);
  return record;
}

/**
 * Repeats a training to see what its seed and its split decide. Each is
 * remembered like any run, by the experiment's name and what differs in it.
 *
 * @param experiment What is repeated; it is not trained again itself.
 * @param options `load`: the data set of another seed; `watch`: how to follow and
 * stop the training of this title.
 * @returns the records in the order of the seeds and of the splits.
 */
export async function trainRepeats(
  { name, dataset, ...experiment }: AutoencoderExperiment,
  { seeds, splits }: Repeats,
  { load, watch }: {
    load: (seed: number) => Promise<Dataset>;
    watch?: (title: string) => TrainOptions;
  },
): Promise<Record<keyof Repeats, AutoencoderRecord[]>> {
  const { network, training } = experiment;
  const record = (what: string, dataset: Dataset, seed: number) =>
    recordTraining({
      name: `${name}-${what}`,
      dataset,
      network,
      training: { ...training, seed },
    }, watch?.(`${name}, ${what.replace("-", " ")}`));
  const repeats: Record<keyof Repeats, AutoencoderRecord[]> = {
    seeds: [],
    splits: [],
  };
  for (const seed of seeds) {
    repeats.seeds.push(await record(`seed-${seed}`, dataset, seed));
  }
  for (const seed of splits) {
    repeats.splits.push(
      await record(`split-${seed}`, await load(seed), training.seed),
    );
  }
  return repeats;
}

/** All records of repeats. */
export function recordsIn(
  { seeds, splits }: Record<keyof Repeats, AutoencoderRecord[]>,
): AutoencoderRecord[] {
  return [...seeds, ...splits];
}
