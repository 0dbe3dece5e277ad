/**
 * The benchmark of analogies, answered in several spaces.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import type { Images } from "../data/images.ts";
import {
  type Analogy,
  catAnalogies,
  faceAnalogies,
  toneAnalogies,
} from "./analogies.ts";
import { type AnalogyAnswer, analogyAnswers } from "./analogy_answers.ts";
import { compareEdges } from "./analogy_edges.ts";
import {
  scoreAnalogies,
  shareFirst,
  summariseScores,
} from "./analogy_scores.ts";
import { type BenchmarkRow, intervalOf, wayLabels } from "./benchmark_rows.ts";
import { componentCount, principalCodes } from "./principal_codes.ts";
import { isometric, plainSpaces, type Space } from "./spaces.ts";

type Ways = Partial<typeof analogyAnswers>;

/** A row that the judge has not seen yet, and the pictures to show it. */
interface Answered {
  row: Omit<BenchmarkRow, "judged" | "edgeError">;
  drawn: Images;
}

/**
 * Answers all analogies by arithmetic and by averaged attributes, in spaces that
 * take no network and in others, and by what ignores the question.
 *
 * The judge is the same for all: the first principal components of the
 * training pictures, in which the answer's picture is compared with all
 * originals but A, B and C. Edges are what a blur of two pixels takes from a
 * picture.
 *
 * @param others The codes of networks, by what a reader calls them.
 * @returns the rows of a table by their methods, such as `pixels: A - B + C`.
 */
export async function benchmark(
  dataset: Dataset,
  others: Record<string, Space>,
): Promise<Record<string, BenchmarkRow>> {
  const { arithmetic, averagedAttribute, ...ignorant } = analogyAnswers;
  const both = { arithmetic, averagedAttribute };
  const answered: Answered[] = [];
  const spaces = { ...await plainSpaces(dataset), ...others };
  for (const [name, space] of Object.entries(spaces)) {
    const ways = name === "pixels" ? { ...ignorant, ...both } : both;
    answered.push(...await answerIn(dataset, name, space, ways));
  }
  const rows = await judge(dataset, answered);
  return Object.fromEntries(rows.map((row) => [row.method, row]));
}

async function answerIn(
  dataset: Dataset,
  name: string,
  { vectors, draw }: Space,
  ways: Ways,
): Promise<Answered[]> {
  const [cats, faces] = [catAnalogies(dataset), faceAnalogies(dataset)];
  const short = await isometric(vectors);
  const answered: Answered[] = [];
  for (const [way, answer] of Object.entries(ways)) {
    const score = (analogies: Analogy[]) =>
      scoreAnalogies(analogies, short, answer);
    const ofCats = score(cats);
    const ofFaces = score(faces);
    const { top1, reciprocalRank, forcedChoice, relativeError } =
      summariseScores([...ofCats, ...ofFaces]);
    answered.push({
      row: {
        method: `${name}: ${wayLabels[way as keyof typeof wayLabels]}`,
        top1: top1.value,
        ...intervalOf(top1),
        cats: shareFirst(ofCats),
        faces: shareFirst(ofFaces),
        reciprocalRank: reciprocalRank.value,
        choice: forcedChoice.value,
        relativeError: relativeError.value,
        tones: shareFirst(score(toneAnalogies(dataset, "emoji"))),
        genders: shareFirst(score(toneAnalogies(dataset, "gender"))),
      },
      drawn: await draw(
        [...cats, ...faces].map((analogy) => answer(analogy, vectors)),
      ),
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
      count: componentCount(train.images),
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
        judged: shareFirst(scores),
        tones,
        genders,
      };
    }),
  );
}

function catsBothWays(dataset: Dataset): Analogy[] {
  return [...catAnalogies(dataset), ...faceAnalogies(dataset)];
}
