/**
 * One process of `deno task sweep`: trains every n-th trial, from the one of its
 * number on.
 *
 * @module
 */
import { join } from "node:path";
import { labelsOf } from "../../lib/analysis/classes.ts";
import { mse } from "../../lib/base/format.ts";
import { projectFolder } from "../../lib/base/workspace.ts";
import { type DatasetSettings, loadDataset } from "../../lib/data/dataset.ts";
import type { TrainOptions } from "../../lib/experiments/run.ts";
import {
  listTrials,
  type Sweep,
  trainSweep,
} from "../../lib/experiments/train.ts";
import type { NetworkSettings } from "../../lib/model/network.ts";
import type { TrainingSettings } from "../../lib/model/training_settings.ts";
import { readSettings } from "../notebook/notebook_settings.ts";

interface Settings {
  dataset: DatasetSettings;
  network: NetworkSettings;
  training: TrainingSettings;
  sweep: Sweep;
}

const [part, parts] = Deno.args.map(Number) as [number, number];
const { sweep, network, training, dataset: data } = await readSettings<
  Settings
>(join(projectFolder, "notebooks", "2_classification.ipynb"));
const dataset = await loadDataset(data);
const labels = labelsOf(dataset);
const own = listTrials(sweep).filter((_, index) => index % parts === part);
for (const { lambda, seed } of own) {
  await trainSweep(
    { dataset, labels, network, lambda, training },
    { lambdas: [lambda], repeated: [], seeds: [seed] },
    logEpochs,
  );
}

/** A line for each epoch. */
function logEpochs(title: string): TrainOptions {
  return {
    onProgress({ step, epochs, history, secondsLeft }) {
      const last = history.at(-1);
      if (step > 0 || !last) return;
      console.log(
        `${title}: epoch ${last.epoch} of ${epochs}, validation loss ${
          mse(last.validationLoss)
        }, ${Math.ceil(secondsLeft!)} s left`,
      );
    },
  };
}
