/**
 * Analogies whose answer no training saw, over several splits.
 *
 * @module
 */
import { percent, times } from "../base/format.ts";
import { textColumn } from "../data/catalogue.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import { type Analogy, catAnalogies, faceAnalogies } from "./analogies.ts";
import { analogyAnswers } from "./analogy_answers.ts";
import {
  type AnalogyScore,
  scoreAnalogies,
  shareFirst,
  summariseScores,
} from "./analogy_scores.ts";
import { intervalOf, wayLabels } from "./benchmark_rows.ts";
import { codeSpace, isometric, plainSpaces } from "./spaces.ts";

/** A split, and the networks that were trained on its training set. */
export interface UnseenPart {
  dataset: Dataset;
  /** By what a reader calls them; the same in each part. */
  networks: Record<string, Autoencoder>;
}

/** How a way to answer does where the answer was not trained on. */
export interface UnseenRow {
  method: string;
  /** Cats from faces: the share whose target is first in the method's space. */
  cats: number;
  /** Its 95 % interval by a bootstrap over targets. */
  low: number;
  high: number;
  interval: string;
  reciprocalRank: number;
  choice: number;
  /** The share of faces from cats. */
  faces: number;
}

/** How a table writes the rows. */
export const unseenColumns = {
  method: {},
  cats: { title: "cats, first", format: percent },
  interval: { title: "95 %" },
  reciprocalRank: { title: "1 / rank", format: times },
  choice: { title: "choice of 8", format: percent },
  faces: { title: "faces, first", format: percent },
};

const ways = ["arithmetic", "averagedAttribute"] as const;

/**
 * Answers, for each split, the analogies whose true answer is in its validation
 * or test set, and counts those of all splits together. Principal components are
 * those of the split's training set.
 *
 * @returns the rows of a table by their methods, such as `pixels: A - B + C`, and
 * the number of analogies in each direction.
 * @throws {RangeError} when no split has such an analogy.
 */
export async function benchmarkUnseen(
  parts: UnseenPart[],
): Promise<{ rows: Record<string, UnseenRow>; cats: number; faces: number }> {
  const scores: Record<
    string,
    { cats: AnalogyScore[]; faces: AnalogyScore[] }
  > = {};
  for (const { dataset, networks } of parts) {
    const spaces = await plainSpaces(dataset);
    for (const [name, network] of Object.entries(networks)) {
      spaces[name] = await codeSpace(network, dataset);
    }
    const cats = unseen(catAnalogies(dataset), dataset);
    const faces = unseen(faceAnalogies(dataset), dataset);
    for (const [name, { vectors }] of Object.entries(spaces)) {
      const short = await isometric(vectors);
      for (const way of ways) {
        const answer = analogyAnswers[way];
        const own = scores[`${name}: ${wayLabels[way]}`] ??= {
          cats: [],
          faces: [],
        };
        own.cats.push(...scoreAnalogies(cats, short, answer));
        own.faces.push(...scoreAnalogies(faces, short, answer));
      }
    }
  }
  const rows = Object.entries(scores).map(([method, { cats, faces }]) => {
    const { top1, reciprocalRank, forcedChoice } = summariseScores(cats);
    return {
      method,
      cats: top1.value,
      ...intervalOf(top1),
      reciprocalRank: reciprocalRank.value,
      choice: forcedChoice.value,
      faces: shareFirst(faces),
    };
  });
  const [{ cats, faces }] = Object.values(scores) as [typeof scores[string]];
  return {
    rows: Object.fromEntries(rows.map((row) => [row.method, row])),
    cats: cats.length,
    faces: faces.length,
  };
}

/** Those whose true answer the training set does not have. */
function unseen(analogies: Analogy[], { catalogue }: Dataset): Analogy[] {
  const splits = textColumn(catalogue, "split");
  return analogies.filter(({ target }) => splits[target] !== "train");
}
