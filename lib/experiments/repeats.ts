/**
 * The same training once more: with other first weights, and on other splits.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import { briefly } from "./assignment.ts";
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

/**
 * Trains an autoencoder for its record alone, unless there is one; weights are
 * not kept. It is made for comparison, so that a rehearsal keeps it brief.
 *
 * @throws {Error} when the training is stopped.
 */
export async function recordTraining(
  experiment: AutoencoderExperiment,
  options?: TrainOptions,
): Promise<AutoencoderRecord> {
  const plan = autoencoderPlan({
    ...experiment,
    training: { ...experiment.training, ...briefly },
  });
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

/** How to follow and stop the training of this title. */
type Watch = (title: string) => TrainOptions;

/**
 * Repeats a training with other first weights and another order of the pictures.
 * Each is remembered like any run, by the experiment's name and its seed.
 *
 * @param experiment What is repeated; it is not trained again itself.
 * @returns the records in the order of the seeds.
 */
export function repeatWithSeeds(
  { name, training, ...experiment }: AutoencoderExperiment,
  seeds: readonly number[],
  { watch }: { watch?: Watch } = {},
): Promise<AutoencoderRecord[]> {
  return Array.fromAsync(seeds, (seed) =>
    recordTraining({
      ...experiment,
      name: `${name}-seed-${seed}`,
      training: { ...training, seed },
    }, watch?.(`${name}, seed ${seed}`)));
}

/**
 * Repeats a training on data sets of other seeds: other groups in each split,
 * otherwise moved copies. Each is remembered like any run, by the experiment's
 * name and the data's seed.
 *
 * @param experiment What is repeated; it is not trained again itself.
 * @param options `load`: the data set of a seed.
 * @returns the records in the order of the seeds.
 */
export function repeatOnSplits(
  { name, network, training }: Omit<AutoencoderExperiment, "dataset">,
  seeds: readonly number[],
  { load, watch }: { load: (seed: number) => Promise<Dataset>; watch?: Watch },
): Promise<AutoencoderRecord[]> {
  return Array.fromAsync(seeds, async (seed) =>
    await recordTraining({
      name: `${name}-split-${seed}`,
      dataset: await load(seed),
      network,
      training,
    }, watch?.(`${name}, split ${seed}`)));
}
