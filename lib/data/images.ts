/**
 * Pictures as numbers, and numbers as pictures.
 *
 * Everywhere in this project a picture is *premultiplied* RGBA: red, green and
 * blue are multiplied by alpha. Under alpha = 0 the files hold arbitrary
 * colours; premultiplied, they are all 0, so that no loss is spent on what
 * nobody sees and interpolation leaves no dark fringes (Porter & Duff 1984).
 *
 * @module
 */
import sharp from "sharp";

/** Red, green, blue, alpha. */
const CHANNELS = 4;
/**
 * A batch of pictures: `data` holds `[count, height, width, 4]`, premultiplied
 * RGBA in [0, 1], row by row.
 *
 * @throws {RangeError} when the data do not fill the shape, or a picture has
 * not four channels.
 *
 * @example
 * ```ts
 * import { Images } from "./images.ts";
 * const halfRed = new Images(new Float32Array([0.5, 0, 0, 0.5]), [1, 1, 1, 4]);
 * console.log(halfRed.count); // 1
 * ```
 */
export class Images {
  constructor(
    readonly data: Float32Array,
    readonly shape: readonly [
      count: number,
      height: number,
      width: number,
      channels: number,
    ],
  ) {
    const [count, height, width, channels] = shape;
    if (channels !== CHANNELS) {
      throw new RangeError(
        `Pictures need 4 channels (RGBA), but the shape is [${shape}]; add an alpha channel.`,
      );
    }
    if (data.length !== count * height * width * channels) {
      throw new RangeError(
        `Pictures of shape [${shape}] need ${
          count * height * width * channels
        } numbers, but there are ${data.length}; give the shape of the data.`,
      );
    }
  }

  get count(): number {
    return this.shape[0];
  }

  /**
   * @returns one picture's numbers, `[height, width, 4]`; a view, not a copy.
   * @throws {RangeError} when there is no picture at `index`.
   */
  picture(index: number): Float32Array {
    if (!(Number.isInteger(index) && index >= 0 && index < this.count)) {
      throw new RangeError(
        `There is no picture ${index}; choose an integer from 0 to ${
          this.count - 1
        }.`,
      );
    }
    const length = this.data.length / this.count;
    return this.data.subarray(index * length, (index + 1) * length);
  }

  /** @returns the pictures at `indices`, in that order; a copy. */
  select(indices: readonly number[]): Images {
    const [, height, width, channels] = this.shape;
    const data = new Float32Array(indices.length * height * width * channels);
    indices.forEach((index, position) =>
      data.set(this.picture(index), position * height * width * channels)
    );
    return new Images(data, [indices.length, height, width, channels]);
  }

  /**
   * @returns the pictures of both batches, the first batch first; a copy.
   * @throws {RangeError} when the pictures differ in size.
   */
  concat(other: Images): Images {
    const [count, ...size] = this.shape;
    const [otherCount, ...otherSize] = other.shape;
    if (String(size) !== String(otherSize)) {
      throw new RangeError(
        `Pictures of [${size}] and of [${otherSize}] do not fit in one batch; give both the same size.`,
      );
    }
    const data = new Float32Array(this.data.length + other.data.length);
    data.set(this.data);
    data.set(other.data, this.data.length);
    return new Images(data, [count + otherCount, ...size]);
  }
}

/** A picture file: its path, or its bytes with a name for messages. */
export type PictureFile = string | { name: string; bytes: Uint8Array };

/**
 * Reads picture files of any format, colour type and size; those of another
 * size are fitted into `height` x `width`, centred on a transparent background.
 * Where there is no alpha channel, the picture is opaque.
 *
 * @returns `[files.length, height, width, 4]`.
 * @throws {Error} when a file cannot be read or is damaged; it names the file.
 */
export async function readImages(
  files: readonly PictureFile[],
  { height, width }: { height: number; width: number },
): Promise<Images> {
  const length = height * width * CHANNELS;
  const data = new Float32Array(files.length * length);
  await Promise.all(files.map(async (file, index) => {
    const pixels = await decode(file, { height, width });
    premultiply(pixels, {
      maximum: 255,
      into: data.subarray(index * length, (index + 1) * length),
    });
  }));
  return new Images(data, [files.length, height, width, CHANNELS]);
}

/**
 * @returns how many of the files have no alpha channel.
 * @throws {Error} when a file is no picture; it names the file.
 */
export async function countWithoutAlpha(
  files: readonly PictureFile[],
): Promise<number> {
  const metadata = await Promise.all(
    files.map((file) => open(file, (picture) => picture.metadata())),
  );
  return metadata.filter(({ hasAlpha }) => !hasAlpha).length;
}

/**
 * Multiplies the colours by alpha: (r, g, b, a) / maximum ->
 * (r a, g a, b a, a).
 *
 * @param straight RGBA integers in [0, maximum], as files hold them.
 * @param into Where the result goes, as long as `straight`.
 */
export function premultiply(
  straight: Uint8Array | Uint16Array,
  { maximum, into }: { maximum: number; into: Float32Array },
): void {
  for (let at = 0; at < straight.length; at += CHANNELS) {
    const alpha = straight[at + 3]! / maximum;
    for (let channel = 0; channel < 3; channel++) {
      into[at + channel] = straight[at + channel]! / maximum * alpha;
    }
    into[at + 3] = alpha;
  }
}

/**
 * Undoes {@linkcode premultiply}: (r, g, b, a) -> (r / a, g / a, b / a, a)
 * maximum, rounded; colours under alpha = 0 become 0, and values outside
 * [0, 1], as a decoder or arithmetic makes them, are clipped.
 */
export function unpremultiply(
  premultiplied: Float32Array,
  { maximum, into }: { maximum: number; into: Uint8Array | Uint16Array },
): void {
  const quantise = (value: number) =>
    Math.round(Math.min(1, Math.max(0, value)) * maximum);
  for (let at = 0; at < premultiplied.length; at += CHANNELS) {
    const alpha = premultiplied[at + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      into[at + channel] = alpha > 0
        ? quantise(premultiplied[at + channel]! / alpha)
        : 0;
    }
    into[at + 3] = quantise(alpha);
  }
}

/** @returns a picture of premultiplied RGBA in [0, 1] as RGB bytes on white. */
export function onWhite(rgba: Float32Array): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray(rgba.length / CHANNELS * 3);
  for (let pixel = 0; pixel < rgba.length / CHANNELS; pixel++) {
    const white = 1 - rgba[CHANNELS * pixel + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      rgb[3 * pixel + channel] = 255 *
        (rgba[CHANNELS * pixel + channel]! + white);
    }
  }
  return rgb;
}

/** @returns the picture at `index` as a PNG file, with its transparency. */
export async function encodePng(
  images: Images,
  index: number,
): Promise<Uint8Array> {
  const [, height, width] = images.shape;
  const pixels = new Uint8Array(height * width * CHANNELS);
  unpremultiply(images.picture(index), { maximum: 255, into: pixels });
  return await sharp(pixels, { raw: { width, height, channels: CHANNELS } })
    .png().toBuffer();
}

/** @returns straight RGBA bytes, `[height, width, 4]`. */
async function decode(
  file: PictureFile,
  { height, width }: { height: number; width: number },
): Promise<Uint8Array> {
  return await open(file, (picture) =>
    picture
      .autoOrient() // Cameras store how they were held.
      .toColourspace("srgb")
      .ensureAlpha()
      .resize(width, height, {
        fit: "contain",
        background: { r: 0, g: 0, b: 0, alpha: 0 },
      })
      .raw()
      .toBuffer());
}

async function open<Result>(
  file: PictureFile,
  read: (picture: sharp.Sharp) => Promise<Result>,
): Promise<Result> {
  const [name, input] = typeof file === "string"
    ? [file, file]
    : [file.name, file.bytes];
  try {
    return await read(sharp(input, { failOn: "warning" }));
  } catch (cause) {
    throw new Error(
      `The picture ${name} cannot be read; restore the file (${
        (cause as Error).message.trim()
      }).`,
      { cause },
    );
  }
}
