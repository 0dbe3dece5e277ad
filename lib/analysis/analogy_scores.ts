/**
 * How well analogies are answered.
 *
 * @module
 */
import { createRandom } from "../base/random.ts";
import { mean, meanSquaredError } from "../base/statistics.ts";
import type { Analogy } from "./analogies.ts";
import { type AnalogyAnswer, analogyAnswers } from "./analogy_answers.ts";
import { squaredDistance, type Vector } from "./vectors.ts";

/** One answer's score. */
export interface AnalogyScore {
  /** The row of the true answer. */
  target: number;
  /**
   * The target's place among all pictures but A, B and C, by distance from the
   * answer: 1 is best. A picture that is just as close counts as closer, so
   * that a code that tells nothing apart scores nothing.
   */
  rank: number;
  /** Whether the target is the closest of the analogy's choices. */
  isChosen: boolean;
  /** Mean squared error of the answer against the target's vector. */
  error: number;
  /** The same for the mean of the others that have the attribute. */
  meanError: number;
}

/** A mean, and where 95 % of its bootstrap replicates lie. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** The scores of a benchmark. */
export interface BenchmarkScores {
  /** The share of analogies whose target is first, in [0, 1]. */
  top1: Estimate;
  /** The mean of 1 / rank, in (0, 1]. */
  reciprocalRank: Estimate;
  /** The share of forced choices that are right, in [0, 1]. */
  forcedChoice: Estimate;
  /**
   * The error over that of the mean of the others, which ignores the question:
   * below 1 the answer says more than that.
   */
  relativeError: Estimate;
}

/**
 * Answers each analogy in the space of the vectors and scores it there.
 *
 * @param vectors One for each picture of the catalogue.
 */
export function scoreAnalogies(
  analogies: Analogy[],
  vectors: Vector[],
  answer: AnalogyAnswer,
): AnalogyScore[] {
  return analogies.map((analogy) => {
    const given = answer(analogy, vectors);
    const others = analogyAnswers.meanOfOthers(analogy, vectors);
    return {
      ...scoreAnswer(analogy, vectors, given),
      meanError: meanSquaredError(others, vectors[analogy.target]!),
    };
  });
}

/**
 * The means of scores, with 95 % intervals of a bootstrap over targets: those
 * of one target are no independent trials, so whole targets are drawn.
 *
 * @param options `seed`: of the bootstrap; `replicates`: of it.
 * @throws {RangeError} when there is no score.
 */
export function summariseScores(
  scores: AnalogyScore[],
  { seed = 1, replicates = 2000 }: { seed?: number; replicates?: number } = {},
): BenchmarkScores {
  requireScores(scores);
  const byTarget = [...Map.groupBy(scores, ({ target }) => target).values()];
  const random = createRandom(seed);
  const samples = Array.from(
    { length: replicates },
    () => byTarget.map(() => random.integer(byTarget.length)),
  );
  /** What is summed up over the scores, over what else is. */
  const estimate = (
    upper: (score: AnalogyScore) => number,
    lower: (score: AnalogyScore) => number = () => 1,
  ): Estimate => {
    const sums = byTarget.map((ofTarget) => ({
      upper: sum(ofTarget.map(upper)),
      lower: sum(ofTarget.map(lower)),
    }));
    const ratio = (drawn: typeof sums) =>
      sum(drawn.map(({ upper }) => upper)) /
      sum(drawn.map(({ lower }) => lower));
    const sorted = samples
      .map((drawn) => ratio(drawn.map((target) => sums[target]!)))
      .sort((one, other) => one - other);
    const quantile = (share: number) =>
      sorted[Math.round(share * (replicates - 1))]!;
    return { value: ratio(sums), low: quantile(0.025), high: quantile(0.975) };
  };
  return {
    top1: estimate(isFirst),
    reciprocalRank: estimate(({ rank }) => 1 / rank),
    forcedChoice: estimate(({ isChosen }) => Number(isChosen)),
    relativeError: estimate(({ error }) => error, ({ meanError }) => meanError),
  };
}

/**
 * The share of scores whose target is first, in [0, 1].
 *
 * @throws {RangeError} when there is no score.
 */
export function shareFirst(scores: AnalogyScore[]): number {
  requireScores(scores);
  return mean(scores.map(isFirst));
}

function requireScores(scores: AnalogyScore[]) {
  if (scores.length === 0) {
    throw new RangeError(
      "A benchmark needs at least 1 analogy, but it has 0: take a data set that holds its pictures.",
    );
  }
}

function isFirst({ rank }: AnalogyScore): number {
  return Number(rank === 1);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function scoreAnswer(
  { a, b, c, target, choices }: Analogy,
  vectors: Vector[],
  answer: Vector,
) {
  const distance = squaredDistance(answer, vectors[target]!);
  const isBeaten = (row: number) =>
    row !== target &&
    squaredDistance(answer, vectors[row]!, distance) <= distance;
  const candidates = [...vectors.keys()].filter((row) =>
    row !== a && row !== b && row !== c
  );
  return {
    target,
    rank: 1 + candidates.filter(isBeaten).length,
    isChosen: !choices.some(isBeaten),
    error: meanSquaredError(answer, vectors[target]!),
  };
}
