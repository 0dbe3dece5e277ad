/**
 * Pictures and words on a white ground: what every picture figure is drawn with.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { type Images, onWhite } from "../data/images.ts";
import { fontFamily, rasterize } from "./draw.ts";

/** A picture of a batch, with its top left corner. */
export interface PlacedPicture {
  images: Images;
  index: number;
  x: number;
  y: number;
  /** Units for the side of one of its pixels, a positive integer. */
  scale: number;
}

/** Lines of text, centred on `y`. */
export interface PlacedText {
  lines: string[];
  x: number;
  y: number;
  anchor: "middle" | "end";
  size?: number;
}

export const lineHeight = 13;
const fontSize = 11;
/** Of DejaVu Sans at 11, on average. */
const characterWidth = 6.6;
/** Dots for a unit, so that text is sharp on dense screens. */
const density = 2;

/**
 * Draws pictures and texts.
 *
 * @returns a PNG file, two dots for each unit of width and height; pixels of the
 * pictures become squares, nothing is blurred.
 */
export async function drawCanvas(
  { width, height, pictures, texts }: {
    width: number;
    height: number;
    pictures: PlacedPicture[];
    texts: PlacedText[];
  },
): Promise<Uint8Array> {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" ` +
    `height="${Math.ceil(height)}" font-family="${fontFamily}">${
      texts.map(textElement).join("")
    }</svg>`;
  return await sharp(await rasterize(svg, density))
    .composite(pictures.map(toLayer))
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** @returns how wide a text is, in units. */
export function widthOf(text: string): number {
  return characterWidth * text.length;
}

/** Breaks a name at spaces into lines that are at most `width` wide. */
export function wrap(name: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of name.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && widthOf(`${line} ${word}`) <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

function toLayer(
  { images, index, x, y, scale }: PlacedPicture,
): sharp.OverlayOptions {
  const [, height, width] = images.shape;
  const side = scale * density;
  return {
    input: magnify(onWhite(images.picture(index)), { width, height, side }),
    raw: { width: width * side, height: height * side, channels: 3 },
    left: Math.round(x * density),
    top: Math.round(y * density),
  };
}

/** Makes each pixel of an RGB picture a square of `side` by `side`. */
function magnify(
  rgb: Uint8ClampedArray,
  { width, height, side }: { width: number; height: number; side: number },
): Buffer {
  const result = Buffer.alloc(width * height * side * side * 3);
  let at = 0;
  for (let y = 0; y < height * side; y++) {
    for (let x = 0; x < width * side; x++) {
      const from = 3 * (Math.floor(y / side) * width + Math.floor(x / side));
      result[at++] = rgb[from]!;
      result[at++] = rgb[from + 1]!;
      result[at++] = rgb[from + 2]!;
    }
  }
  return result;
}

function textElement(
  { lines, x, y, anchor, size = fontSize }: PlacedText,
): string {
  return lines.map((line, index) => {
    const middle = y + (index - (lines.length - 1) / 2) * lineHeight;
    return `<text x="${x}" y="${
      middle + size * 0.35
    }" font-size="${size}" text-anchor="${anchor}">${escapeXml(line)}</text>`;
  }).join("");
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
