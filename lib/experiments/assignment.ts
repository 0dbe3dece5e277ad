/**
 * The settings that all three questions share: what question 1 trains,
 * question 3 takes from disk.
 *
 * @module
 */
import { settingsFor } from "../base/workspace.ts";
import type { DatasetSettings } from "../data/dataset_settings.ts";
import type { TrainingSettings } from "../model/training_settings.ts";

/** 600 / 200 / 200 pictures of 64x64 pixels. */
export const assignedDataset: DatasetSettings = settingsFor<DatasetSettings>({
  seed: 1,
  imageSize: 64,
  trainCount: 600,
  validationCount: 200,
  testCount: 200,
  augmentation: {
    maximumRotation: 10, // degrees: a tilted face is still that face
    maximumShift: 0.05, // of the width, about 3 pixels
    minimumScale: 0.9,
    maximumScale: 1.05, // larger, and hats and hearts would be cut off
    flip: true,
  },
  // Smaller pictures: an epoch takes half the time and shows more of a face.
}, { imageSize: 48, trainCount: 200, validationCount: 60, testCount: 60 });

/** Question 1's training. */
export const assignedTraining: TrainingSettings = settingsFor({
  epochs: 100,
  batchSize: 32,
  learningRate: 0.001,
  seed: 1,
  // Smaller batches: more steps, so that few epochs show faces.
}, { epochs: 8, batchSize: 10 });

/**
 * Laid over a training that is made for comparison alone: nothing, but in a
 * rehearsal it is shorter than those whose pictures are looked at.
 */
export const briefly: { epochs?: number } = settingsFor({}, { epochs: 2 });

/** The training of question 1's best network. */
export const bestTraining: TrainingSettings = {
  ...assignedTraining,
  ...settingsFor({ epochs: 160 }, { epochs: 6 }),
  batchSize: 20,
  learningRate: 0.003,
  freshAugmentation: true,
  schedule: { name: "cosine" },
};
