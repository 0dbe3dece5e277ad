/**
 * Pictures in labelled rows, and pictures as an equation.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import sharp from "sharp";
import type { Images } from "../data/images.ts";
import { fontFamily, rasterize } from "./draw.ts";

/** A row of pictures with a label on its left. */
export interface PictureRow {
  label: string;
  pictures: Images;
}

/** One picture of an equation. */
export interface EquationTerm {
  /** What stands before the picture: `+`, `-`, `=`, or nothing. */
  operator: string;
  name: string;
  /** A batch of one. */
  picture: Images;
}

const gap = 6;
const lineHeight = 13;
const fontSize = 11;
const characterWidth = 6.6; // DejaVu Sans at 11, on average

/**
 * Rows of pictures under each other, column by column.
 *
 * @param options `columnLabels`: texts under the columns; `scale`: the side of
 * a picture's pixel, an integer, so that nothing is blurred.
 * @returns a PNG file.
 * @throws {RangeError} when there is no row or no picture.
 */
export async function labelledGrid(
  rows: PictureRow[],
  { columnLabels = [], scale = 1 }: {
    columnLabels?: string[];
    scale?: number;
  } = {},
): Promise<Uint8Array> {
  const columns = Math.max(0, ...rows.map(({ pictures }) => pictures.count));
  if (columns === 0) {
    throw new RangeError("A grid needs a picture, but its rows have none.");
  }
  const [, height, width] = rows[0]!.pictures.shape;
  const cell = { width: width * scale + gap, height: height * scale + gap };
  const labels = rows.map(({ label }) => wrap(label, 18));
  const margin = Math.ceil(
    characterWidth * Math.max(0, ...labels.flat().map((l) => l.length)),
  ) + (labels.flat().some(Boolean) ? 2 * gap : gap);
  const captions = columnLabels.map((label) =>
    wrap(label, Math.floor(cell.width / characterWidth))
  );
  const captionLines = Math.max(0, ...captions.map(({ length }) => length));
  const elements: string[] = [];
  for (const [index, { pictures }] of rows.entries()) {
    const top = gap + index * cell.height;
    elements.push(text(labels[index]!, {
      x: margin - gap,
      y: top + cell.height / 2,
      anchor: "end",
    }));
    for (let column = 0; column < pictures.count; column++) {
      elements.push(
        await picture(pictures, column, {
          x: margin + column * cell.width,
          y: top,
          scale,
        }),
      );
    }
  }
  const bottom = gap + rows.length * cell.height;
  captions.forEach((lines, column) =>
    elements.push(text(lines, {
      x: margin + column * cell.width + cell.width / 2 - gap / 2,
      y: bottom + lines.length * lineHeight / 2,
      anchor: "middle",
    }))
  );
  return await draw(elements, {
    width: margin + columns * cell.width,
    height: bottom + captionLines * lineHeight + gap,
  });
}

/**
 * A row of pictures with operators between them and names under them, as an
 * equation is read.
 *
 * @param scale The side of a picture's pixel, an integer.
 * @returns a PNG file.
 * @throws {RangeError} when there is no term.
 */
export async function equation(
  terms: EquationTerm[],
  { scale = 2 }: { scale?: number } = {},
): Promise<Uint8Array> {
  if (terms.length === 0) {
    throw new RangeError("An equation needs a term, but it has none.");
  }
  const operatorWidth = 28;
  const [, height, width] = terms[0]!.picture.shape;
  const size = { width: width * scale, height: height * scale };
  const elements: string[] = [];
  let x = gap;
  let lines = 0;
  for (const term of terms) {
    if (term.operator) {
      elements.push(text([term.operator.replace("-", "\u2212")], {
        x: x + operatorWidth / 2,
        y: gap + size.height / 2,
        anchor: "middle",
        size: 22,
      }));
      x += operatorWidth;
    }
    elements.push(await picture(term.picture, 0, { x, y: gap, scale }));
    const name = wrap(term.name, Math.floor(size.width / characterWidth));
    lines = Math.max(lines, name.length);
    elements.push(text(name, {
      x: x + size.width / 2,
      y: gap + size.height + 4 + name.length * lineHeight / 2,
      anchor: "middle",
    }));
    x += size.width;
  }
  return await draw(elements, {
    width: x + gap,
    height: 2 * gap + size.height + 4 + lines * lineHeight,
  });
}

/** Both axes at twice the size, so that the text is sharp on dense screens. */
function draw(
  elements: string[],
  { width, height }: { width: number; height: number },
): Promise<Uint8Array> {
  return rasterize(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" ` +
      `height="${Math.ceil(height)}" font-family="${fontFamily}">${
        elements.join("")
      }</svg>`,
    2,
  );
}

async function picture(
  images: Images,
  index: number,
  { x, y, scale }: { x: number; y: number; scale: number },
): Promise<string> {
  const [, height, width] = images.shape;
  const png = await sharp(onWhite(images.picture(index)), {
    raw: { width, height, channels: 3 },
  }).png().toBuffer();
  return `<image x="${x}" y="${y}" width="${width * scale}" height="${
    height * scale
  }" image-rendering="pixelated" href="data:image/png;base64,${
    Buffer.from(png).toString("base64")
  }"/>`;
}

/** Premultiplied RGBA in [0, 1] to RGB bytes on white. */
function onWhite(rgba: Float32Array): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray(rgba.length / 4 * 3);
  for (let pixel = 0; pixel < rgba.length / 4; pixel++) {
    const white = 1 - rgba[4 * pixel + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      rgb[3 * pixel + channel] = 255 * (rgba[4 * pixel + channel]! + white);
    }
  }
  return rgb;
}

/** Lines of text, centred on `y`. */
function text(
  lines: string[],
  { x, y, anchor, size = fontSize }: {
    x: number;
    y: number;
    anchor: "middle" | "end";
    size?: number;
  },
): string {
  return lines.map((line, index) => {
    const middle = y + (index - (lines.length - 1) / 2) * lineHeight;
    return `<text x="${x}" y="${
      middle + size * 0.35
    }" font-size="${size}" text-anchor="${anchor}">${escapeXml(line)}</text>`;
  }).join("");
}

/** Breaks a name into lines of at most `limit` characters where it has spaces. */
function wrap(name: string, limit: number): string[] {
  const lines: string[] = [];
  for (const word of name.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= limit) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
