/**
 * Settings of a data set that is quick to make.
 *
 * @module
 */
import type { DatasetSettings } from "../../lib/data/dataset_settings.ts";

/** 240 / 60 / 60 pictures of 16x16 pixels. */
export const smallDataset: DatasetSettings = {
  seed: 1,
  imageSize: 16,
  trainCount: 240,
  validationCount: 60,
  testCount: 60,
  augmentation: {
    maximumRotation: 10,
    maximumShift: 0.05,
    minimumScale: 0.9,
    maximumScale: 1.05,
    flip: true,
  },
};
