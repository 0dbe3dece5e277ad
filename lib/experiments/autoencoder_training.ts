/**
 * Question 1's training: reconstruction alone.
 *
 * What decides a run is this module with all that it imports.
 *
 * @module
 */
import type { Dataset, DatasetSettings } from "../data/dataset.ts";
import {
  type Autoencoder,
  createAutoencoder,
  trainableVariables,
} from "../model/autoencoder.ts";
import { evaluate } from "../model/evaluation.ts";
import type { NetworkSettings } from "../model/network.ts";
import { reconstructionObjective } from "../model/objective.ts";
import { measurePictures } from "../model/reconstruction.ts";
import type { TrainingSettings } from "../model/training_settings.ts";
import type { RunPlan } from "./run.ts";
import type { TestResults } from "./run_record.ts";

/** What an autoencoder is trained from. */
export interface AutoencoderExperiment {
  /** Name of the run, in kebab-case. */
  name: string;
  dataset: Dataset;
  network: NetworkSettings;
  /** Its seed decides the first weights too. */
  training: TrainingSettings;
}

/** The settings in a run's record. */
export interface AutoencoderSettings {
  network: NetworkSettings;
  training: TrainingSettings;
  dataset: DatasetSettings;
}

/** How an autoencoder is trained and measured. */
export function autoencoderPlan(
  { name, dataset, network, training }: AutoencoderExperiment,
): RunPlan<AutoencoderSettings, Autoencoder, TestResults> {
  return {
    name,
    module: import.meta.url,
    settings: { network, training, dataset: dataset.settings },
    data: dataset.fingerprint,
    build() {
      const [, ...inputShape] = dataset.train.images.shape;
      const models = createAutoencoder(network, {
        inputShape,
        seed: training.seed,
      });
      const objective = reconstructionObjective(models, {
        loss: training.loss,
        divergenceWeight: network.gaussianCode?.weight,
      });
      return {
        models,
        training: {
          models,
          variables: trainableVariables(models.encoder, models.decoder),
          objective,
          train: training.freshAugmentation
            ? (epoch) => dataset.augmentAnew(epoch)
            : dataset.train,
          validation: dataset.validation,
          settings: training,
        },
        async measureTest(signal) {
          const { loss, meanSquaredError } = await evaluate(
            objective,
            dataset.test,
            { ...training, signal },
          );
          const pictures = await measurePictures(models, dataset.test);
          return {
            loss: loss!,
            meanSquaredError: meanSquaredError!,
            ...pictures,
          };
        },
      };
    },
  };
}
