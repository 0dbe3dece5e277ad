/**
 * One function for each chart and each grid of pictures.
 *
 * @module
 */
export { confusionChart } from "./confusion_chart.ts";
export { equation } from "./equation.ts";
export {
  answerExamples,
  augmentationExamples,
  classExamples,
  compositionExamples,
  reconstructionExamples,
  resultExamples,
} from "./examples.ts";
export { gradientChart, lambdaCurves, lambdaEffect } from "./lambda_charts.ts";
export {
  compareCurves,
  learningCurves,
  learningPanels,
} from "./learning_curves.ts";
export { pictureMap } from "./picture_map.ts";
export { pictureGrid, pictureSheet } from "./picture_grid.ts";
