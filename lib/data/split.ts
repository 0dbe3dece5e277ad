/**
 * The split into training, validation and test set: by group and before
 * augmentation, since a variant or a copy of a training picture in the test set
 * makes the test error too good (leakage; Kapoor & Narayanan 2023).
 *
 * @module
 */
import pl from "nodejs-polars";
import { textColumn } from "./catalogue.ts";
import type { Random } from "../base/random.ts";

export const splits = ["train", "validation", "test"] as const;

/** One of the three. */
export type Split = typeof splits[number];

const VALIDATION_SHARE = 0.2;
const TEST_SHARE = 0.2;
/** A larger group would decide the error of a small split: it is trained on. */
const LARGEST_GROUP_SHARE = 0.05;

/**
 * Splits the groups 60 / 20 / 20.
 *
 * The held-out groups go to the test set. A group with more than a twentieth of
 * all pictures goes to the training set, so that no split's error is decided by
 * the variants of one drawing. Each of the others goes to a split that has room,
 * drawn with a probability proportional to the room.
 *
 * @param catalogue One row per picture, with a column `group`.
 * @param heldOut Groups that no training or validation may see.
 * @returns the catalogue with a column `split`.
 * @throws {RangeError} when a held-out group is not in the catalogue.
 */
export function splitByGroup(
  catalogue: pl.DataFrame,
  { heldOut, random }: { heldOut: readonly string[]; random: Random },
): pl.DataFrame {
  const groups = textColumn(catalogue, "group");
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  for (const group of heldOut) {
    if (!sizes.has(group)) {
      throw new RangeError(
        `The held-out group ${group} is not among the selected pictures; select it or do not hold it out.`,
      );
    }
  }

  const room: Record<Split, number> = {
    train: 0,
    validation: Math.round(sizes.size * VALIDATION_SHARE),
    test: Math.round(sizes.size * TEST_SHARE),
  };
  room.train = sizes.size - room.validation - room.test;
  const splitOf = new Map<string, Split>();
  const put = (group: string, split: Split) => {
    splitOf.set(group, split);
    room[split]--;
  };

  for (const group of new Set(heldOut)) put(group, "test");
  const others = random.shuffle([...sizes.keys()])
    .filter((group) => !splitOf.has(group))
    .sort((one, other) => sizes.get(other)! - sizes.get(one)!);
  for (const group of others) {
    const limit = Math.max(1, LARGEST_GROUP_SHARE * groups.length);
    const isLarge = sizes.get(group)! > limit;
    put(group, isLarge ? "train" : drawSplit(room, random));
  }
  return catalogue.withColumn(
    pl.Series("split", groups.map((group) => splitOf.get(group)!)),
  );
}

/**
 * Makes sure that no group stands in two splits.
 *
 * @param catalogue Columns `group` and `split`.
 * @throws {Error} when one does; it names the group and its splits.
 */
export function assertGroupsApart(catalogue: pl.DataFrame): void {
  const groups = textColumn(catalogue, "group");
  const inSplits = textColumn(catalogue, "split");
  const splitOf = new Map<string, string>();
  groups.forEach((group, row) => {
    const split = splitOf.get(group) ?? inSplits[row]!;
    if (split !== inSplits[row]) {
      throw new Error(
        `Group ${group} stands in ${split} and in ${
          inSplits[row]
        }, so that its pictures leak; split by group.`,
      );
    }
    splitOf.set(group, split);
  });
}

/** Draws a split with a probability proportional to its room. */
function drawSplit(room: Record<Split, number>, random: Random): Split {
  let place = random.integer(room.train + room.validation + room.test);
  return splits.find((split) => (place -= room[split]) < 0)!;
}
