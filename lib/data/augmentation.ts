/**
 * Augmentation: each picture is mirrored, rotated, scaled and shifted a little,
 * at random, in one affine transformation, so that it is resampled only once.
 *
 * @module
 */
import sharp from "sharp";
import { Images, premultiply, unpremultiply } from "./images.ts";
import type { Random } from "../base/random.ts";

/** How far a copy may depart from its original. */
export interface AugmentationSettings {
  /** Largest rotation to either side, in degrees. */
  maximumRotation: number;
  /** Largest shift to either side, as a fraction of width and height. */
  maximumShift: number;
  /** Smallest factor of scaling; 1 keeps the size. */
  minimumScale: number;
  /** Largest factor of scaling. */
  maximumScale: number;
  /** Whether half of the copies, at random, are mirrored left to right. */
  flip: boolean;
}

/** One affine transformation about the picture's centre. */
export interface Transformation {
  /** Mirror left to right, before all else. */
  flip: boolean;
  /** Clockwise, in degrees. */
  rotation: number;
  scale: number;
  /** To the right, as a fraction of the width. */
  shiftX: number;
  /** Down, as a fraction of the height. */
  shiftY: number;
}

/** 16 bits, so that resampling loses nothing that 32-bit training would see. */
const MAXIMUM = 65535;

/** Draws a transformation, uniformly within the settings. */
export function drawTransformation(
  settings: AugmentationSettings,
  random: Random,
): Transformation {
  const { maximumRotation, maximumShift, minimumScale, maximumScale } =
    settings;
  return {
    flip: settings.flip && random.integer(2) === 1,
    rotation: random.uniform(-maximumRotation, maximumRotation),
    scale: random.uniform(minimumScale, maximumScale),
    shiftX: random.uniform(-maximumShift, maximumShift),
    shiftY: random.uniform(-maximumShift, maximumShift),
  };
}

/**
 * Transforms picture i by transformation i: bicubic interpolation of
 * premultiplied colours. What comes into view from outside is transparent, or
 * white where the picture itself is opaque: such pictures stand on white, and
 * transparent corners would tell a network how they were turned.
 *
 * @returns pictures of the same shape in [0, 1], no colour above its alpha.
 * @throws {RangeError} when there is not one transformation for each picture.
 */
export async function transformImages(
  images: Images,
  transformations: readonly Transformation[],
): Promise<Images> {
  if (transformations.length !== images.count) {
    throw new RangeError(
      `${images.count} pictures need as many transformations, but there are ${transformations.length}.`,
    );
  }
  const result = new Images(
    new Float32Array(images.data.length),
    images.shape,
  );
  await Promise.all(transformations.map(async (transformation, index) => {
    const pixels = await transform(images, index, transformation);
    const into = result.picture(index);
    premultiply(pixels, { maximum: MAXIMUM, into });
    if (isOpaque(images.picture(index))) putOnWhite(into);
  }));
  return result;
}

/** @returns straight RGBA of 16 bits, `[height, width, 4]`. */
async function transform(
  images: Images,
  index: number,
  { flip, rotation, scale, shiftX, shiftY }: Transformation,
): Promise<Uint16Array> {
  const [, height, width, channels] = images.shape;
  const angle = rotation * Math.PI / 180;
  const mirror = flip ? -1 : 1;
  const a = scale * mirror * Math.cos(angle);
  const b = -scale * Math.sin(angle);
  const c = scale * mirror * Math.sin(angle);
  const d = scale * Math.cos(angle);

  // libvips returns the bounding box of what it transforms. A square canvas of
  // this side has a box that holds the picture, however it is turned and shrunk.
  const longest = Math.max(width, height);
  const side = Math.ceil(Math.max(longest, longest / scale)) + 1;
  const boxLeft = Math.round(side * (Math.min(0, a) + Math.min(0, b)));
  const boxTop = Math.round(side * (Math.min(0, c) + Math.min(0, d)));
  // Where the picture's centre shall be in the box, whose first rows and
  // columns are cut out below, less where the matrix alone takes it.
  const moveX = boxLeft + width * (0.5 + shiftX) - (a * width + b * height) / 2;
  const moveY = boxTop + height * (0.5 + shiftY) - (c * width + d * height) / 2;

  // libvips premultiplies around the interpolation and undoes it afterwards.
  // It counts from the centre of the first pixel, the formulas above from its
  // corner: hence the halves.
  const { data, info } = await sharp(putOnCanvas(images, index, side), {
    raw: { width: side, height: side, channels: 4 },
  })
    .affine([a, b, c, d], {
      interpolator: "bicubic",
      background: { r: 0, g: 0, b: 0, alpha: 0 },
      idx: 0.5,
      idy: 0.5,
      odx: moveX - 0.5,
      ody: moveY - 0.5,
    })
    .toColourspace("rgb16")
    .raw({ depth: "ushort" })
    .toBuffer({ resolveWithObject: true });

  const box = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  const pixels = new Uint16Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    const from = y * info.width * channels;
    pixels.set(
      box.subarray(from, from + width * channels),
      y * width * channels,
    );
  }
  return pixels;
}

function isOpaque(picture: Float32Array): boolean {
  return picture.every((value, at) => at % 4 !== 3 || value === 1);
}

/** Lays premultiplied RGBA on white. */
function putOnWhite(picture: Float32Array) {
  for (let at = 0; at < picture.length; at += 4) {
    const white = 1 - picture[at + 3]!;
    for (let channel = 0; channel < 4; channel++) {
      picture[at + channel]! += white;
    }
  }
}

/** @returns straight RGBA of 16 bits, the picture in the top left corner. */
function putOnCanvas(images: Images, index: number, side: number): Uint16Array {
  const [, height, width, channels] = images.shape;
  const row = width * channels;
  const straight = new Uint16Array(height * row);
  unpremultiply(images.picture(index), { maximum: MAXIMUM, into: straight });
  const canvas = new Uint16Array(side * side * channels);
  for (let y = 0; y < height; y++) {
    canvas.set(straight.subarray(y * row, (y + 1) * row), y * side * channels);
  }
  return canvas;
}
