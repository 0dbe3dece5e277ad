/**
 * Question 3's measurement: answers to "crying cat face" - "crying face" +
 * "face with tears of joy" against the true one, which no training saw.
 *
 * @module
 */
import pl from "nodejs-polars";
import { combine, parseExpression, rowOf, toPicture } from "./arithmetic.ts";
import { averageAttribute, catPairs } from "./attribute.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Images } from "../data/images.ts";
import { decodeVectors, encodeImages, type Vector } from "./latent.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import { rankOfTruth, squaredDistance } from "./ranking.ts";

/** The question and its true answer. */
export const catExample = {
  expression: "crying cat face - crying face + face with tears of joy",
  truth: "cat face with tears of joy",
};

/** An answer: how it was found, and the picture. */
export interface Answer {
  method: string;
  /** A batch of one. */
  picture: Images;
}

/** Names of the ways to answer, in the order of `answerCatExample`. */
export const methods = {
  reconstruction: "reconstruction of the true answer",
  averagedLatent: "averaged attribute, latent",
  averagedPixels: "averaged attribute, pixels",
  latent: "latent arithmetic",
  pixels: "pixel arithmetic",
  identity: "the crying cat as it is",
  mean: "mean training picture",
} as const;

/**
 * All ways to answer: by codes, by pixels, by an attribute averaged over all
 * other pairs of cat and face, and by no arithmetic at all. The first is no
 * answer but the best that the decoder could do.
 */
export async function answerCatExample(
  model: Autoencoder,
  dataset: Dataset,
): Promise<Answer[]> {
  const { pictures } = dataset;
  const terms = parseExpression(catExample.expression);
  const rows = terms.map(({ name }) => rowOf(dataset, name));
  const truth = rowOf(dataset, catExample.truth);
  const pairs = catPairs(dataset, catExample.truth);
  const without = rowOf(dataset, catExample.truth.replace("cat face", "face"));
  const pixels = pixelVectors(pictures);
  const codes = await encodeImages(model, pictures);
  const averaged = (vectors: Vector[]) => {
    const attribute = averageAttribute(vectors, pairs);
    return vectors[without]!.map((value, index) => value + attribute[index]!);
  };
  const decoded = await decodeVectors(model, {
    codes: [
      codes[truth]!,
      averaged(codes),
      combine(terms, rows.map((row) => codes[row]!)),
    ],
    like: pictures,
  });
  const arithmetic = combine(terms, rows.map((row) => pixels[row]!));
  return [
    { method: methods.reconstruction, picture: decoded.select([0]) },
    { method: methods.averagedLatent, picture: decoded.select([1]) },
    {
      method: methods.averagedPixels,
      picture: toPicture(averaged(pixels), pictures),
    },
    { method: methods.latent, picture: decoded.select([2]) },
    { method: methods.pixels, picture: toPicture(arithmetic, pictures) },
    { method: methods.identity, picture: pictures.select([rows[0]!]) },
    { method: methods.mean, picture: meanPicture(dataset.train.images) },
  ];
}

/**
 * Judges answers against the true one.
 *
 * @returns columns `method`; `error`: mean squared error; `pixelRank`: the rank
 * of the true answer among all pictures by distance in pixels; `latentRank`:
 * the same by distance of the codes, which does not prefer a blur.
 */
export async function judgeAnswers(
  answers: Answer[],
  { model, dataset }: { model: Autoencoder; dataset: Dataset },
): Promise<pl.DataFrame> {
  const truth = rowOf(dataset, catExample.truth);
  const pixels = pixelVectors(dataset.pictures);
  const codes = await encodeImages(model, dataset.pictures);
  const rows = [];
  for (const { method, picture } of answers) {
    const values = picture.picture(0);
    const [code] = await encodeImages(model, picture);
    rows.push({
      method,
      error: squaredDistance(values, pixels[truth]!),
      pixelRank: rankOfTruth(values, { candidates: pixels, truth }),
      latentRank: rankOfTruth(code!, { candidates: codes, truth }),
    });
  }
  return pl.DataFrame(rows);
}

function pixelVectors(images: Images): Vector[] {
  return Array.from(
    { length: images.count },
    (_, index) => images.picture(index),
  );
}

function meanPicture(images: Images): Images {
  const sum = new Float64Array(images.data.length / images.count);
  for (let index = 0; index < images.count; index++) {
    images.picture(index).forEach((value, i) => sum[i]! += value);
  }
  return toPicture(
    Float32Array.from(sum, (value) => value / images.count),
    images,
  );
}
