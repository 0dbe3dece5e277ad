import assert from "node:assert/strict";
import sharp from "sharp";
import { textColumn } from "../../../lib/data/catalogue.ts";
import { loadDataset } from "../../../lib/data/dataset.ts";
import type { DatasetSettings } from "../../../lib/data/dataset_settings.ts";
import { openFolder } from "../../../lib/data/sources/folder.ts";
import { sourceVersion } from "../../../lib/data/sources/source.ts";
import { splits } from "../../../lib/data/split.ts";
import { smallDataset } from "../../support/small_dataset.ts";

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
  assert.deepEqual(textColumn(catalogue, "name"), [
    "crying cat face",
    "dog",
    "man waving",
    "owl",
    "woman waving",
  ]);
  assert.deepEqual(textColumn(catalogue, "group"), [
    "crying cat face",
    "dog",
    "waving",
    "owl",
    "waving",
  ]);
  assert.deepEqual(source.heldOut, []);
  assert.match(
    source.description,
    /^The pictures are our own: 5 files of a folder, named by their file names\. None of them is a near copy .* 5 have no alpha/,
  );

  const pictures = await readPictures([0, 4], { height: 8, width: 16 });
  const pixel = (index: number, x: number, y: number) => [
    ...pictures.picture(index).slice(4 * (16 * y + x), 4 * (16 * y + x) + 4),
  ];
  // Square in a wide field: 8 columns in the middle, nothing beside them.
  assert.deepEqual(pixel(0, 3, 4), [0, 0, 0, 0]);
  assert.deepEqual(pixel(0, 4, 4), [1, 0, 0, 1]);
  assert.deepEqual(pixel(0, 12, 4), [0, 0, 0, 0]);
  // 40 x 10 becomes 16 x 4, nothing above and below.
  assert.deepEqual(pixel(1, 8, 1), [0, 0, 0, 0]);
  assert.equal(pixel(1, 8, 4)[3], 1);
});

Deno.test("what is not read is counted and named", async () => {
  const folder = await newFolder(["a", "b", "c"]);
  for (const file of ["x.bmp", "y.BMP", "z.heic", "README", ".hidden.png"]) {
    await Deno.writeTextFile(`${folder}/${file}`, "");
  }
  await Deno.mkdir(`${folder}/more`);
  const { description } = await openFolder(folder);
  assert.match(
    description,
    /: 3 files of .* Not read: 4 files of other formats \(1 other, 2 \.bmp and 1 \.heic\) and 1 folder\./,
  );
  await Deno.writeTextFile(`${folder}/names.csv`, "file,name\nb.png,dog\n");
  const listed = await openFolder(folder);
  assert.match(
    listed.description,
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
  assert.deepEqual(textColumn(catalogue, "file"), ["3.png", "1.png"]);
  assert.deepEqual(textColumn(catalogue, "name"), [
    "cat face, with tears of joy",
    "42",
  ]);
  assert.match(
    description,
    /: 2 files of a folder, named by a list\. Not read: 1 picture /,
  );
});

Deno.test("the true answer of question 3 is held out where it is there", async () => {
  const folder = await newFolder(["a", "b"]);
  assert.deepEqual((await openFolder(folder)).heldOut, []);
  await Deno.writeTextFile(
    `${folder}/names.csv`,
    "file,name\na.png,dog\nb.png,cat face with tears of joy\n",
  );
  assert.deepEqual((await openFolder(folder)).heldOut, [
    "cat face with tears of joy",
  ]);
  // A near copy with another name would be trained on.
  await Deno.copyFile(`${folder}/b.png`, `${folder}/a.png`);
  const { heldOut, catalogue } = await openFolder(folder);
  assert.deepEqual(heldOut, ["dog"]);
  assert.deepEqual(textColumn(catalogue, "group"), ["dog", "dog"]);
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
    await assert.rejects(openFolder(folder), { message });
  });
}

Deno.test("no folder, a file, and an empty folder are told apart", async () => {
  await assert.rejects(openFolder(`${root}/none`), {
    message:
      `The folder ${root}/none is not there: the data set's path counts from the clone's folder.`,
  });
  const folder = await newFolder(["a"]);
  await assert.rejects(openFolder(`${folder}/a.png`), {
    message: /a\.png is a file, but the data set's path must be the folder of/,
  });
  await assert.rejects(openFolder(await newFolder()), {
    message: /^The folder .* has no picture; put in files that end in \.avif, /,
  });
});

Deno.test("a picture that cannot be read is named", async () => {
  const folder = await newFolder(["a"]);
  await Deno.writeTextFile(`${folder}/cat.png`, "<html></html>");
  await assert.rejects(openFolder(folder), {
    message: /^The picture .*\/cat\.png cannot be read; restore the file/,
  });
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
  assert.deepEqual(greys, [0, 1, Math.fround(128 / 255), 1]);

  for (
    const [samples, format, type] of [
      [Float32Array.of(0, 1, 0.5, 1), 3, "float"],
      [Uint32Array.of(0, 2 ** 32 - 1, 2 ** 31, 7), 1, "uint"],
    ] as const
  ) {
    await Deno.writeFile(`${folder}/deep.tif`, greyTiff(samples, format));
    await assert.rejects(openFolder(folder), {
      message: new RegExp(
        `^The picture .*deep\\.tif holds numbers of the type ${type}, so that`,
      ),
    });
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
  assert.match(
    dataset.description,
    / 40 of them are near copies of others with another name \(a mean squared difference of at most 0\.001 between thumbnails of 16x16 pixels\) and are kept together in one split\./,
  );
  assert.equal(dataset.groupCount, 20);
  const splitOf = new Map(
    splits.flatMap((split) =>
      dataset[split].names.map((name) => [name, split] as const)
    ),
  );
  assert.equal(splitOf.size, 40);
  for (let index = 0; index < 20; index++) {
    assert.equal(splitOf.get(`a${index}`), splitOf.get(`b${index}`));
  }
});

Deno.test("deleted, added, changed and renamed pictures change the source's version", async () => {
  const folder = await newFolder(
    Array.from({ length: 40 }, (_, index) => `p${index}`),
  );
  const versions = new Set<string>();
  const note = async () => {
    const version = await sourceVersion({ source: "folder", path: folder });
    assert.equal(
      version,
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
  assert.equal(versions.size, 6);
  const { version } = await openFolder(folder);
  assert.ok(versions.has(version));
});

Deno.test("a data set is made of a folder; one too small is refused", async () => {
  const folder = await newFolder(["a"]);
  await assert.rejects(loadDataset({ ...settings, path: folder }), {
    name: "RangeError",
    message: /split gets no picture of the 1; add/,
  });
  for (const name of "bcdefghijklmnopqrstuvwx") await save(folder, name);
  const dataset = await loadDataset({ ...settings, path: folder });
  assert.deepEqual(
    splits.map((split) => dataset[split].images.count),
    [240, 60, 60],
  );
  assert.equal(dataset.groupCount, 24);
  // The path does not decide the result, and may be private.
  assert.ok(!("path" in dataset.settings));
  // No picture has transparency, so no copy gets any.
  const { data } = dataset.train.images;
  for (let at = 3; at < data.length; at += 4) assert.equal(data[at], 1);
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
