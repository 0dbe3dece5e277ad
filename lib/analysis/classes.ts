/**
 * Question 2's classes, made from the descriptions by key words.
 *
 * The rule: a picture is *non-human* (1) when its description names what is no
 * person: an animal, real or imagined, a thing in the sky, or a machine.
 * Everything else is *human* (0): people, in any costume, and smileys, which
 * are stylised human faces even where they have horns, a halo or a headache.
 *
 * @module
 */
import pl from "nodejs-polars";
import { textColumn } from "../data/catalogue.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Labels } from "../experiments/joint_training.ts";
import { type Split, splits } from "../data/split.ts";

/** Name of each class; a label is an index into it. */
export const classNames = ["human", "non-human"] as const;

/** The words that name what is no person; each hits at least one description. */
export const nonHumanWords = [
  // Animals. "cat" is nine pictures with moods and one plain animal.
  "cat",
  "monkey",
  "dog",
  "wolf",
  "fox",
  "lion",
  "tiger",
  "horse",
  "zebra",
  "cow",
  "pig",
  "giraffe",
  "mouse",
  "hamster",
  "rabbit",
  "bear",
  "panda",
  "frog",
  // Imagined animals.
  "unicorn",
  "dragon",
  // Things in the sky that were given a face.
  "moon",
  "sun",
  "wind",
  // A machine.
  "robot",
] as const;

/** What the labels need of a data set. */
export type DescribedSplits =
  & Pick<Dataset, "catalogue">
  & { [split in Split]: { names: string[] } };

/**
 * True for non-human descriptions, in a frame with a column `name`. The words
 * are whole words: as mere parts of words, "sun" would hit "sunglasses" and
 * "cow" would hit "cowboy".
 */
export const isNonHuman: pl.Expr = pl.col("name").str.contains(
  wholeWord(nonHumanWords.join("|")),
);

/**
 * Gives each image of each split its class: 0 human, 1 non-human.
 *
 * @throws {RangeError} when a word hits no description, or a split has no image
 * of a class.
 *
 * @example
 * ```ts
 * import { loadDataset } from "../data/dataset.ts";
 * import { labelsOf } from "./classes.ts";
 * const dataset = await loadDataset({
 *   seed: 1,
 *   imageSize: 8,
 *   trainCount: 200,
 *   validationCount: 60,
 *   testCount: 60,
 *   augmentation: {
 *     maximumRotation: 15,
 *     maximumShift: 0.05,
 *     minimumScale: 0.85,
 *     maximumScale: 1.05,
 *     flip: true,
 *   },
 * });
 * console.log(labelsOf(dataset).train.length); // 200
 * ```
 */
export function labelsOf(dataset: DescribedSplits): Labels {
  const { catalogue } = dataset;
  for (const word of nonHumanWords) {
    if (catalogue.filter(hits(word)).height === 0) {
      throw new RangeError(
        `The word "${word}" of the class "non-human" hits none of the ${catalogue.height} descriptions: remove it from the words or correct it.`,
      );
    }
  }
  const labelled = withClass(catalogue).toRecords();
  const labelOf = new Map(
    labelled.map(({ name, label }) => [name as string, label as number]),
  );
  const labels = Object.fromEntries(
    splits.map((split) => [
      split,
      dataset[split].names.map((name) => labelOf.get(name)!),
    ]),
  ) as unknown as Labels;
  for (const split of splits) requireEachClass(split, labels[split]);
  return labels;
}

/**
 * @returns the catalogue with the columns `label` (0 or 1) and `class` (its
 * name).
 */
export function withClass(catalogue: pl.DataFrame): pl.DataFrame {
  const choose = (nonHuman: pl.Expr, human: pl.Expr) =>
    pl.when(isNonHuman).then(nonHuman).otherwise(human);
  return catalogue.withColumns(
    choose(pl.lit(1), pl.lit(0)).cast(pl.Int32).alias("label"),
    choose(pl.lit(classNames[1]), pl.lit(classNames[0])).alias("class"),
  );
}

/**
 * What each word hits: `word`, `hits` (pictures whose description has the
 * word), `descriptions` (of the hits, up to three), and `hits inside other
 * words only` (descriptions that a search without word boundaries would have
 * taken as well, skin tones left out).
 */
export function wordHits(catalogue: pl.DataFrame): pl.DataFrame {
  const rows = nonHumanWords.map((word) => {
    const names = textColumn(catalogue.filter(hits(word)), "name");
    const inside = catalogue.filter(
      pl.col("name").str.contains(word).and(hits(word).not()),
    );
    return { word, names, inside: textColumn(inside, "name") };
  });
  return pl.DataFrame({
    word: rows.map(({ word }) => word),
    hits: pl.Series("", rows.map(({ names }) => names.length), pl.Int32),
    descriptions: rows.map(({ names }) =>
      names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : "")
    ),
    "hits inside other words only": rows.map(({ inside }) =>
      [...new Set(inside.map((name) => name.split(":")[0]))].join(", ")
    ),
  });
}

/**
 * How large the classes are: one row for each split and class, with `pictures`
 * (before augmentation), `images` and `share` (of the split's images, in [0,
 * 1]).
 */
export function classSizes(dataset: DescribedSplits): pl.DataFrame {
  const labels = labelsOf(dataset);
  const catalogue = withClass(dataset.catalogue);
  const rows = splits.flatMap((split) =>
    classNames.map((name, label) => {
      const images = labels[split].filter((value) => value === label).length;
      const pictures = catalogue.filter(
        pl.col("split").eq(pl.lit(split)).and(
          pl.col("label").eq(pl.lit(label)),
        ),
      ).height;
      const share = images / labels[split].length;
      return { split, class: name, pictures, images, share };
    })
  );
  const counts = (key: "pictures" | "images") =>
    pl.Series("", rows.map((row) => row[key]), pl.Int32);
  return pl.DataFrame({
    split: rows.map(({ split }) => split),
    class: rows.map((row) => row.class),
    pictures: counts("pictures"),
    images: counts("images"),
    share: rows.map(({ share }) => share),
  });
}

function requireEachClass(split: string, labels: number[]) {
  classNames.forEach((name, label) => {
    if (!labels.includes(label)) {
      throw new RangeError(
        `The ${split} split has no image of the class "${name}": change the words of labels.ts or the data set's seed.`,
      );
    }
  });
}

function hits(word: string): pl.Expr {
  return pl.col("name").str.contains(wholeWord(word));
}

function wholeWord(words: string): string {
  return `\\b(?:${words})\\b`;
}

/** Facts of the classes, for a text. */
export interface ClassFacts {
  /** Originals of the class non-human, in all and in each split. */
  nonHuman: number;
  bySplit: Record<Split, number>;
  /** Hits of all words together; a description may be hit by several. */
  hits: number;
  /** Descriptions that only a search for letters would have hit. */
  insideOtherWords: string;
}

/** Counts what the words hit. */
export function describeClasses({ catalogue }: Dataset): ClassFacts {
  const words = wordHits(catalogue);
  const nonHuman = catalogue.filter(isNonHuman);
  const of = (split: Split) =>
    nonHuman.filter(pl.col("split").eq(pl.lit(split))).height;
  const hits = words.getColumn("hits").toArray() as number[];
  return {
    nonHuman: nonHuman.height,
    bySplit: {
      train: of("train"),
      validation: of("validation"),
      test: of("test"),
    },
    hits: hits.reduce((sum, count) => sum + count, 0),
    insideOtherWords: textColumn(words, "hits inside other words only")
      .join(", "),
  };
}

/**
 * Whether each word stands in some description.
 *
 * @param words Separated by commas.
 */
export function mentions({ catalogue }: Dataset, words: string): boolean {
  const names = textColumn(catalogue, "name").join(" | ");
  return words.split(", ").every((word) => names.includes(word));
}

/** Names of the test originals that were taken for the wrong class. */
export function listMistakes(
  dataset: Dataset,
  predicted: number[],
): { wrong: string[]; sky: string[]; skyWrong: string[] } {
  const { catalogue } = dataset;
  const rows = withClass(catalogue).filter(pl.col("split").eq(pl.lit("test")))
    .toRecords() as { name: string; label: number; subcategory: string }[];
  const isWrong = rows.map(({ label }, row) => label !== predicted[row]);
  const isSky = rows.map(({ subcategory }) => subcategory === "sky & weather");
  const names = (chosen: (row: number) => boolean) =>
    rows.flatMap(({ name }, row) => chosen(row) ? [name] : []);
  return {
    wrong: names((row) => isWrong[row]!),
    sky: names((row) => isSky[row]!),
    skyWrong: names((row) => isSky[row]! && isWrong[row]!),
  };
}
