/**
 * What trained networks are compared with, and what they are asked.
 *
 * @module
 */
export { toneAnalogies, trainingAnalogies } from "./analogies.ts";
export { benchmark } from "./benchmark.ts";
export {
  benchmarkColumns,
  isAtLeast,
  isBest,
  listMethods,
  ofWay,
} from "./benchmark_rows.ts";
export {
  answerCatExample,
  answerColumns,
  judgeAnswers,
  listAnswers,
} from "./answers.ts";
export {
  compose,
  composeAll,
  composeInAll,
  inPieces,
  interpolate,
} from "./arithmetic.ts";
export { benchmarkUnseen, unseenColumns } from "./unseen_benchmark.ts";
export { catPairs, listPairs } from "./attributes.ts";
export {
  baselines,
  largestErrorFirst,
  meanPictureErrors,
  methodColumns,
} from "./baselines.ts";
export {
  classNames,
  classSizes,
  describeClasses,
  labelsOf,
  listMistakes,
  mentions,
  wordHits,
} from "./classes.ts";
export { mapVectors } from "./code_map.ts";
export { catExample, listExpressions, original } from "./expression.ts";
export { summariseGradients } from "./gradient_summary.ts";
export { compareNetworks, listNetworks, networkColumns } from "./networks.ts";
export { groupInterval, overlap, studentInterval } from "./intervals.ts";
export { distanceColumns, errorByDistance } from "./nearest.ts";
export { pairBySeed } from "./paired_differences.ts";
export { piecesFor } from "./pieces.ts";
export { componentCount } from "./principal_codes.ts";
export { probeClasses } from "./class_probes.ts";
export { probeColumns } from "./probes.ts";
export { codeSpace, pixelSpace } from "./spaces.ts";
export {
  eachIsBetter,
  errorColumns,
  listErrors,
  spread,
  spreadColumns,
} from "./records.ts";
export {
  epochTable,
  ofSeed,
  selectTrialColumns,
  steadiness,
  totals,
  trialColumns,
  trialTable,
} from "./trial_tables.ts";
export { majorityAccuracy } from "../model/confusion.ts";
