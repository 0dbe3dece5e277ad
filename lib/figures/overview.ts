/**
 * Rows of pictures that show a data set and a model at work.
 *
 * @module
 */
import { compose } from "../analysis/arithmetic.ts";
import type { Dataset, DatasetPart } from "../data/dataset.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import { pictureErrors, reconstructImages } from "../model/reconstruction.ts";
import type { PictureRow } from "./pictures.ts";

/**
 * Some originals of a part, each with copies that were augmented from it.
 *
 * @param options `count`: rows; `copies`: copies in each, or as many as there
 * are. Of the originals that have so many copies some are taken at even
 * distances, whatever they show.
 */
export function augmentationRows(
  { images, names }: DatasetPart,
  { count, copies }: { count: number; copies: number },
): PictureRow[] {
  const all = [...new Set(names)].map((label) => ({
    label,
    indices: names.flatMap((other, i) => other === label ? [i] : []),
  }));
  const most = Math.max(...all.map(({ indices }) => indices.length)) - 1;
  const rows = all.filter(({ indices }) =>
    indices.length > Math.min(copies, most)
  );
  const shown = Math.min(count, rows.length);
  return Array.from({ length: shown }, (_, row) => {
    const { label, indices } = rows[Math.floor(row * rows.length / shown)]!;
    return { label, pictures: images.select(indices.slice(0, copies + 1)) };
  });
}

/** Reconstructions with their errors, beside what they should be. */
export interface ReconstructionExamples {
  rows: PictureRow[];
  /** Name and error of each column. */
  columnLabels: string[];
}

/**
 * A part's originals above their reconstructions, from the one with the least
 * error to the one with the greatest, at even distances.
 *
 * @param options `models`: a label for each model; `count`: columns. The first
 * model decides the order.
 */
export async function reconstructionExamples(
  part: DatasetPart,
  { models, count }: { models: Record<string, Autoencoder>; count: number },
): Promise<ReconstructionExamples> {
  const originals = part.images.select(
    [...new Set(part.names)].map((name) => part.names.indexOf(name)),
  );
  const names = [...new Set(part.names)];
  const outputs = [];
  for (const [label, model] of Object.entries(models)) {
    const pictures = await reconstructImages(model, originals);
    outputs.push({
      label,
      pictures,
      errors: pictureErrors(pictures, originals),
    });
  }
  const errors = outputs[0]!.errors;
  const ranked = errors.map((_, index) => index)
    .sort((one, other) => errors[one]! - errors[other]!);
  const chosen = Array.from(
    { length: Math.min(count, ranked.length) },
    (_, column) =>
      ranked[Math.round(column * (ranked.length - 1) / (count - 1))]!,
  );
  return {
    rows: [
      { label: "original", pictures: originals.select(chosen) },
      ...outputs.map(({ label, pictures }) => ({
        label,
        pictures: pictures.select(chosen),
      })),
    ],
    columnLabels: chosen.map((index) =>
      `${names[index]} ${errors[index]!.toFixed(4)}`
    ),
  };
}

/**
 * Expressions with their results, one a row.
 *
 * @param options `expressions`: of as many terms each, by their labels.
 */
export async function compositionRows(
  model: Autoencoder,
  { dataset, expressions }: {
    dataset: Dataset;
    expressions: Record<string, string>;
  },
): Promise<PictureRow[]> {
  const rows: PictureRow[] = [];
  for (const [label, expression] of Object.entries(expressions)) {
    const { equation } = await compose(model, { dataset, expression });
    const pictures = equation.map(({ picture }) => picture)
      .reduce((row, picture) => row.concat(picture));
    rows.push({ label, pictures });
  }
  return rows;
}
