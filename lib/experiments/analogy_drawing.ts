/**
 * Which analogies a training for arithmetic sees.
 *
 * @module
 */
import { createRandom, type Random } from "../base/random.ts";

/** Rows of the catalogue: `a - b + c = d`. */
export type Quadruple = readonly [a: number, b: number, c: number, d: number];

/** A picture: the font, 0 the data set's own, and its row among that font's. */
export interface FontPicture {
  font: number;
  row: number;
}

/** Of each row of the catalogue: the row of its picture in a font that has it. */
export type FontRows = readonly (number | undefined)[];

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
 * the others that or all.
 *
 * Half of an epoch's analogies are between two fonts, "emoji i here - emoji i
 * there + emoji j there = emoji j here"; half are the given ones, within a font.
 *
 * @param options `splits`: of each row; `fonts`: two or more, the data set's own
 * first; `seed`: the same gives the same draws.
 */
export function createDrawing(
  { splits, fonts, otherSplits, analogies, seed }: {
    splits: readonly string[];
    fonts: readonly FontRows[];
    otherSplits: "train" | "all";
    analogies: readonly Quadruple[];
    seed: number;
  },
) {
  const isSeen = (row: number, font: number) =>
    fonts[font]![row] !== undefined &&
    (splits[row] === "train" || (font > 0 && otherSplits === "all"));
  const picture = (row: number, font: number): FontPicture => ({
    font,
    row: fonts[font]![row]!,
  });
  const numbers = [...fonts.keys()];
  const within = numbers.flatMap((font) =>
    analogies.filter((rows) => rows.every((row) => isSeen(row, font)))
      .map((rows) =>
        rows.map((row) =>
          picture(row, font)
        ) as unknown as FontAnalogy["pictures"]
      )
  );
  const rows = [...splits.keys()];
  /** The rows that may be seen in both of two fonts. */
  const shared = numbers.map((here) =>
    numbers.map((there) =>
      rows.filter((row) => isSeen(row, here) && isSeen(row, there))
    )
  );
  /** The emoji that is asked, from another font to this one. */
  const across = (
    random: Random,
    { here, there, asked }: { here: number; there: number; asked?: number },
  ): FontAnalogy["pictures"] => {
    const known = shared[here]![there]!;
    const by = pick(random, known);
    const row = asked ?? pick(random, known);
    return [
      picture(by, here),
      picture(by, there),
      picture(row, there),
      picture(row, here),
    ];
  };
  const except = (font: number) => numbers.filter((other) => other !== font);
  return {
    /** Those of an epoch, counted from 1. */
    forEpoch(epoch: number, count: number): FontAnalogy[] {
      const random = createRandom(seed + epoch);
      return Array.from({ length: count }, (_, index) => {
        const here = pick(random, numbers);
        const there = pick(random, except(here));
        return {
          pictures: index % 2 === 0 || within.length === 0
            ? across(random, { here, there })
            : pick(random, within),
          isFlipped: random.integer(2) === 1,
          shift: [drawShift(random), drawShift(random)],
        };
      });
    },
    /** One for each emoji of a split that is asked in the first font. */
    between(split: "validation" | "test"): FontAnalogy[] {
      const random = createRandom(seed);
      return rows.filter((row) => splits[row] === split).map((asked) => {
        const others = except(0).filter((font) =>
          fonts[font]![asked] !== undefined
        );
        const there = pick(random, others);
        return {
          pictures: across(random, { here: 0, there, asked }),
          isFlipped: false,
          shift: [0, 0],
        };
      });
    },
  };
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.integer(items.length)]!;
}

function drawShift(random: Random): number {
  return random.integer(2 * maximumShift + 1) - maximumShift;
}
