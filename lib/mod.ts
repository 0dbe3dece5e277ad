/**
 * What the notebooks import: `import { ... } from "emoji-autoencoder"`.
 *
 * @module
 */
export {
  compose,
  composePixels,
  parseExpression,
} from "./analysis/arithmetic.ts";
export {
  answerCatExample,
  catExample,
  judgeAnswers,
  methods,
} from "./analysis/answers.ts";
export { catPairs } from "./analysis/attribute.ts";
export { assignedDataset, assignedTraining } from "./experiments/assignment.ts";
export { baselineTable } from "./analysis/baseline_table.ts";
export {
  describeDifference,
  judgeHarm,
  pairBySeed,
} from "./analysis/comparison.ts";
export {
  describeCosine,
  describeRatio,
  speculate,
  summariseConflict,
} from "./analysis/conflict_summary.ts";
export { majorityAccuracy } from "./analysis/confusion.ts";
export { loadDataset } from "./data/dataset.ts";
export { describeEngine, tf } from "./engine/engine.ts";
export { trainAutoencoder } from "./experiments/autoencoder_experiment.ts";
export { Images } from "./data/images.ts";
export { renderGrid } from "./figures/image_grid.ts";
export {
  classify,
  recordedConfusion,
  trainJointly,
} from "./experiments/joint_experiment.ts";
export {
  classNames,
  classSizes,
  labelsOf,
  withClass,
  wordHits,
} from "./analysis/classes.ts";
export { interpolate } from "./analysis/interpolation.ts";
export { describeChange } from "./analysis/verdict.ts";
export { assignedModel, createAutoencoder } from "./model/autoencoder.ts";
export { pictureErrors, reconstructImages } from "./model/reconstruction.ts";
export { forgetRun } from "./experiments/run.ts";
export { readRecord } from "./experiments/run_record.ts";
export {
  barChart,
  bestEpoch,
  learningCurves,
  runCurves,
} from "./figures/chart.ts";
export { classRows } from "./figures/class_pictures.ts";
export { confusionChart } from "./figures/confusion_chart.ts";
export { figure } from "./notebook/figure.ts";
export { lambdaEffect } from "./figures/lambda_effect.ts";
export {
  augmentationRows,
  compositionRows,
  reconstructionExamples,
} from "./figures/overview.ts";
export { equation, labelledGrid } from "./figures/pictures.ts";
export { prose, smallPrint } from "./notebook/prose.ts";
export { gradientChart, lambdaCurves } from "./figures/sweep_chart.ts";
export { pictureSlider } from "./figures/slider.ts";
export { table } from "./notebook/table.ts";
export { summary } from "./model/summary.ts";
export {
  displayRuns,
  recordsOf,
  sweepArms,
  trainSweep,
} from "./experiments/sweep.ts";
export {
  compareWithAutoencoder,
  describeStability,
  describeTrend,
} from "./analysis/sweep_findings.ts";
export {
  epochTable,
  summariseByLambda,
  sweepTable,
} from "./analysis/sweep_table.ts";
export { watchTraining } from "./notebook/watch_training.ts";
export { watchDownload } from "./notebook/watch_download.ts";
export { settingsFor } from "./base/workspace.ts";
