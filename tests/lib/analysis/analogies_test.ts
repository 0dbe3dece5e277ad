import { expect } from "@std/expect";
import {
  analogiesOfPairs,
  type Analogy,
  catAnalogies,
  faceAnalogies,
  toneAnalogies,
} from "../../../lib/analysis/analogies.ts";
import { analogyAnswers } from "../../../lib/analysis/analogy_answers.ts";
import {
  scoreAnalogies,
  summariseScores,
} from "../../../lib/analysis/analogy_scores.ts";
import { textColumn } from "../../../lib/data/catalogue.ts";
import { loadDataset } from "../../../lib/data/dataset.ts";
import { assertClose } from "../../support/assertions.ts";
import { smallDataset } from "../../support/small_dataset.ts";

/** Rows 0, 2, 4 have the attribute; row + 1 is the same without it. */
const analogies = analogiesOfPairs([
  { with: 0, without: 1 },
  { with: 2, without: 3 },
  { with: 4, without: 5 },
]);

const vectors = (rows: number[][]) => rows.map((row) => Float32Array.from(row));

/** The attribute is a direction of its own: (10, 0) on top of (0, y). */
const straight = vectors([[10, 0], [0, 0], [10, 3], [0, 3], [10, 7], [0, 7]]);

const scoresOf = (space: Float32Array[]) =>
  summariseScores(scoreAnalogies(analogies, space, analogyAnswers.arithmetic));

Deno.test("each two pairs make an analogy whose target no exemplar knows", () => {
  expect(analogies.length).toBe(6);
  expect(analogies[0]).toStrictEqual({
    a: 0,
    b: 1,
    c: 3,
    target: 2,
    exemplars: [{ with: 0, without: 1 }, { with: 4, without: 5 }],
    choices: [2, 4],
  });
});

Deno.test("where the attribute is a direction, arithmetic is always right", () => {
  const scores = scoresOf(straight);
  const always = { value: 1, low: 1, high: 1 };
  expect(scores.top1).toStrictEqual(always);
  expect(scores.reciprocalRank).toStrictEqual(always);
  expect(scores.forcedChoice).toStrictEqual(always);
  expect(scores.relativeError.value).toBe(0);
});

Deno.test("a code that tells nothing apart scores nothing", () => {
  const scores = scoresOf(vectors(Array(6).fill([1, 1])));
  expect(scores.top1.value).toBe(0);
  expect(scores.forcedChoice.value).toBe(0);
  // Of six pictures three are excluded, and the target is the last of three.
  assertClose(scores.reciprocalRank.value, 1 / 3);
});

Deno.test("A, B and C are no answers, however close", () => {
  // A is where the arithmetic ends; the target is the next.
  const space = vectors([[0], [1], [0.1], [1], [9], [9]]);
  const [score] = scoreAnalogies(
    [analogies[0]!],
    space,
    analogyAnswers.arithmetic,
  );
  expect(score!.rank).toBe(1);
});

Deno.test("a picture without the attribute is beaten in the forced choice alone", () => {
  // 1 - 1 + 2 = 2: the target is at 3, row 5 at 2 and the other choice at 9.
  const space = vectors([[1], [1], [3], [2], [9], [2]]);
  const [score] = scoreAnalogies(
    [analogies[0]!],
    space,
    analogyAnswers.arithmetic,
  );
  expect(score!.rank).toBe(2);
  expect(score!.isChosen).toBe(true);
  expect(score!.error).toBe(1);
  expect(score!.meanError).toBe(4); // The mean of 1 and 9 against 3.
});

Deno.test("each way to answer gives what its formula says", () => {
  const [analogy] = analogies;
  const answer = (
    name: keyof typeof analogyAnswers,
  ) => [...analogyAnswers[name](analogy!, straight)];
  expect(answer("arithmetic")).toStrictEqual([10, 3]);
  expect(answer("averagedAttribute")).toStrictEqual([10, 3]);
  expect(answer("copyA")).toStrictEqual([10, 0]);
  expect(answer("meanOfOthers")).toStrictEqual([10, 3.5]);
  expect(answer("nearest")).toStrictEqual([10, 0]); // 0 is closer to 3 than 7.
});

Deno.test("no way to answer looks at the target", () => {
  const [analogy] = analogies;
  const other = straight.with(analogy!.target, Float32Array.of(99, 99));
  for (const answer of Object.values(analogyAnswers)) {
    expect(answer(analogy!, other)).toStrictEqual(answer(analogy!, straight));
  }
});

Deno.test("the bootstrap draws targets, not analogies", () => {
  const score = (target: number, rank: number) => ({
    target,
    rank,
    isChosen: rank === 1,
    error: 1,
    meanError: 2,
  });
  // Two targets, one always right: a draw of both is 0, 1/2 or 1.
  const scores = [
    ...Array(50).fill(score(0, 1)),
    ...Array(50).fill(score(1, 2)),
  ];
  const { top1, reciprocalRank, relativeError } = summariseScores(scores);
  expect(top1).toStrictEqual({ value: 0.5, low: 0, high: 1 });
  expect(reciprocalRank).toStrictEqual({ value: 0.75, low: 0.5, high: 1 });
  expect(relativeError).toStrictEqual({ value: 0.5, low: 0.5, high: 0.5 });
});

Deno.test("a benchmark without analogies is refused", () => {
  expect(() => summariseScores([])).toThrow("at least 1 analogy");
});

Deno.test("the benchmark has 144 cats and faces and 540 tones across each", async () => {
  const dataset = await loadDataset(smallDataset);
  const names = textColumn(dataset.catalogue, "name");
  const write = ({ a, b, c, target }: Analogy) =>
    [a, b, c, target].map((row) => names[row]);

  const cats = catAnalogies(dataset);
  expect(cats.length).toBe(72);
  expect(new Set(cats.map(({ target }) => target)).size).toBe(9);
  expect(cats.map(write)).toContainEqual([
    "crying cat face",
    "crying face",
    "face with tears of joy",
    "cat face with tears of joy",
  ]);
  expect(faceAnalogies(dataset).length).toBe(72);
  expect(faceAnalogies(dataset).map(write)).toContainEqual([
    "smirking face",
    "cat face with wry smile",
    "crying cat face",
    "crying face",
  ]);

  expect(toneAnalogies(dataset, "gender").length).toBe(540);
  const across = toneAnalogies(dataset, "emoji");
  expect(across.length).toBe(540);
  expect(across.map(write)).toContainEqual([
    "superhero: dark skin tone",
    "superhero",
    "supervillain",
    "supervillain: dark skin tone",
  ]);
  for (const analogy of [...cats, ...across]) {
    const known = analogy.exemplars.flatMap(Object.values);
    expect(known).not.toContain(analogy.target);
    expect(analogy.choices).toContain(analogy.target);
    expect(analogy.choices).not.toContain(analogy.a);
  }
});
