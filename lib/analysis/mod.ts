/**
 * What trained networks are compared with, and what they are asked.
 *
 * @module
 */
export { catAnalogies, faceAnalogies, toneAnalogies } from "./analogies.ts";
export { analogyAnswers } from "./analogy_answers.ts";
export { scoreAnalogies, summariseScores } from "./analogy_scores.ts";
export {
  answerCatExample,
  answerColumns,
  judgeAnswers,
  listAnswers,
} from "./answers.ts";
export {
  compose,
  composeAll,
  composePixels,
  interpolate,
} from "./arithmetic.ts";
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
export { catExample, listExpressions, original } from "./expression.ts";
export { summariseGradients } from "./gradient_summary.ts";
export {
  averagingHelpsEach,
  compareNetworks,
  listNetworks,
  networkColumns,
} from "./networks.ts";
export { pairBySeed } from "./paired_differences.ts";
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
