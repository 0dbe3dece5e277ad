/**
 * How a saved run was made, from its record.
 *
 * @module
 */
import { labelsOf } from "../../lib/analysis/classes.ts";
import { trainingAnalogies } from "../../lib/analysis/analogies.ts";
import {
  type Dataset,
  type DatasetSettings,
  loadDataset,
} from "../../lib/data/dataset.ts";
import {
  analogyPlan,
  type AnalogySettings,
} from "../../lib/experiments/analogy_training.ts";
import {
  autoencoderPlan,
  type AutoencoderSettings,
} from "../../lib/experiments/autoencoder_training.ts";
import {
  jointPlan,
  type JointSettings,
} from "../../lib/experiments/joint_training.ts";
import type { RunPlan } from "../../lib/experiments/run.ts";
import type { RunRecord } from "../../lib/experiments/run_record.ts";

/** Settings of a run, whichever question it is of. */
export type RunSettings = AutoencoderSettings | JointSettings | AnalogySettings;

const datasets = new Map<string, Promise<Dataset>>();

/** The plan that a run's settings, the pictures and today's code give. */
export async function planOf(
  { name, settings }: Pick<RunRecord<RunSettings>, "name" | "settings">,
): Promise<RunPlan> {
  const { training, network } = settings;
  const dataset = await load(settings.dataset);
  if ("lambda" in settings) {
    return jointPlan({
      ...settings,
      dataset,
      labels: labelsOf(dataset),
    }) as RunPlan;
  }
  if ("others" in settings) {
    return analogyPlan({
      ...settings,
      name,
      dataset,
      others: await Promise.all(settings.others.map(load)),
      analogies: trainingAnalogies(dataset),
    }) as RunPlan;
  }
  return autoencoderPlan({ name, dataset, network, training }) as RunPlan;
}

function load(settings: DatasetSettings): Promise<Dataset> {
  const key = JSON.stringify(settings);
  const dataset = datasets.get(key) ?? loadDataset(settings);
  datasets.set(key, dataset);
  return dataset;
}
