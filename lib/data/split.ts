/**
 * The split into training, validation and test set: by group and before
 * augmentation, since a variant or a copy of a training picture in the test set
 * makes the test error too good (leakage; Kapoor & Narayanan 2023).
 *
 * @module
 */
import pl from "nodejs-polars";
import { textColumn } from "./catalogue.ts";
import type { Random } from "../random.ts";

export const splits = ["train", "validation", "test"] as const;

/** A part of the data. */
export type Split = typeof splits[number];

const VALIDATION_SHARE = 0.2;
const TEST_SHARE = 0.2;
/** A group that fills more of a part than this would decide the part's error. */
const LARGEST_GROUP_SHARE = 0.25;

/**
 * Splits the pictures 60 / 20 / 20, whole groups at a time.
 *
 * The held-out groups go to the test set. The others follow in random order,
 * larger groups first; each goes to a part that has room for it and that it
 * fills to a quarter at most, drawn with a probability proportional to the
 * room, or, where there is none, to the part with the most room. So the
 * proportions hold to the picture as long as single pictures are left to fill
 * the gaps, and no part's error is decided by the variants of one drawing.
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

  const share: Record<Split, number> = {
    train: 0,
    validation: Math.round(groups.length * VALIDATION_SHARE),
    test: Math.round(groups.length * TEST_SHARE),
  };
  share.train = groups.length - share.validation - share.test;
  const room = { ...share };
  const splitOf = new Map<string, Split>();
  const put = (group: string, split: Split) => {
    splitOf.set(group, split);
    room[split] -= sizes.get(group)!;
  };

  for (const group of new Set(heldOut)) put(group, "test");
  const others = random.shuffle([...sizes.keys()])
    .filter((group) => !splitOf.has(group))
    .sort((one, other) => sizes.get(other)! - sizes.get(one)!);
  for (const group of others) {
    const size = sizes.get(group)!;
    const candidates = splits.filter((split) =>
      room[split] >= size && size <= LARGEST_GROUP_SHARE * share[split]
    );
    put(group, drawSplit(candidates, { room, random }));
  }
  return catalogue.withColumn(
    pl.Series("split", groups.map((group) => splitOf.get(group)!)),
  );
}

/**
 * Makes sure that no group stands in two parts.
 *
 * @param catalogue Columns `group` and `split`.
 * @throws {Error} when one does; it names the group and its parts.
 */
export function assertGroupsApart(catalogue: pl.DataFrame): void {
  const groups = textColumn(catalogue, "group");
  const parts = textColumn(catalogue, "split");
  const splitOf = new Map<string, string>();
  groups.forEach((group, row) => {
    const split = splitOf.get(group) ?? parts[row]!;
    if (split !== parts[row]) {
      throw new Error(
        `Group ${group} stands in ${split} and in ${
          parts[row]
        }, so that its pictures leak; split by group.`,
      );
    }
    splitOf.set(group, split);
  });
}

function drawSplit(
  candidates: Split[],
  { room, random }: { room: Record<Split, number>; random: Random },
): Split {
  if (candidates.length === 0) {
    return splits.reduce((one, other) => room[other] > room[one] ? other : one);
  }
  let place = random.integer(
    candidates.reduce((sum, split) => sum + room[split], 0),
  );
  return candidates.find((split) => (place -= room[split]) < 0)!;
}
