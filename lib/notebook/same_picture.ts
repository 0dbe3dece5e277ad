/**
 * Pictures that differ by rounding alone.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { ifThere } from "../base/workspace.ts";

/** Of 255: by how much a value may differ and nobody sees it. */
const tolerance = 2;

/**
 * The picture of an earlier time, if it is this one but for rounding: another
 * processor adds in another order, so that a network's pixels may be by one
 * lighter or darker. What was looked at and described then stays as it was.
 *
 * @param png A PNG file.
 * @param path Where that of the earlier time is, if there is one.
 * @returns the earlier file, or `png`.
 */
export async function earlierIfSame(
  png: Uint8Array,
  path: string,
): Promise<Uint8Array> {
  const earlier = await ifThere(Deno.readFile(path));
  if (!earlier || Buffer.from(png).equals(earlier)) return png;
  return await isSame(png, earlier) ? earlier : png;
}

async function isSame(png: Uint8Array, earlier: Uint8Array): Promise<boolean> {
  const [now, before] = await Promise.all([
    readPixels(png),
    readPixels(earlier).catch(() => undefined), // Damaged: it is replaced.
  ]);
  return before !== undefined && now.info.width === before.info.width &&
    now.info.height === before.info.height &&
    now.data.every((value, at) =>
      Math.abs(value - before.data[at]!) <= tolerance
    );
}

function readPixels(png: Uint8Array) {
  return sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
}
