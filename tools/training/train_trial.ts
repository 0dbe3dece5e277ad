/**
 * One training of `deno task sweep`: `train_trial.ts LAMBDA SEED`.
 *
 * @module
 */
import { join } from "node:path";
import { labelsOf } from "../../lib/analysis/classes.ts";
import { projectFolder } from "../../lib/base/workspace.ts";
import { type DatasetSettings, loadDataset } from "../../lib/data/dataset.ts";
import { type Sweep, trainSweep } from "../../lib/experiments/train.ts";
import type { NetworkSettings } from "../../lib/model/network.ts";
import type { TrainingSettings } from "../../lib/model/training_settings.ts";
import { readSettings } from "../notebook/notebook_settings.ts";
import { logEpochs } from "./log_epochs.ts";

interface Settings {
  dataset: DatasetSettings;
  network: NetworkSettings;
  training: TrainingSettings;
  sweep: Sweep;
}

const [lambda, seed] = Deno.args.map(Number) as [number, number];
const { network, training, dataset: data } = await readSettings<Settings>(
  join(projectFolder, "notebooks", "2_classification.ipynb"),
);
const dataset = await loadDataset(data);
await trainSweep(
  { dataset, labels: labelsOf(dataset), network, lambda, training },
  { lambdas: [lambda], repeated: [], seeds: [seed] },
  logEpochs,
);
