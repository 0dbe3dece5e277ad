/**
 * The benchmark of analogies, answered in several spaces.
 *
 * @module
 */
import { percent, range, times } from "../base/format.ts";
import { meanSquaredError } from "../base/statistics.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Images } from "../data/images.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import {
  type Analogy,
  catAnalogies,
  faceAnalogies,
  toneAnalogies,
} from "./analogies.ts";
import { type AnalogyAnswer, analogyAnswers } from "./analogy_answers.ts";
import {
  codeSpace,
  isometric,
  pixelSpace,
  plainSpaces,
  type Space,
} from "./analogy_spaces.ts";
import {
  type Estimate,
  scoreAnalogies,
  summariseScores,
} from "./analogy_scores.ts";
import { edges } from "./blur.ts";
import { principalCodes } from "./principal_codes.ts";

/** How a way to answer does. */
export interface BenchmarkRow {
  method: string;
  /** Cats: the share whose target is first in the method's own space. */
  top1: number;
  /** Its 95 % interval by a bootstrap over targets. */
  low: number;
  high: number;
  /** The interval for a reader. */
  interval: string;
  reciprocalRank: number;
  /** The share of choices among eight cats, or eight faces, that are right. */
  choice: number;
  /** The error over that of the mean of the others. */
  relativeError: number;
  /** The same of what a blur takes from the drawn pictures: their edges. */
  edgeError: number;
  /** `top1` of the answer as a picture, by one judge for all methods. */
  judged: number;
  /** `top1` on skin tones across emoji, and on the control across gender. */
  tones: number;
  genders: number;
}

/** How a table writes the rows. */
export const benchmarkColumns = {
  method: {},
  top1: { title: "cats, first", format: percent },
  interval: { title: "95 %" },
  reciprocalRank: { title: "mean 1 / rank", format: times },
  choice: { title: "choice of 8", format: percent },
  relativeError: { title: "error / mean cat's", format: times },
  edgeError: { title: "edges / mean cat's", format: times },
  judged: { title: "first by judge", format: percent },
  tones: { format: percent },
  genders: { format: percent },
};

type Ways = Partial<typeof analogyAnswers>;

/** A row that the judge has not seen yet, and the pictures to show it. */
interface Answered {
  row: Omit<BenchmarkRow, "judged" | "edgeError">;
  drawn: Images;
}

/** Components of the judge. */
const judgeComponents = 64;

/**
 * Answers all analogies by arithmetic and by averaged attributes, in spaces that
 * take no network and in the codes of networks, and by what ignores the question.
 *
 * The judge is the same for all: the first 64 principal components of the
 * training pictures, in which the answer's picture is compared with all
 * originals but A, B and C. Edges are what a blur of two pixels takes from a
 * picture.
 *
 * @param networks By what a reader calls them.
 * @returns the rows of a table by their methods, such as `pixels: A - B + C`.
 */
export async function benchmark(
  dataset: Dataset,
  networks: Record<string, Autoencoder>,
): Promise<Record<string, BenchmarkRow>> {
  const { arithmetic, averagedAttribute, ...others } = analogyAnswers;
  const both = { arithmetic, averagedAttribute };
  const answered: Answered[] = [];
  for (const [name, space] of Object.entries(await plainSpaces(dataset))) {
    const ways = name === "pixels" ? { ...others, ...both } : both;
    answered.push(...await answerIn(dataset, name, space, ways));
  }
  for (const [name, network] of Object.entries(networks)) {
    const space = await codeSpace(network, dataset.originals);
    answered.push(...await answerIn(dataset, name, space, both));
  }
  const rows = await judge(dataset, answered);
  return Object.fromEntries(rows.map((row) => [row.method, row]));
}

/** For a row: in numbers and for a reader. */
function intervalOf({ low, high }: Estimate) {
  return { low, high, interval: range({ low, high }, percent) };
}

async function answerIn(
  dataset: Dataset,
  name: string,
  { vectors, draw }: Space,
  ways: Ways,
): Promise<Answered[]> {
  const cats = catsBothWays(dataset);
  const short = await isometric(vectors);
  const answered: Answered[] = [];
  for (const [way, answer] of Object.entries(ways)) {
    const score = (analogies: Analogy[]) =>
      summariseScores(scoreAnalogies(analogies, short, answer));
    const { top1, reciprocalRank, forcedChoice, relativeError } = score(cats);
    answered.push({
      row: {
        method: `${name}: ${wayLabels[way as keyof typeof wayLabels]}`,
        top1: top1.value,
        ...intervalOf(top1),
        reciprocalRank: reciprocalRank.value,
        choice: forcedChoice.value,
        relativeError: relativeError.value,
        tones: score(toneAnalogies(dataset, "emoji")).top1.value,
        genders: score(toneAnalogies(dataset, "gender")).top1.value,
      },
      drawn: await draw(cats.map((analogy) => answer(analogy, vectors))),
    });
  }
  return answered;
}

/** Fills in the share of drawn answers whose target is first for the judge. */
async function judge(
  dataset: Dataset,
  answered: Answered[],
): Promise<BenchmarkRow[]> {
  const { originals, train } = dataset;
  const cats = catsBothWays(dataset);
  const { originals: candidates, ...answers } = await principalCodes(
    train.images,
    {
      count: Math.min(judgeComponents, train.images.count - 1),
      of: {
        originals,
        ...Object.fromEntries(
          answered.map(({ row, drawn }) => [row.method, drawn]),
        ),
      } as Record<string, Images>,
    },
  );
  const edgesOf = await compareEdges(dataset, cats);
  return await Promise.all(
    answered.map(async ({ row: { tones, genders, ...row }, drawn }) => {
      const byAnalogy: AnalogyAnswer = (analogy) =>
        answers[row.method]![cats.indexOf(analogy)]!;
      const scores = scoreAnalogies(cats, candidates!, byAnalogy);
      return {
        ...row,
        edgeError: await edgesOf(drawn),
        judged: summariseScores(scores).top1.value,
        tones,
        genders,
      };
    }),
  );
}

/**
 * @returns what tells of drawn answers, one for each analogy, how far their
 * edges are from the true answers', over the same of the mean of the others.
 */
async function compareEdges(
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

function catsBothWays(dataset: Dataset): Analogy[] {
  return [...catAnalogies(dataset), ...faceAnalogies(dataset)];
}

const wayLabels: Record<keyof typeof analogyAnswers, string> = {
  arithmetic: "A - B + C",
  averagedAttribute: "averaged attribute",
  copyA: "A as it is",
  meanOfOthers: "mean of the others",
  nearest: "of the nearest C",
};

/** The rows of one way to answer, by the space that it answers in. */
export function ofWay(
  rows: Record<string, BenchmarkRow>,
  way: string,
): Record<string, BenchmarkRow> {
  return Object.fromEntries(
    Object.values(rows).flatMap((row) => {
      const [space, label] = row.method.split(": ") as [string, string];
      return label === way ? [[space, row]] : [];
    }),
  );
}

/** Whether no space has more of a share than the pixels. */
export function isBest(
  { pixels, ...others }: Record<string, BenchmarkRow>,
  share: "tones" | "judged",
): boolean {
  return Object.values(others).every((row) => row[share] <= pixels![share]);
}

/** Whether each space is right at least as often as it is in other rows. */
export function isAtLeast(
  rows: Record<string, BenchmarkRow>,
  others: Record<string, BenchmarkRow>,
): boolean {
  return Object.entries(rows).every(([space, { top1 }]) =>
    top1 >= others[space]!.top1
  );
}
