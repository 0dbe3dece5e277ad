/**
 * A reader's own picture.
 *
 * @module
 */
import type { Vector } from "../../../../lib/analysis/vectors.ts";
import { premultiplied } from "./model.ts";

const mebibyte = 2 ** 20;
const most = 20 * mebibyte;

/**
 * Reads a picture of any size, fitted into `height` x `width` on a transparent
 * background.
 *
 * @returns premultiplied values, or one sentence that says why it cannot be read.
 */
export async function readFile(
  file: File,
  { height, width }: { height: number; width: number },
): Promise<Vector | string> {
  if (file.size > most) {
    return `"${file.name}" has ${
      Math.round(file.size / mebibyte)
    } MiB: take a picture of at most ${most / mebibyte} MiB.`;
  }
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return `"${file.name}" is no picture that this browser can read: take a PNG, JPEG or WebP file.`;
  }
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  const scale = Math.min(width / bitmap.width, height / bitmap.height);
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h);
  bitmap.close();
  return premultiplied(context.getImageData(0, 0, width, height).data);
}
