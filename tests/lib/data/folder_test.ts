import { expect } from "@std/expect";
import sharp from "sharp";
import { textColumn } from "../../../lib/data/catalogue.ts";
import { loadDataset } from "../../../lib/data/dataset.ts";
import type { DatasetSettings } from "../../../lib/data/dataset_settings.ts";
import { openFolder } from "../../../lib/data/sources/folder.ts";
import { sourceVersion } from "../../../lib/data/sources/source.ts";
import { splits } from "../../../lib/data/split.ts";
import { smallDataset } from "../../support/small_dataset.ts";
import { failure } from "../../support/failure.ts";

const root = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));

const settings: DatasetSettings = { source: "folder", ...smallDataset };

Deno.test("a folder's pictures are named by their files, whatever their size", async () => {
  const folder = await newFolder();
  const colours = ["#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff"];
  const files = [
    "crying_Cat-face.png",
    "woman_waving.jpg",
    "man_waving.webp",
    "dog.png",
    "owl.png",
  ];
  const sizes = [[8, 8], [40, 10], [3, 500], [1, 1], [64, 64]] as const;
  for (const [index, file] of files.entries()) {
    const [width, height] = sizes[index]!;
    const background = colours[index]!;
    await sharp({ create: { width, height, channels: 3, background } })
      .toFile(`${folder}/${file}`);
  }

  const { catalogue, readPictures, ...source } = await openFolder(folder);
  expect(textColumn(catalogue, "name")).toStrictEqual([
    "crying cat face",
    "dog",
    "man waving",
    "owl",
    "woman waving",
  ]);
  expect(textColumn(catalogue, "group")).toStrictEqual([
    "crying cat face",
    "dog",
    "waving",
    "owl",
    "waving",
  ]);
  expect(source.heldOut).toStrictEqual([]);
  expect(source.description).toMatch(
    /^The pictures are our own: 5 files of a folder, named by their file names\. None of them is a near copy .* 5 have no alpha/,
  );

  const pictures = await readPictures([0, 4], { height: 8, width: 16 });
  const pixel = (index: number, x: number, y: number) => [
    ...pictures.picture(index).slice(4 * (16 * y + x), 4 * (16 * y + x) + 4),
  ];
  // Square in a wide field: 8 columns in the middle, nothing beside them.
  expect(pixel(0, 3, 4)).toStrictEqual([0, 0, 0, 0]);
  expect(pixel(0, 4, 4)).toStrictEqual([1, 0, 0, 1]);
  expect(pixel(0, 12, 4)).toStrictEqual([0, 0, 0, 0]);
  // 40 x 10 becomes 16 x 4, nothing above and below.
  expect(pixel(1, 8, 1)).toStrictEqual([0, 0, 0, 0]);
  expect(pixel(1, 8, 4)[3]).toBe(1);
});

Deno.test("what is not read is counted and named", async () => {
  const folder = await newFolder(["a", "b", "c"]);
  for (const file of ["x.bmp", "y.BMP", "z.heic", "README", ".hidden.png"]) {
    await Deno.writeTextFile(`${folder}/${file}`, "");
  }
  await Deno.mkdir(`${folder}/more`);
  const { description } = await openFolder(folder);
  expect(description).toMatch(
    /: 3 files of .* Not read: 4 files of other formats \(1 other, 2 \.bmp and 1 \.heic\) and 1 folder\./,
  );
  await Deno.writeTextFile(`${folder}/names.csv`, "file,name\nb.png,dog\n");
  const listed = await openFolder(folder);
  expect(listed.description).toMatch(
    /: 1 file of .* \.heic\), 2 pictures that names\.csv does not list and 1 folder\./,
  );
});

Deno.test("a folder's names.csv names the pictures it lists, in its order", async () => {
  const folder = await newFolder(["1", "2", "3"]);
  // As spreadsheets save it: a mark of the encoding, CRLF, a column more.
  await Deno.writeTextFile(
    `${folder}/names.csv`,
    '\ufefffile,name,note\r\n3.png,"Cat Face, With Tears-of-Joy",x\r\n./1.png,42,\r\n',
  );
  const { catalogue, description } = await openFolder(folder);
  expect(textColumn(catalogue, "file")).toStrictEqual(["3.png", "1.png"]);
  expect(textColumn(catalogue, "name")).toStrictEqual([
    "cat face, with tears of joy",
    "42",
  ]);
  expect(description).toMatch(
    /: 2 files of a folder, named by a list\. Not read: 1 picture /,
  );
});

Deno.test("the true answer of question 3 is held out where it is there", async () => {
  const folder = await newFolder(["a", "b"]);
  expect((await openFolder(folder)).heldOut).toStrictEqual([]);
  await Deno.writeTextFile(
    `${folder}/names.csv`,
    "file,name\na.png,dog\nb.png,cat face with tears of joy\n",
  );
  expect((await openFolder(folder)).heldOut).toStrictEqual([
    "cat face with tears of joy",
  ]);
  // A near copy with another name would be trained on.
  await Deno.copyFile(`${folder}/b.png`, `${folder}/a.png`);
  const { heldOut, catalogue } = await openFolder(folder);
  expect(heldOut).toStrictEqual(["dog"]);
  expect(textColumn(catalogue, "group")).toStrictEqual(["dog", "dog"]);
});

const lists: [what: string, list: string | Uint8Array<ArrayBuffer>, RegExp][] =
  [
    ["no column of files", "picture,name\n1.png,a\n", /has no column "file"; /],
    ["no line", "file,name\n", /names\.csv lists no picture: add a line for/],
    ["a line without a name", "file,name\n\n1.png,\n", /^Line 3 of .* lacks a/],
    [
      "a line with too many commas",
      "file,name\n1.png,cat, crying\n",
      /cannot be read as "file,name" lines; put names that have a comma in quotes \(.*got 3 on line 2\)\.$/,
    ],
    [
      "a file that is not there",
      "file,name\n1.png,a\n4.png,b\n",
      /^Line 3 of .*names\.csv lists 4\.png, which is no file of the folder: c/,
    ],
    [
      "a file outside of the folder",
      "file,name\n../1.png,a\n",
      /^Line 2 of .*names\.csv lists \.\.\/1\.png, which is no file of the/,
    ],
    [
      "the same line twice",
      "file,name\n1.png,a\n2.png,b\n1.png,a\n",
      /names\.csv lists 1\.png in line 2 and again in line 4: keep one of them/,
    ],
    [
      "one file under two names",
      "file,name\n1.png,a\n./1.png,b\n",
      /names\.csv lists 1\.png in line 2 and again in line 3: keep one of them/,
    ],
    [
      "Latin-1 bytes",
      Uint8Array.from(
        [..."file,name\n1.png,caf\u00e9\n"].map((it) => it.charCodeAt(0)),
      ),
      /names\.csv is not UTF-8 \(perhaps Latin-1\): save it as UTF-8, or names/,
    ],
  ];
for (const [what, list, message] of lists) {
  Deno.test(`a names.csv with ${what} is refused in one sentence`, async () => {
    const folder = await newFolder(["1", "2", "3"]);
    const bytes = typeof list === "string"
      ? new TextEncoder().encode(list)
      : list;
    await Deno.writeFile(`${folder}/names.csv`, bytes);
    await expect(openFolder(folder)).rejects.toThrow(failure("Error", message));
  });
}

Deno.test("no folder, a file, and an empty folder are told apart", async () => {
  await expect(openFolder(`${root}/none`)).rejects.toThrow(
    failure(
      "Error",
      `The folder ${root}/none is not there: the data set's path counts from the clone's folder.`,
    ),
  );
  const folder = await newFolder(["a"]);
  await expect(openFolder(`${folder}/a.png`)).rejects.toThrow(
    /a\.png is a file, but the data set's path must be the folder of/,
  );
  await expect(openFolder(await newFolder())).rejects.toThrow(
    /^The folder .* has no picture; put in files that end in \.avif, /,
  );
});

Deno.test("a picture that cannot be read is named", async () => {
  const folder = await newFolder(["a"]);
  await Deno.writeTextFile(`${folder}/cat.png`, "<html></html>");
  await expect(openFolder(folder)).rejects.toThrow(
    /^The picture .*\/cat\.png cannot be read; restore the file/,
  );
});

Deno.test("a TIFF file of floating-point numbers is refused, one of 16 bits read", async () => {
  const folder = await newFolder();
  await Deno.writeFile(
    `${folder}/deep.tif`,
    greyTiff(Uint16Array.of(0, 65535, 32768, 65535), 1),
  );
  const { readPictures } = await openFolder(folder);
  const pictures = await readPictures([0], { height: 2, width: 2 });
  const greys = [...pictures.data].filter((_, at) => at % 4 === 0);
  expect(greys).toStrictEqual([0, 1, Math.fround(128 / 255), 1]);

  for (
    const [samples, format, type] of [
      [Float32Array.of(0, 1, 0.5, 1), 3, "float"],
      [Uint32Array.of(0, 2 ** 32 - 1, 2 ** 31, 7), 1, "uint"],
    ] as const
  ) {
    await Deno.writeFile(`${folder}/deep.tif`, greyTiff(samples, format));
    await expect(openFolder(folder)).rejects.toThrow(
      failure(
        "Error",
        new RegExp(
          `^The picture .*deep\\.tif holds numbers of the type ${type}, so that`,
        ),
      ),
    );
  }
});

Deno.test("copies under other names never stand in different splits", async () => {
  const folder = await newFolder();
  // Twenty pictures, each saved twice: once as it is and once as JPEG.
  for (let index = 0; index < 20; index++) {
    const picture = sharp(noise(index), {
      raw: { width: 4, height: 4, channels: 3 },
    }).resize(64, 64, { kernel: "cubic" });
    await picture.clone().png().toFile(`${folder}/a${index}.png`);
    if (index % 2 === 0) {
      await Deno.copyFile(`${folder}/a${index}.png`, `${folder}/b${index}.png`);
    } else {
      await picture.jpeg({ quality: 80 }).toFile(`${folder}/b${index}.jpg`);
    }
  }
  const dataset = await loadDataset({ ...settings, path: folder });
  expect(dataset.description).toMatch(
    / 40 of them are near copies of others with another name \(a mean squared difference of at most 0\.001 between thumbnails of 16x16 pixels\) and are kept together in one split\./,
  );
  expect(dataset.groupCount).toBe(20);
  const splitOf = new Map(
    splits.flatMap((split) =>
      dataset[split].names.map((name) => [name, split] as const)
    ),
  );
  expect(splitOf.size).toBe(40);
  for (let index = 0; index < 20; index++) {
    expect(splitOf.get(`a${index}`)).toBe(splitOf.get(`b${index}`));
  }
});

Deno.test("deleted, added, changed and renamed pictures change the source's version", async () => {
  const folder = await newFolder(
    Array.from({ length: 40 }, (_, index) => `p${index}`),
  );
  const versions = new Set<string>();
  const note = async () => {
    const version = await sourceVersion({ source: "folder", path: folder });
    expect(version).toBe(
      await sourceVersion({ source: "folder", path: folder }),
    );
    versions.add(version);
  };
  await note();
  for (const name of ["p3", "p17", "p39"]) {
    await Deno.remove(`${folder}/${name}.png`);
  }
  await note();
  await Deno.copyFile(`${folder}/p1.png`, `${folder}/new.png`);
  await note();
  await Deno.rename(`${folder}/new.png`, `${folder}/newer.png`);
  await note();
  await Deno.copyFile(`${folder}/p2.png`, `${folder}/newer.png`);
  await note();
  await Deno.writeTextFile(`${folder}/unread.bmp`, "");
  await note();
  expect(versions.size).toBe(6);
  const { version } = await openFolder(folder);
  expect(versions.has(version)).toBe(true);
});

Deno.test("a data set is made of a folder; one too small is refused", async () => {
  const folder = await newFolder(["a"]);
  await expect(loadDataset({ ...settings, path: folder })).rejects.toThrow(
    failure("RangeError", /split gets no picture of the 1; add/),
  );
  for (const name of "bcdefghijklmnopqrstuvwx") await save(folder, name);
  const dataset = await loadDataset({ ...settings, path: folder });
  expect(splits.map((split) => dataset[split].images.count)).toStrictEqual([
    240,
    60,
    60,
  ]);
  expect(dataset.groupCount).toBe(24);
  // The path does not decide the result, and may be private.
  expect("path" in dataset.settings).toBeFalsy();
  // No picture has transparency, so no copy gets any.
  const { data } = dataset.train.images;
  for (let at = 3; at < data.length; at += 4) expect(data[at]).toBe(1);
});

/** @returns a folder of small pictures that are unlike each other. */
async function newFolder(names: string[] = []): Promise<string> {
  const folder = `${root}/${crypto.randomUUID()}`;
  await Deno.mkdir(folder);
  for (const name of names) await save(folder, name);
  return folder;
}

async function save(folder: string, name: string) {
  const seed = [...name].reduce((sum, it) => 31 * sum + it.charCodeAt(0), 7);
  await sharp(noise(seed), { raw: { width: 4, height: 4, channels: 3 } })
    .png().toFile(`${folder}/${name}.png`);
}

/** 4x4 colours from a seed (xorshift). */
function noise(seed: number): Uint8Array {
  let state = (seed + 1) * 2654435761 >>> 0;
  return Uint8Array.from({ length: 48 }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  });
}

/**
 * A TIFF file of 2x2 pixels, grey and not compressed (TIFF 6.0, section 2);
 * `format` 1 is an unsigned integer, 3 floating-point.
 */
function greyTiff(
  samples: Uint16Array | Uint32Array | Float32Array,
  format: number,
): Uint8Array<ArrayBuffer> {
  const short = 3;
  const long = 4;
  const entries: [tag: number, type: number, value: number][] = [
    [256, short, 2], // width
    [257, short, 2], // height
    [258, short, 8 * samples.BYTES_PER_ELEMENT], // bits
    [259, short, 1], // compression: none
    [262, short, 1], // 0 is black
    [273, long, 8], // where the samples are
    [277, short, 1], // samples for each pixel
    [278, short, 2], // rows
    [279, long, samples.byteLength],
    [339, short, format],
  ];
  const directory = 8 + samples.byteLength;
  const view = new DataView(
    new ArrayBuffer(directory + 2 + 12 * entries.length + 4),
  );
  const file = new Uint8Array(view.buffer);
  view.setUint16(0, 0x4949); // little-endian
  view.setUint16(2, 42, true);
  view.setUint32(4, directory, true);
  file.set(new Uint8Array(samples.buffer), 8);
  view.setUint16(directory, entries.length, true);
  entries.forEach(([tag, type, value], index) => {
    const at = directory + 2 + 12 * index;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  });
  return file;
}
