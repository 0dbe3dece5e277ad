/**
 * Which analogies a training for arithmetic sees.
 *
 * @module
 */
import { createRandom, type Random } from "../base/random.ts";

/** Rows of the catalogue: `a - b + c = d`. */
export type Quadruple = readonly [a: number, b: number, c: number, d: number];

/** A picture: its row in the catalogue, and the font, 0 or 1. */
export interface FontPicture {
  row: number;
  font: 0 | 1;
}

/** An analogy whose pictures may be of two fonts; all are moved alike. */
export interface FontAnalogy {
  pictures: readonly [FontPicture, FontPicture, FontPicture, FontPicture];
  isFlipped: boolean;
  /** Pixels to the right and down. */
  shift: readonly [x: number, y: number];
}

/** Pixels that an analogy's pictures are shifted by at most: a twentieth of 64. */
const maximumShift = 3;

/**
 * Draws analogies of what may be seen: of the first font the training split, of
 * the other that or all.
 *
 * Half of an epoch's analogies are between the fonts, "emoji i here - emoji i
 * there + emoji j there = emoji j here"; half are the given ones, within a font.
 *
 * @param options `splits`: of each row; `seed`: the same gives the same draws.
 */
export function createDrawing(
  { splits, otherSplits, analogies, seed }: {
    splits: readonly string[];
    otherSplits: "train" | "all";
    analogies: readonly Quadruple[];
    seed: number;
  },
) {
  const rowsOf = (split: string) =>
    splits.flatMap((own, row) => own === split ? [row] : []);
  const seen = [
    new Set(rowsOf("train")),
    new Set(otherSplits === "all" ? splits.keys() : rowsOf("train")),
  ] as const;
  const within = ([0, 1] as const).flatMap((font) =>
    analogies.filter((rows) => rows.every((row) => seen[font].has(row)))
      .map((rows) =>
        rows.map((row) => ({ row, font })) as unknown as FontAnalogy["pictures"]
      )
  );
  const known = rowsOf("train");
  return {
    /** Those of an epoch, counted from 1. */
    forEpoch(epoch: number, count: number): FontAnalogy[] {
      const random = createRandom(seed + epoch);
      return Array.from(
        { length: count },
        (_, index) => ({
          pictures: index % 2 === 0 || within.length === 0
            ? acrossFonts({
              by: pick(random, known),
              asked: pick(random, known),
              font: random.integer(2) as 0 | 1,
            })
            : pick(random, within),
          isFlipped: random.integer(2) === 1,
          shift: [drawShift(random), drawShift(random)],
        }),
      );
    },
    /** One for each emoji of a split that is asked in the first font. */
    between(split: "validation" | "test"): FontAnalogy[] {
      const random = createRandom(seed);
      return rowsOf(split).map((asked) => ({
        pictures: acrossFonts({ by: pick(random, known), asked, font: 0 }),
        isFlipped: false,
        shift: [0, 0],
      }));
    },
  };
}

/** The emoji that is asked, from the other font to this one. */
function acrossFonts(
  { by, asked, font }: { by: number; asked: number; font: 0 | 1 },
): FontAnalogy["pictures"] {
  const there = font === 0 ? 1 : 0;
  return [
    { row: by, font },
    { row: by, font: there },
    { row: asked, font: there },
    { row: asked, font },
  ];
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.integer(items.length)]!;
}

function drawShift(random: Random): number {
  return random.integer(2 * maximumShift + 1) - maximumShift;
}
