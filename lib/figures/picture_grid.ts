/**
 * Pictures in labelled rows.
 *
 * @module
 */
import { Images } from "../data/images.ts";
import {
  drawCanvas,
  lineHeight,
  type PlacedPicture,
  type PlacedText,
  widthOf,
  wrap,
} from "./canvas.ts";

/** A row of pictures with a label on its left. */
export interface PictureRow {
  label: string;
  pictures: Images;
  /** What stands under each picture. */
  captions?: string[];
}

/** Rows, and what stands under their columns. */
export interface PictureTable {
  rows: PictureRow[];
  columnLabels?: string[];
}

const gap = 6;
/** Longer labels of rows are broken. */
const labelWidth = 120;

/**
 * Rows of pictures under each other, column by column.
 *
 * @param options `scale`: the side of a picture's pixel, an integer.
 * @returns a PNG file.
 * @throws {RangeError} when there is no row or no picture.
 */
export async function pictureGrid(
  { rows, columnLabels = [] }: PictureTable,
  { scale = 1 }: { scale?: number } = {},
): Promise<Uint8Array> {
  const columns = Math.max(0, ...rows.map(({ pictures }) => pictures.count));
  if (columns === 0) {
    throw new RangeError("A grid needs a picture, but its rows have none.");
  }
  const [, height, width] = rows[0]!.pictures.shape;
  const cell = { width: width * scale + gap, height: height * scale + gap };
  const labels = rows.map(({ label }) => wrap(label, labelWidth));
  const widest = Math.max(...labels.flat().map(widthOf));
  const margin = Math.ceil(widest) + (widest > 0 ? 2 * gap : gap);
  const captions = rows.map(({ captions }, row) =>
    (captions ?? (row === rows.length - 1 ? columnLabels : []))
      .map((caption) => wrap(caption, cell.width))
  );
  let bottom = gap;
  const tops = captions.map((texts) => {
    const top = bottom;
    const lines = Math.max(0, ...texts.map(({ length }) => length));
    bottom += cell.height + lines * lineHeight + (lines > 0 ? gap : 0);
    return top;
  });
  return await drawCanvas({
    width: margin + columns * cell.width,
    height: bottom + gap * Number(captions.at(-1)!.length === 0),
    pictures: rows.flatMap(({ pictures: images }, row) =>
      Array.from({ length: images.count }, (_, index): PlacedPicture => ({
        images,
        index,
        x: margin + index * cell.width,
        y: tops[row]!,
        scale,
      }))
    ),
    texts: rows.flatMap((_, row) => [
      {
        lines: labels[row]!,
        x: margin - gap,
        y: tops[row]! + cell.height / 2,
        anchor: "end",
      } as PlacedText,
      ...captions[row]!.map((lines, column): PlacedText => ({
        lines,
        x: margin + column * cell.width + cell.width / 2 - gap / 2,
        y: tops[row]! + cell.height + lines.length * lineHeight / 2,
        anchor: "middle",
      })),
    ]),
  });
}

/**
 * All pictures of a batch, row by row.
 *
 * @param options `columns`: pictures in a row; `scale` as in
 * {@linkcode pictureGrid}.
 */
export function pictureSheet(
  images: Images,
  { columns, scale }: { columns: number; scale?: number },
): Promise<Uint8Array> {
  const all = Array.from({ length: images.count }, (_, index) => index);
  const rows = Array.from(
    { length: Math.ceil(images.count / columns) },
    (_, row) => ({
      label: "",
      pictures: images.select(all.slice(row * columns, (row + 1) * columns)),
    }),
  );
  return pictureGrid({ rows }, { scale });
}
