/**
 * Which pictures of a data set a figure shows: at even distances, never by
 * beauty.
 *
 * @module
 */
import {
  answerLabels,
  type AnswerMethod,
  type Judgement,
} from "../analysis/answers.ts";
import type { Composition } from "../analysis/arithmetic.ts";
import { classNames, withClass } from "../analysis/classes.ts";
import { mse } from "../base/format.ts";
import { textColumn } from "../data/catalogue.ts";
import type { Dataset, DatasetSplit } from "../data/dataset.ts";
import type { Images } from "../data/images.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import { pictureErrors, reconstructImages } from "../model/reconstruction.ts";
import type { PictureRow, PictureTable } from "./picture_grid.ts";

/**
 * Some originals of a split, each with copies that were augmented from it.
 *
 * @param options `rows`: how many originals; `copies`: of each, or as many as
 * there are. Originals that have so many copies are taken at even distances.
 */
export function augmentationExamples(
  { images, originalOf }: DatasetSplit,
  { rows, copies }: { rows: number; copies: number },
): PictureTable {
  const families = Array.from(
    { length: Math.max(...originalOf) + 1 },
    (_, original) =>
      originalOf.flatMap((other, image) => other === original ? [image] : []),
  );
  const most = Math.max(...families.map(({ length }) => length)) - 1;
  const shown = Math.min(copies, most);
  const full = families.filter(({ length }) => length > shown);
  return {
    rows: evenly(full, Math.min(rows, full.length)).map((family) => ({
      label: "",
      pictures: images.select(family.slice(0, shown + 1)),
    })),
    columnLabels: ["original", ...Array(shown).fill("copy")],
  };
}

/**
 * A split's originals above their reconstructions, from the one with the least
 * error to the one with the greatest, at even distances.
 *
 * @param options `networks`: by their labels, the first of which decides the
 * order; `columns`: how many pictures.
 */
export async function reconstructionExamples(
  { originals, names }: DatasetSplit,
  { networks, columns }: {
    networks: Record<string, Autoencoder>;
    columns: number;
  },
): Promise<PictureTable> {
  const rows: (PictureRow & { errors: number[] })[] = [];
  for (const [label, network] of Object.entries(networks)) {
    const pictures = await reconstructImages(network, originals);
    rows.push({ label, pictures, errors: pictureErrors(pictures, originals) });
  }
  const errors = rows[0]!.errors;
  const ranked = errors.map((_, index) => index)
    .sort((one, other) => errors[one]! - errors[other]!);
  const chosen = evenly(ranked, Math.min(columns, ranked.length));
  return {
    rows: [{ label: "original", pictures: originals }, ...rows]
      .map(({ label, pictures }) => ({
        label,
        pictures: pictures.select(chosen),
      })),
    columnLabels: chosen.map((index) =>
      `${names[index]} ${mse(errors[index]!)}`
    ),
  };
}

/**
 * Originals of each class, without skin tones, at even distances in the
 * catalogue.
 *
 * @param rows How many rows of twelve each class fills at most.
 */
export function classExamples(
  { catalogue, originals }: Dataset,
  rows: Record<typeof classNames[number], number>,
): PictureTable {
  const columns = 12;
  const names = textColumn(catalogue, "name");
  const classes = textColumn(withClass(catalogue), "class");
  return {
    rows: classNames.flatMap((name) => {
      const members = names.flatMap((picture, i) =>
        classes[i] === name && !picture.includes(":") ? [i] : []
      );
      const count = Math.min(members.length, columns * rows[name]);
      const chosen = evenly(members, count);
      return Array.from({ length: Math.ceil(count / columns) }, (_, row) => ({
        label: row === 0 ? name : "",
        pictures: originals.select(
          chosen.slice(row * columns, (row + 1) * columns),
        ),
      }));
    }),
  };
}

/** Compositions in columns: the terms, and under them what they give. */
export function compositionExamples(
  compositions: Record<string, Composition>,
): PictureTable {
  const columns = Object.values(compositions).map(({ originals, picture }) =>
    originals.concat(picture)
  );
  return {
    rows: ["has it", "minus: has it not", "plus: gets it", "result"]
      .map((label, row) => ({
        label,
        pictures: columns.map((pictures) => pictures.select([row]))
          .reduce((pictures, next) => pictures.concat(next)),
      })),
    columnLabels: Object.keys(compositions),
  };
}

/** The true answer and the answers to it, each with its error and rank. */
export function answerExamples(
  truth: Images,
  answers: Record<AnswerMethod, Images>,
  judged: Record<AnswerMethod, Judgement>,
): PictureTable {
  const methods = Object.keys(answers) as AnswerMethod[];
  const shown = [
    { picture: truth, caption: "the true answer" },
    ...methods.map((method) => ({
      picture: answers[method],
      caption: `${answerLabels[method]}: ${mse(judged[method].mse)}, rank ${
        judged[method].codeRank
      }`,
    })),
  ];
  const half = Math.ceil(shown.length / 2);
  return {
    rows: [shown.slice(0, half), shown.slice(half)].map((row) => ({
      label: "",
      pictures: row.slice(1).reduce(
        (pictures, { picture }) => pictures.concat(picture),
        row[0]!.picture,
      ),
      captions: row.map(({ caption }) => caption),
    })),
  };
}

/** What several networks make of the same expressions: a row for each. */
export function resultExamples(
  networks: Record<string, Record<string, Composition>>,
): PictureTable {
  const rows = Object.entries(networks).map(([label, compositions]) => {
    const [first, ...others] = Object.values(compositions)
      .map(({ picture }) => picture);
    const pictures = others.reduce((row, next) => row.concat(next), first!);
    return { label, pictures, expressions: Object.keys(compositions) };
  });
  return { rows, columnLabels: rows[0]!.expressions };
}

/** @returns `count` of the items at even distances, the first and the last too. */
function evenly<Item>(items: readonly Item[], count: number): Item[] {
  return Array.from(
    { length: count },
    (_, i) =>
      items[
        count === 1 ? 0 : Math.round(i * (items.length - 1) / (count - 1))
      ]!,
  );
}
