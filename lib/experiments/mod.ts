/**
 * The trainings of the report, which are remembered.
 *
 * @module
 */
export { settingsFor } from "../base/workspace.ts";
export {
  assignedDataset,
  assignedTraining,
  bestTraining,
  briefly,
} from "./assignment.ts";
export { classify, probeStride } from "./joint_training.ts";
export { recordTraining, repeatOnSplits, repeatWithSeeds } from "./repeats.ts";
export { describeRun } from "./run.ts";
export { recordOf, trainSweep } from "./sweep.ts";
export { trainAutoencoder, trainForAnalogies, trainJointly } from "./train.ts";
