/**
 * How well the edges of drawn answers are met.
 *
 * @module
 */
import { meanSquaredError } from "../base/statistics.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Images } from "../data/images.ts";
import type { Analogy } from "./analogies.ts";
import { analogyAnswers } from "./analogy_answers.ts";
import { pixelSpace } from "./spaces.ts";
import { edges } from "./blur.ts";

/**
 * @returns what tells of drawn answers, one for each analogy, how far their
 * edges are from the true answers', over the same of the mean of the others.
 */
export async function compareEdges(
  { originals }: Dataset,
  analogies: Analogy[],
): Promise<(drawn: Images) => Promise<number>> {
  const { vectors, draw } = pixelSpace(originals);
  const truth = await edges(
    originals.select(analogies.map(({ target }) => target)),
  );
  const errorOf = async (drawn: Images) =>
    meanSquaredError((await edges(drawn)).data, truth.data);
  const ofMean = await errorOf(
    await draw(
      analogies.map((it) => analogyAnswers.meanOfOthers(it, vectors)),
    ),
  );
  return async (drawn) => await errorOf(drawn) / ofMean;
}
