/**
 * Networks, losses and training.
 *
 * @module
 */
export { describeArchitecture } from "./architecture.ts";
export {
  assignedNetwork,
  network,
  same,
  upsamplingFirstNetwork,
  withCodeChannels,
} from "./network.ts";
export { summary } from "./summary.ts";
export {
  describeTraining,
  isDefaultAdam,
  lossOf,
} from "./training_settings.ts";
