/**
 * The splits of a data set: which originals each has, and the augmented copies
 * that fill it up.
 *
 * @module
 */
import type pl from "nodejs-polars";
import type { Random } from "../base/random.ts";
import { drawTransformation, type Transformation } from "./augmentation.ts";
import { textColumn } from "./catalogue.ts";
import { slice } from "./chunks.ts";
import type { DatasetSettings } from "./dataset_settings.ts";
import type { Images } from "./images.ts";
import type { Split } from "./split.ts";

/**
 * One split, row by row: the originals, in the order of the catalogue, then
 * augmented copies of them. Row i of `images` shows `names[i]`.
 */
export interface DatasetSplit {
  /** `[count, imageSize, imageSize, 4]`. */
  images: Images;
  /** The first of them: the pictures without augmentation; a view. */
  originals: Images;
  /** For each image the row of its original. */
  originalOf: number[];
  /** Different base emoji. */
  groupCount: number;
  /** E.g. "crying cat face"; a copy has its original's name. */
  names: string[];
  /** E.g. "1F63F"; "" where the source knows names only. */
  codePoints: string[];
  /** Base emoji, over skin tone and gender: its code point, else its name. */
  groups: string[];
}

/** The catalogue's rows of one split, and how its copies are made. */
export interface SplitPlan {
  originals: number[];
  copies: {
    /** Row of the original in the split. */
    original: number;
    transformation: Transformation;
  }[];
}

/**
 * Draws the copies of a split.
 *
 * @param catalogue Columns `group` and `split`.
 * @throws {RangeError} when the split has no original, or more than images.
 */
export function planSplit(
  catalogue: pl.DataFrame,
  { split, settings, random }: {
    split: Split;
    settings: DatasetSettings;
    random: Random;
  },
): SplitPlan {
  const originals = textColumn(catalogue, "split")
    .flatMap((value, row) => value === split ? [row] : []);
  if (originals.length === 0) {
    throw new RangeError(
      `The ${split} split gets no picture of the ${catalogue.height}; add pictures of other groups.`,
    );
  }
  const name = `${split}Count` as const;
  const missing = settings[name] === 0 ? 0 : settings[name] - originals.length;
  if (missing < 0) {
    throw new RangeError(
      `The ${split} split has ${originals.length} original pictures, but ${name} is ${
        settings[name]
      }; set it to ${originals.length} or more, or to 0 for the originals alone.`,
    );
  }
  const groups = textColumn(catalogue, "group");
  const drawn = drawCopies(originals.map((row) => groups[row]!), {
    count: missing,
    random,
  });
  return {
    originals,
    copies: drawn.map((original) => ({
      original,
      transformation: drawTransformation(settings.augmentation, random),
    })),
  };
}

/** Labels a split's images, which are not copied. */
export function labelSplit(
  catalogue: pl.DataFrame,
  { originals, copies }: SplitPlan,
  images: Images,
): DatasetSplit {
  const originalOf = [
    ...originals.keys(),
    ...copies.map(({ original }) => original),
  ];
  const take = (column: string) => {
    const values = textColumn(catalogue, column);
    return originalOf.map((original) => values[originals[original]!]!);
  };
  const groups = take("group");
  return {
    images,
    originals: slice(images, 0, originals.length),
    originalOf,
    groupCount: new Set(groups).size,
    names: take("name"),
    codePoints: take("codePoint"),
    groups,
  };
}

/**
 * Draws which originals are copied, so that each group comes to about as many
 * images as any other: eighteen variants of one hero need no copies, a single
 * face needs some.
 *
 * @param groups The originals' groups.
 * @returns rows of originals; within a group each is drawn as often as any
 * other, or once more.
 */
function drawCopies(
  groups: string[],
  { count, random }: { count: number; random: Random },
): number[] {
  const members = new Map<string, { images: number; rows: number[] }>();
  for (const row of random.shuffle([...groups.keys()])) {
    const member = members.get(groups[row]!) ?? { images: 0, rows: [] };
    member.rows.push(row);
    member.images++;
    members.set(groups[row]!, member);
  }
  return Array.from({ length: count }, () => {
    const smallest = [...members.values()].reduce((one, other) =>
      other.images < one.images ? other : one
    );
    return smallest.rows[smallest.images++ % smallest.rows.length]!;
  });
}
