/**
 * Pictures where they lie in a plane.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import sharp from "sharp";
import { type Images, unpremultiply } from "../data/images.ts";
import { notebookWidth } from "./style.ts";

/** Dots for a unit of width, as in other figures. */
const density = 2;
/** Height over width. */
const aspect = 0.6;

/**
 * Draws each picture at its place, one dot for a pixel; what comes later lies
 * above.
 *
 * @param places For each picture its place to the right and up, in [0, 1].
 * @returns a PNG file.
 * @throws {RangeError} when there are not as many places as pictures.
 */
export async function pictureMap(
  images: Images,
  places: readonly (readonly [x: number, y: number])[],
): Promise<Uint8Array> {
  const [count, height, width] = images.shape;
  if (places.length !== count) {
    throw new RangeError(
      `A map of ${count} pictures needs as many places, but it has ${places.length}.`,
    );
  }
  const page = {
    width: notebookWidth * density,
    height: Math.round(notebookWidth * aspect) * density,
  };
  const layers = places.map(([x, y], index): sharp.OverlayOptions => ({
    input: straight(images.picture(index)),
    raw: { width, height, channels: 4 },
    left: Math.round(x * (page.width - width)),
    top: Math.round((1 - y) * (page.height - height)),
  }));
  return await sharp({
    create: { ...page, channels: 3, background: "white" },
  }).composite(layers).png({ compressionLevel: 9 }).toBuffer();
}

function straight(picture: Float32Array): Buffer {
  const bytes = new Uint8Array(picture.length);
  unpremultiply(picture, { maximum: 255, into: bytes });
  return Buffer.from(bytes);
}
