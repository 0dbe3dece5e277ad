/**
 * The trainings of the report: each trains, or takes the run that was made
 * before.
 *
 * @module
 */
import type { Autoencoder } from "../model/autoencoder.ts";
import {
  type AnalogyExperiment,
  analogyPlan,
  type AnalogySettings,
  type AnalogyTestResults,
} from "./analogy_training.ts";
import {
  type AutoencoderExperiment,
  autoencoderPlan,
  type AutoencoderSettings,
} from "./autoencoder_training.ts";
import {
  type JointExperiment,
  type JointHistoryRow,
  type JointModels,
  jointPlan,
  type JointSettings,
  type JointTestResults,
} from "./joint_training.ts";
import { type Run, trainedRun, type TrainOptions } from "./run.ts";
import type { TestResults } from "./run_record.ts";

/** A joint training's run. */
export type JointRun = Run<
  JointSettings,
  JointModels,
  JointTestResults,
  JointHistoryRow
>;

/** Trains an autoencoder on reconstruction alone. */
export function trainAutoencoder(
  experiment: AutoencoderExperiment,
  options?: TrainOptions,
): Promise<Run<AutoencoderSettings, Autoencoder, TestResults>> {
  return trainedRun(autoencoderPlan(experiment), options);
}

/** Trains an autoencoder and a classifier jointly. */
export function trainJointly(
  experiment: JointExperiment,
  options?: TrainOptions,
): Promise<JointRun> {
  return trainedRun(jointPlan(experiment), options) as Promise<JointRun>;
}

/** Trains an autoencoder whose codes shall be added and subtracted. */
export function trainForAnalogies(
  experiment: AnalogyExperiment,
  options?: TrainOptions,
): Promise<Run<AnalogySettings, Autoencoder, AnalogyTestResults>> {
  return trainedRun(analogyPlan(experiment), options);
}
