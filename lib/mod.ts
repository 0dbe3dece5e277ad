/**
 * What the notebooks import: `import { ... } from "emoji-autoencoder"`.
 *
 * @module
 */
export { assignedDataset, assignedTraining } from "./assignment.ts";
export {
  halfResolutionError,
  meanImageError,
  pcaErrors,
  zeroError,
} from "./baseline.ts";
export { loadDataset } from "./dataset.ts";
export { describeEngine, tf } from "./engine.ts";
export { trainAutoencoder } from "./experiment.ts";
export { Images } from "./image.ts";
export { assignedModel, createAutoencoder } from "./model.ts";
export { forgetRun } from "./run.ts";
export {
  barChart,
  bestEpoch,
  learningCurves,
  runCurves,
} from "./show/chart.ts";
export { figure } from "./show/figure.ts";
export { equation, labelledGrid } from "./show/pictures.ts";
export { prose, smallPrint } from "./show/prose.ts";
export { table } from "./show/table.ts";
export { summary } from "./summary.ts";
export { watchTraining } from "./watch.ts";
export { settingsFor } from "./workspace.ts";
