/**
 * Pictures in rows and columns, as one picture.
 *
 * @module
 */
import sharp from "sharp";
import type { Images } from "../data/images.ts";

/**
 * Lays the pictures out row by row on white, with small gaps.
 *
 * @param scale Integer; each pixel becomes a square of that many, so that
 * nothing is blurred.
 * @returns a PNG file.
 * @throws {RangeError} when there is no picture, or `columns` or `scale` is no
 * positive integer.
 */
export async function renderGrid(
  images: Images,
  { columns, scale }: { columns: number; scale: number },
): Promise<Uint8Array> {
  const [count, height, width, channels] = images.shape;
  if (count === 0) {
    throw new RangeError("A grid needs a picture, but the batch has none.");
  }
  for (const [name, value] of Object.entries({ columns, scale })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(
        `A grid's ${name} must be a positive integer, but it is ${value}.`,
      );
    }
  }
  const gap = 2 * scale;
  const rows = Math.ceil(count / columns);
  const gridWidth = columns * (width * scale + gap) + gap;
  const gridHeight = rows * (height * scale + gap) + gap;
  const grid = new Uint8ClampedArray(gridWidth * gridHeight * 3).fill(255);
  for (let index = 0; index < count; index++) {
    const picture = images.picture(index);
    const left = gap + (index % columns) * (width * scale + gap);
    const top = gap + Math.floor(index / columns) * (height * scale + gap);
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const from = channels *
          (Math.floor(y / scale) * width + Math.floor(x / scale));
        const to = 3 * ((top + y) * gridWidth + left + x);
        const white = 1 - picture[from + 3]!;
        for (let channel = 0; channel < 3; channel++) {
          grid[to + channel] = 255 * (picture[from + channel]! + white);
        }
      }
    }
  }
  return await sharp(grid, {
    raw: { width: gridWidth, height: gridHeight, channels: 3 },
  }).png({ compressionLevel: 9 }).toBuffer();
}
