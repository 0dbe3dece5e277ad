/**
 * The rows of the benchmark of analogies, and what is asked of them.
 *
 * @module
 */
import { percent, range, times } from "../base/format.ts";
import type { analogyAnswers } from "./analogy_answers.ts";
import type { Estimate } from "./analogy_scores.ts";

/** How a way to answer does. */
export interface BenchmarkRow {
  method: string;
  /** Cats and faces: the share whose target is first in the method's own space. */
  top1: number;
  /** Its 95 % interval by a bootstrap over targets. */
  low: number;
  high: number;
  /** The interval for a reader. */
  interval: string;
  /** `top1` of cats from faces, and of faces from cats. */
  cats: number;
  faces: number;
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
  top1: { title: "first", format: percent },
  interval: { title: "95 %" },
  cats: { format: percent },
  faces: { format: percent },
  reciprocalRank: { title: "1 / rank", format: times },
  choice: { title: "choice of 8", format: percent },
  relativeError: { title: "error", format: times },
  edgeError: { title: "edges", format: times },
  judged: { title: "judge", format: percent },
  tones: { format: percent },
  genders: { format: percent },
};

/** What a reader calls the ways to answer. */
export const wayLabels: Record<keyof typeof analogyAnswers, string> = {
  arithmetic: "A - B + C",
  averagedAttribute: "averaged",
  copyA: "A as it is",
  meanOfOthers: "mean of the others",
  nearest: "of the nearest C",
};

/** For a row: in numbers and for a reader. */
export function intervalOf({ low, high }: Estimate) {
  return { low, high, interval: range({ low, high }, percent) };
}

/** For a table: the rows, whose interval is written out. */
export function listMethods<Row extends { low: number; high: number }>(
  rows: Record<string, Row>,
): Omit<Row, "low" | "high">[] {
  return Object.values(rows).map(({ low: _, high: __, ...row }) => row);
}

/** The rows of one way to answer, by the space that it answers in. */
export function ofWay<Row extends { method: string }>(
  rows: Record<string, Row>,
  way: string,
): Record<string, Row> {
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
