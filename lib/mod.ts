/**
 * What the notebooks import: `import { ... } from "emoji-autoencoder"`.
 *
 * @module
 */
export {
  compose,
  composePixels,
  parseExpression,
} from "./arithmetic/arithmetic.ts";
export {
  answerCatExample,
  catExample,
  judgeAnswers,
  methods,
} from "./arithmetic/arithmetic_experiment.ts";
export { catPairs } from "./arithmetic/attribute.ts";
export { assignedDataset, assignedTraining } from "./assignment.ts";
export { baselineTable } from "./baseline_table.ts";
export {
  describeDifference,
  judgeHarm,
  pairBySeed,
} from "./classification/comparison.ts";
export {
  describeCosine,
  describeRatio,
  speculate,
  summariseConflict,
} from "./classification/conflict_summary.ts";
export { majorityAccuracy } from "./classification/confusion.ts";
export { loadDataset } from "./data/dataset.ts";
export { describeEngine, tf } from "./engine.ts";
export { trainAutoencoder } from "./experiment.ts";
export { Images } from "./data/image.ts";
export { renderGrid } from "./data/image_grid.ts";
export {
  classify,
  recordedConfusion,
  trainJointly,
} from "./classification/joint_experiment.ts";
export {
  classNames,
  classSizes,
  labelsOf,
  withClass,
  wordHits,
} from "./classification/labels.ts";
export { interpolate } from "./arithmetic/interpolation.ts";
export { describeChange } from "./arithmetic/verdict.ts";
export { assignedModel, createAutoencoder } from "./model.ts";
export { pictureErrors, reconstructImages } from "./reconstruction.ts";
export { forgetRun } from "./run.ts";
export { readRecord } from "./run_record.ts";
export {
  barChart,
  bestEpoch,
  learningCurves,
  runCurves,
} from "./show/chart.ts";
export { classRows } from "./show/class_pictures.ts";
export { confusionChart } from "./show/confusion_chart.ts";
export { figure } from "./show/figure.ts";
export { lambdaEffect } from "./show/lambda_effect.ts";
export {
  augmentationRows,
  compositionRows,
  reconstructionExamples,
} from "./show/overview.ts";
export { equation, labelledGrid } from "./show/pictures.ts";
export { prose, smallPrint } from "./show/prose.ts";
export { gradientChart, lambdaCurves } from "./show/sweep_chart.ts";
export { pictureSlider } from "./show/slider.ts";
export { table } from "./show/table.ts";
export { summary } from "./summary.ts";
export {
  displayRuns,
  recordsOf,
  sweepArms,
  trainSweep,
} from "./classification/sweep.ts";
export {
  compareWithAutoencoder,
  describeStability,
  describeTrend,
} from "./classification/sweep_findings.ts";
export {
  epochTable,
  summariseByLambda,
  sweepTable,
} from "./classification/sweep_table.ts";
export { watchTraining } from "./watch.ts";
export { watchDownload } from "./watch_download.ts";
export { settingsFor } from "./workspace.ts";
