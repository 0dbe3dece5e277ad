import { expect } from "@std/expect";
import sharp from "sharp";
import {
  countWithoutAlpha,
  encodePng,
  Images,
  onWhite,
  premultiply,
  readImages,
  unpremultiply,
} from "../../../lib/data/images.ts";
import { failure } from "../../support/failure.ts";

const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** Two columns, one row: half-transparent orange, then garbage under alpha 0. */
const straight = new Uint8Array([255, 102, 0, 51, 200, 100, 50, 0]);

Deno.test("premultiply() multiplies colours by alpha", () => {
  const into = new Float32Array(8);
  premultiply(straight, { maximum: 255, into });
  // By hand: alpha 51/255 = 0.2, green 102/255 = 0.4, 0.4 x 0.2 = 0.08.
  expect(into).toStrictEqual(new Float32Array([0.2, 0.08, 0, 0.2, 0, 0, 0, 0]));
});

Deno.test("unpremultiply() undoes it, blackens the invisible and clips", () => {
  const into = new Uint8Array(12);
  unpremultiply(
    new Float32Array([0.2, 0.08, 0, 0.2, 0, 0, 0, 0, 0.9, -0.1, 0.3, 0.6]),
    { maximum: 255, into },
  );
  // By hand: 0.08 / 0.2 x 255 = 102; 0.9 / 0.6 > 1; 0.3 / 0.6 x 255 = 127.5.
  expect([...into]).toStrictEqual([
    255,
    102,
    0,
    51,
    0,
    0,
    0,
    0,
    255,
    0,
    128,
    153,
  ]);
});

Deno.test("onWhite() lays premultiplied colours on white", () => {
  const rgba = new Float32Array([0.2, 0.08, 0, 0.2, 0, 0, 0, 0, 1, 0, 0.4, 1]);
  // By hand: 0.2 + 0.8, 0.08 + 0.8 = 0.88, 0 + 0.8, each x 255.
  expect([...onWhite(rgba)]).toStrictEqual([
    255,
    224,
    204,
    255,
    255,
    255,
    255,
    0,
    102,
  ]);
});

Deno.test("readImages() reads a picture that is not square, row by row", async () => {
  const path = `${folder}/wide.png`;
  await savePng(path, straight, { width: 2, height: 1 });
  const images = await readImages([path, path], { height: 1, width: 2 });
  expect(images.shape).toStrictEqual([2, 1, 2, 4]);
  expect(images.picture(1)).toStrictEqual(
    new Float32Array([0.2, 0.08, 0, 0.2, 0, 0, 0, 0]),
  );
});

Deno.test("readImages() reads greys, palettes and 16 bits as RGBA", async () => {
  const grey = { create: { width: 4, height: 4, channels: 3 as const } };
  const picture = sharp({ create: { ...grey.create, background: "#333333" } });
  const paths = ["grey", "palette", "deep"].map((n) => `${folder}/${n}.png`);
  await picture.clone().toColourspace("b-w").png().toFile(paths[0]!);
  await picture.clone().png({ palette: true }).toFile(paths[1]!);
  await picture.clone().toColourspace("rgb16").png().toFile(paths[2]!);
  const images = await readImages(paths, { height: 4, width: 4 });
  const expected = new Float32Array([0.2, 0.2, 0.2, 1]); // 0x33 / 255
  for (let pixel = 0; pixel < 3 * 16; pixel++) {
    const values = images.data.subarray(4 * pixel, 4 * pixel + 4);
    expect(values).toStrictEqual(expected);
  }
});

Deno.test("readImages() fits another size in, centred and transparent around", async () => {
  const path = `${folder}/tall.png`;
  const white = new Uint8Array(4 * 8 * 4).fill(255);
  await savePng(path, white, { width: 4, height: 8 });
  const images = await readImages([path], { height: 4, width: 4 });
  for (let y = 0; y < 4; y++) {
    for (let x = 0; x < 4; x++) {
      const expected = x === 1 || x === 2 ? 1 : 0;
      expect(images.data[4 * (4 * y + x) + 3]).toBe(expected);
    }
  }
});

Deno.test("readImages() reads bytes, and turns as the camera was held", async () => {
  const red = { r: 255, g: 0, b: 0 };
  const bytes = await sharp({
    create: { width: 4, height: 8, channels: 3, background: "#0000ff" },
  }).composite([{
    input: { create: { width: 4, height: 4, channels: 3, background: red } },
    gravity: "north",
  }]).withMetadata({ orientation: 6 }).png().toBuffer(); // a quarter turn
  const images = await readImages([{ name: "photo", bytes }], {
    height: 4,
    width: 8,
  });
  // Orientation 6: row 0 is the right side.
  expect([...images.data.slice(0, 4)]).toStrictEqual([0, 0, 1, 1]);
  expect([...images.data.slice(-4)]).toStrictEqual([1, 0, 0, 1]);
  await expect(readImages([{ name: "photo", bytes: new Uint8Array() }], {
    height: 4,
    width: 8,
  })).rejects.toThrow(/^The picture photo cannot be read; restore the file/);
});

Deno.test("countWithoutAlpha() counts pictures without transparency", async () => {
  const files = [];
  for (const channels of [3, 4, 3] as const) {
    const create = { width: 2, height: 2, channels, background: "#80808080" };
    const bytes = await sharp({ create }).png().toBuffer();
    files.push({ name: `${channels} channels`, bytes });
  }
  expect(await countWithoutAlpha(files)).toBe(2);
});

Deno.test("readImages() names a picture that is missing or cut off", async () => {
  const size = { height: 16, width: 16 };
  await expect(readImages([`${folder}/none.png`], size)).rejects.toThrow(
    /none\.png cannot be read; restore the file/,
  );
  const noise = new Uint8Array(64 * 64 * 4).map((_, i) => (i * i * 31) % 251);
  const path = `${folder}/cut.png`;
  await savePng(path, noise, { width: 64, height: 64 });
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(path, bytes.subarray(0, bytes.length / 2));
  await expect(readImages([path], size)).rejects.toThrow(
    /cut\.png cannot be read; restore the file/,
  );
});

Deno.test("encodePng() writes what readImages() reads", async () => {
  const images = new Images(
    new Float32Array([0.2, 0.08, 0, 0.2, 1, 0.4, 0.6, 1]),
    [1, 1, 2, 4],
  );
  const path = `${folder}/again.png`;
  await Deno.writeFile(path, await encodePng(images, 0));
  const again = await readImages([path], { height: 1, width: 2 });
  expect(again).toStrictEqual(images);
});

Deno.test("Images selects and joins copies of its pictures", () => {
  const images = numbered(3);
  const selected = images.select([2, 0, 2]);
  expect(selected.shape).toStrictEqual([3, 1, 2, 4]);
  expect([0, 1, 2].map((index) => selected.picture(index)[0])).toStrictEqual([
    2,
    0,
    2,
  ]);
  const joined = images.concat(selected);
  expect(joined.shape).toStrictEqual([6, 1, 2, 4]);
  expect(joined.picture(3)[7]).toBe(2);
  joined.data.fill(9);
  expect(images.data[0]).toBe(0);
  expect(images.select([]).count).toBe(0);
});

Deno.test("Images refuses what does not fit, with the reason", () => {
  expect(() => new Images(new Float32Array(3), [1, 1, 1, 3])).toThrow(
    failure("RangeError", /4 channels \(RGBA\).*\[1,1,1,3\]/),
  );
  expect(() => new Images(new Float32Array(7), [1, 1, 2, 4])).toThrow(
    failure("RangeError", /need 8 numbers, but there are 7/),
  );
  expect(() => numbered(2).picture(2)).toThrow(/from 0 to 1/);
  expect(() => numbered(2).select([-1])).toThrow(/no picture -1/);
  const other = new Images(new Float32Array(8), [1, 2, 1, 4]);
  expect(() => numbered(1).concat(other)).toThrow(/\[1,2,4\] and of \[2,1,4\]/);
});

/** Picture i of `[count, 1, 2, 4]` is filled with i. */
function numbered(count: number): Images {
  const data = new Float32Array(count * 8).map((_, at) => Math.floor(at / 8));
  return new Images(data, [count, 1, 2, 4]);
}

async function savePng(
  path: string,
  pixels: Uint8Array,
  size: { width: number; height: number },
) {
  await sharp(pixels, { raw: { ...size, channels: 4 } }).png().toFile(path);
}
