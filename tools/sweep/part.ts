/**
 * One process of `deno task sweep`: trains every n-th arm, from the one of its
 * number on.
 *
 * @module
 */
import { join } from "node:path";
import { loadDataset } from "../../lib/data/dataset.ts";
import type { DatasetSettings } from "../../lib/data/dataset_settings.ts";
import { labelsOf } from "../../lib/analysis/classes.ts";
import type { ModelSettings } from "../../lib/model/autoencoder.ts";
import type { Watch } from "../../lib/experiments/run.ts";
import { sweepArms, trainSweep } from "../../lib/experiments/sweep.ts";
import type { TrainingSettings } from "../../lib/model/training.ts";
import { projectFolder } from "../../lib/base/workspace.ts";
import { readSettings } from "../notebook/notebook_settings.ts";

interface Settings {
  dataset: DatasetSettings;
  model: ModelSettings;
  lambda: number;
  training: TrainingSettings;
  sweep: Parameters<typeof sweepArms>[0];
}

const [part, parts] = Deno.args.map(Number) as [number, number];
const { sweep, ...settings } = await readSettings<Settings>(
  join(projectFolder, "notebooks", "2_classification.ipynb"),
);
const dataset = await loadDataset(settings.dataset);
await trainSweep({ ...settings, dataset, labels: labelsOf(dataset) }, {
  arms: sweepArms(sweep).filter((_, index) => index % parts === part),
  watch: logEpochs,
});

/** A line for each epoch. */
function logEpochs(title: string): Watch {
  return {
    onProgress({ step, epochs, history, secondsLeft }) {
      const last = history.at(-1);
      if (step > 0 || !last) return;
      console.log(
        `${title}: epoch ${last.epoch} of ${epochs}, validation loss ${
          last.validationLoss.toFixed(4)
        }, ${Math.ceil(secondsLeft!)} s left`,
      );
    },
  };
}
