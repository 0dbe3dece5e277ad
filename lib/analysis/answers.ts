/**
 * Question 3's measurement: answers to "crying cat face" - "crying face" +
 * "face with tears of joy" against the true one, which no training saw.
 *
 * @module
 */
import { mse } from "../base/format.ts";
import { meanSquaredError } from "../base/statistics.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Images } from "../data/images.ts";
import { combine, toPicture } from "./arithmetic.ts";
import { catPairs } from "./attributes.ts";
import { faceOf } from "./cats.ts";
import { catExample, parseExpression, rowOf } from "./expression.ts";
import type { CodeSpace, Space } from "./spaces.ts";
import {
  averageAttribute,
  pixelVectors,
  rankOfTruth,
  type Vector,
  weightedSum,
} from "./vectors.ts";

/** What a reader calls the ways to answer. */
export const answerLabels = {
  reconstruction: "reconstruction of the true answer",
  averagedLatent: "averaged attribute, latent",
  averagedPixels: "averaged attribute, pixels",
  latent: "latent arithmetic",
  pixels: "pixel arithmetic",
  identity: "the crying cat as it is",
  otherCats: "mean of the other cats",
  meanPicture: "mean training picture",
} as const;

/** The ways to answer. */
export type AnswerMethod = keyof typeof answerLabels;

/** How close an answer comes to the true one. */
export interface Judgement {
  /** Mean squared error in pixels. */
  mse: number;
  /**
   * The true answer's place among all originals, sorted by their distance in
   * pixels from the answer: 1 is best.
   */
  pixelRank: number;
  /** The same by the distance of codes, which does not prefer a blur. */
  codeRank: number;
}

/** How a table writes judged answers. */
export const answerColumns = {
  label: { title: "answer" },
  mse: { title: "mean squared error", format: mse },
  pixelRank: { title: "rank by pixels" },
  codeRank: { title: "rank by code" },
};

/**
 * All ways to answer: by codes, by pixels, by an attribute averaged over all
 * other pairs of cat and face, and by no arithmetic at all. `reconstruction` is
 * no answer but what this decoder makes of the true one.
 */
export async function answerCatExample(
  { vectors: codes, draw }: Space,
  dataset: Dataset,
): Promise<Record<AnswerMethod, Images>> {
  const { originals } = dataset;
  const terms = parseExpression(catExample.expression);
  const rows = terms.map(({ name }) => rowOf(dataset, name));
  const truth = rowOf(dataset, catExample.truth);
  const pairs = catPairs(dataset, catExample.truth);
  const without = rowOf(dataset, faceOf(catExample.truth)!);
  const pixels = pixelVectors(originals);
  const averaged = (vectors: Vector[]) => {
    const attribute = averageAttribute(vectors, pairs);
    return vectors[without]!.map((value, index) => value + attribute[index]!);
  };
  const composed = (vectors: Vector[]) =>
    combine(terms, rows.map((row) => vectors[row]!));
  const decoded = await draw([
    codes[truth]!,
    averaged(codes),
    composed(codes),
  ]);
  const picture = (values: Vector) => toPicture(values, originals);
  return {
    reconstruction: decoded.select([0]),
    averagedLatent: decoded.select([1]),
    averagedPixels: picture(averaged(pixels)),
    latent: decoded.select([2]),
    pixels: picture(composed(pixels)),
    identity: originals.select([rows[0]!]),
    otherCats: picture(meanVector(pairs.map((pair) => pixels[pair.with]!))),
    meanPicture: picture(meanVector(pixelVectors(dataset.train.images))),
  };
}

/** Judges answers against the true one, by pixels and by a network's codes. */
export async function judgeAnswers<Name extends string>(
  answers: Record<Name, Images>,
  { vectors: codes, encode }: CodeSpace,
  dataset: Dataset,
): Promise<Record<Name, Judgement>> {
  const truth = rowOf(dataset, catExample.truth);
  const pixels = pixelVectors(dataset.originals);
  const names = Object.keys(answers) as Name[];
  const pictures = names.map((name) => answers[name])
    .reduce((all, picture) => all.concat(picture));
  const drawn = pixelVectors(pictures);
  const drawnCodes = await encode(pictures);
  const judgements = names.map((name, index): [Name, Judgement] => [name, {
    mse: meanSquaredError(drawn[index]!, pixels[truth]!),
    pixelRank: rankOfTruth(drawn[index]!, { candidates: pixels, truth }),
    codeRank: rankOfTruth(drawnCodes[index]!, { candidates: codes, truth }),
  }]);
  return Object.fromEntries(judgements) as Record<Name, Judgement>;
}

/** For a table and a chart: the answers, that with the least error first. */
export function listAnswers(
  judged: Record<AnswerMethod, Judgement>,
): ({ label: string } & Judgement)[] {
  return Object.entries(judged)
    .map(([method, judgement]) => ({
      label: answerLabels[method as AnswerMethod],
      ...judgement,
    }))
    .sort((one, other) => one.mse - other.mse);
}

function meanVector(vectors: Vector[]): Vector {
  return weightedSum(vectors.map(() => 1 / vectors.length), vectors);
}
