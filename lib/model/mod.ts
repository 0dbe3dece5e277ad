/**
 * Networks, losses and training.
 *
 * @module
 */
export type { LayerSettings as Layer } from "./layers.ts";
export { describeArchitecture } from "./architecture.ts";
export { describeTraining, isDefaultAdam } from "./describe_training.ts";
export {
  assignedNetwork,
  network,
  same,
  upsamplingFirstNetwork,
  withCodeChannels,
} from "./network.ts";
export { denseCodeNetwork, stridedNetwork } from "./strided_network.ts";
export { summary } from "./summary.ts";
export { lossOf } from "./training_settings.ts";
