/**
 * The trainings of the report, each from its settings to a trained run.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import {
  type Autoencoder,
  createAutoencoder,
  type ModelSettings,
  trainableVariables,
} from "../model/autoencoder.ts";
import { reconstructionObjective } from "../model/objective.ts";
import { type Run, type RunPlan, trainedRun, type Watch } from "./run.ts";
import type { TrainingSettings } from "../model/training.ts";

/** What an autoencoder is trained from. */
export interface AutoencoderExperiment {
  /** Name of the run, in kebab-case. */
  name: string;
  dataset: Dataset;
  model: ModelSettings;
  /** Its seed decides the first weights too. */
  training: TrainingSettings;
}

/** Trains an autoencoder on reconstruction alone, or takes the known run. */
export function trainAutoencoder(
  experiment: AutoencoderExperiment,
  watch?: Watch,
): Promise<Run<Autoencoder>> {
  return trainedRun(autoencoderPlan(experiment), watch);
}

function autoencoderPlan(
  { name, dataset, model, training }: AutoencoderExperiment,
): RunPlan<Autoencoder> {
  return {
    name,
    settings: { model, training, dataset: dataset.settings },
    data: dataset.fingerprint,
    test: dataset.test,
    build() {
      const models = createAutoencoder(model, training.seed);
      return {
        models,
        plan: {
          variables: trainableVariables(models.encoder, models.decoder),
          objective: reconstructionObjective(models),
          train: dataset.train,
          validation: dataset.validation,
          settings: training,
        },
      };
    },
  };
}
