/**
 * What is done over and over: a training that is stopped, gone on with, saved,
 * forgotten and loaded.
 *
 * @module
 */
import {
  type Dataset,
  type DatasetSplit,
  loadDataset,
} from "../../lib/data/dataset.ts";
import { assignedDataset } from "../../lib/experiments/assignment.ts";
import { forgetRun, type TrainOptions } from "../../lib/experiments/run.ts";
import { trainAutoencoder } from "../../lib/experiments/train.ts";
import { assignedNetwork } from "../../lib/model/network.ts";

const epochs = 2;
const batchSize = 32;
const stepsPerEpoch = 3;
/** Steps of one cycle's training. */
export const stepsPerCycle = epochs * stepsPerEpoch;

/** Pictures for few steps an epoch, so that there are many cycles. */
export async function loadFewPictures(): Promise<Dataset> {
  const dataset = await loadDataset(assignedDataset);
  const few = (part: DatasetSplit, count: number) => ({
    ...part,
    images: part.images.select(Array.from({ length: count }, (_, i) => i)),
    originals: part.originals.select([0]),
  });
  return {
    ...dataset,
    train: few(dataset.train, stepsPerEpoch * batchSize),
    validation: few(dataset.validation, batchSize),
    test: few(dataset.test, batchSize),
  };
}

/**
 * One cycle.
 *
 * @param stopAt The step after which it is stopped, from 1 to {@linkcode stepsPerCycle}.
 * @param watch Makes what follows each of the two trainings.
 * @throws {Error} when stopping, going on or loading does other than it should.
 */
export async function trainStopAndReload(
  { name, dataset, seed, stopAt, watch }: {
    name: string;
    dataset: Dataset;
    seed: number;
    stopAt: number;
    watch: () => NonNullable<TrainOptions["onProgress"]>;
  },
): Promise<void> {
  const train = (options: TrainOptions) =>
    trainAutoencoder({
      name,
      dataset,
      network: assignedNetwork,
      training: { epochs, batchSize, learningRate: 0.001, seed },
    }, options);
  const controller = new AbortController();
  const watched = watch();
  const isStopped = await train({
    signal: controller.signal,
    onProgress(progress) {
      watched(progress);
      const { epoch, step } = progress;
      if ((epoch - 1) * stepsPerEpoch + step >= stopAt) controller.abort();
    },
  }).then(({ stopped }) => stopped, (error: Error) => {
    // Before the first epoch is done there is nothing to return.
    if (/ was stopped before its first epoch /.test(error.message)) return true;
    throw error;
  });
  const { record } = await train({ onProgress: watch() });
  forgetRun(name);
  const loaded = await train({
    onProgress() {
      throw new Error("A finished run was trained again.");
    },
  });
  if (!isStopped || loaded.record.key !== record.key) {
    throw new Error("Stopping or loading did not do what it should.");
  }
  forgetRun(name);
}
