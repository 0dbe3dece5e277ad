/**
 * What the report says of pictures without an alpha channel.
 *
 * @module
 */
import { countWithoutAlpha, type PictureFile } from "../images.ts";

/** @returns a sentence on the alpha channels that had to be added. */
export async function describeAlpha(
  pictures: readonly PictureFile[],
): Promise<string> {
  const count = await countWithoutAlpha(pictures);
  return count === 0
    ? `All ${pictures.length} selected pictures have an alpha channel of their own.`
    : `Of the ${pictures.length} selected pictures ${count} have no alpha channel; one was added, opaque everywhere, so that their background is part of the picture.`;
}
