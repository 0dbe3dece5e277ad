import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import pl from "nodejs-polars";
import sharp from "sharp";
import { textColumn } from "../../../lib/data/catalogue.ts";
import { type Dataset, loadDataset } from "../../../lib/data/dataset.ts";
import type { DatasetSettings } from "../../../lib/data/dataset_settings.ts";
import type { DownloadProgress } from "../../../lib/data/download.ts";
import { openFolder } from "../../../lib/data/sources/folder.ts";
import {
  downloadDataset,
  openHuggingFace,
} from "../../../lib/data/sources/huggingface.ts";
import { openNoto } from "../../../lib/data/sources/noto.ts";
import { openTwemoji } from "../../../lib/data/sources/twemoji.ts";
import { splits } from "../../../lib/data/split.ts";
import expected from "../../fixtures/huggingface.json" with { type: "json" };

const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const settings: DatasetSettings = {
  seed: 1,
  imageSize: 16,
  trainCount: 240,
  validationCount: 60,
  testCount: 60,
  augmentation: {
    maximumRotation: 10,
    maximumShift: 0.05,
    minimumScale: 0.9,
    maximumScale: 1.05,
    flip: true,
  },
};
const parquet = "tests/fixtures/huggingface.parquet";

Deno.test("naming the default source changes nothing, not even the settings", async () => {
  const implied = await loadDataset(settings);
  const named = await loadDataset({ source: "noto", ...settings });
  assert.equal(named.fingerprint, implied.fingerprint);
  assert.equal(JSON.stringify(named.settings), JSON.stringify(settings));
  assert.equal(JSON.stringify(implied.settings), JSON.stringify(settings));
  assert.match(implied.description, /Google's Noto emoji\. .* the 24 clock/);
  assert.match(
    implied.licence,
    /Noto Emoji.*Google.*Apache.*2\.0.*emoji-datasource-google 16\.0\.0/,
  );
});

Deno.test("Twemoji has Noto's rows, its own pictures and its licence", async () => {
  const twemoji = await openTwemoji();
  const noto = await openNoto();
  assert.deepEqual(twemoji.catalogue.toRecords(), noto.catalogue.toRecords());
  const size = { height: 64, width: 64 };
  const [ours, theirs] = await Promise.all([
    twemoji.readPictures(size),
    noto.readPictures(size),
  ]);
  assert.equal(ours.count, 219);
  let error = 0;
  ours.data.forEach((value, at) => error += (value - theirs.data[at]!) ** 2);
  assert.ok(error / ours.data.length > 0.01); // Other drawings.
  assert.match(
    twemoji.licence,
    /Twemoji.*Twitter.*CC-BY 4\.0.*emoji-datasource-twitter 16\.0\.0/,
  );
});

Deno.test("Twemoji's palette pictures are read with their transparency", async () => {
  const twemoji = await openTwemoji();
  const names = textColumn(twemoji.catalogue, "name");
  const pictures = await twemoji.readPictures({ height: 64, width: 64 });
  // Pillow 13.0.0: Image.open(file).mode is "P", then
  // .convert("RGBA").getpixel((x, y)).
  const pixels: [name: string, x: number, y: number, rgba: number[]][] = [
    ["new moon with face", 15, 4, [102, 117, 127, 143]],
    ["new moon with face", 47, 10, [102, 117, 127, 255]],
    ["pouting face", 40, 63, [218, 47, 71, 34]],
    ["pouting face", 50, 44, [218, 47, 71, 255]],
    ["kissing face", 55, 54, [255, 204, 77, 51]],
    ["grimacing face", 16, 54, [255, 206, 78, 255]],
  ];
  for (const [name, x, y, [r, g, b, a]] of pixels) {
    const at = 4 * (64 * y + x);
    const value = pictures.picture(names.indexOf(name)).slice(at, at + 4);
    const alpha = a! / 255;
    const premultiplied = [r!, g!, b!].map((c) => c / 255 * alpha);
    assert.deepEqual(value, new Float32Array([...premultiplied, alpha]), name);
  }
});

Deno.test("the data set of Hugging Face's form is read by name", async () => {
  const dataset = await loadDataset({
    ...settings,
    source: "huggingface",
    path: parquet,
  });
  const names = textColumn(dataset.catalogue, "name");
  const noto = await openNoto();
  assert.deepEqual(
    [...names].sort(),
    textColumn(noto.catalogue, "name").sort(),
  );
  assertSplitByGroup(dataset);
  assert.ok(dataset.test.names.includes("cat face with tears of joy"));
  // The path does not decide the result, and may be private.
  assert.deepEqual(dataset.settings, { ...settings, source: "huggingface" });
});

Deno.test("the report says how many pictures got an alpha channel", async () => {
  const { description, licence } = await openHuggingFace(parquet);
  assert.match(description, /Apple's emoji, as collected in valhalla/);
  assert.match(
    description,
    new RegExp(
      `Of the ${expected.selected} selected pictures ${
        expected["without alpha"]
      } have no alpha channel; one was added`,
    ),
  );
  assert.match(licence, /© Apple Inc\..*no licence .* do not publish/);
});

for (
  const [kind, { name, premultiplied }] of Object.entries(expected.pictures)
) {
  Deno.test(`a ${kind} picture in a Parquet file is what Pillow reads`, async () => {
    const { catalogue, readPictures } = await openHuggingFace(parquet);
    const pictures = await readPictures({ height: 16, width: 16 });
    const row = textColumn(catalogue, "name").indexOf(name);
    pictures.picture(row).forEach((value, at) =>
      assert.ok(Math.abs(value - premultiplied[at]!) < 1e-5)
    );
  });
}

Deno.test("the data set is downloaded from HF_ENDPOINT, verified, and once", async () => {
  const content = await Deno.readFile(parquet);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const requests: string[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      requests.push(new URL(request.url).pathname);
      return requests.length === 1
        ? new Response(null, {
          status: 302,
          headers: { Location: "/storage", "X-Linked-ETag": `"${sha256}"` },
        })
        : new Response(content);
    },
  );
  Deno.env.set("HF_ENDPOINT", `http://127.0.0.1:${server.addr.port}`);
  try {
    const progress: DownloadProgress[] = [];
    const path = await downloadDataset(
      `${folder}/cache/`,
      (it) => progress.push(it),
    );
    assert.deepEqual(await Deno.readFile(path), content);
    assert.equal(progress.at(-1)!.received, content.length);
    await downloadDataset(`${folder}/cache/`);
    assert.deepEqual(requests, [
      "/datasets/valhalla/emoji-dataset/resolve/main/data/train-00000-of-00001-38cc4fa96c139e86.parquet",
      "/storage",
    ]);

    pl.DataFrame({ text: ["a face"] }).writeParquet(path);
    await assert.rejects(downloadDataset(`${folder}/cache/`), {
      message:
        /parquet has 1 rows, but valhalla\/emoji-dataset has 2749: delete/,
    });
  } finally {
    Deno.env.delete("HF_ENDPOINT");
  }
});

Deno.test("a file of another form is refused with the reason", async () => {
  const other = `${folder}/other.parquet`;
  pl.DataFrame({ text: ["a face"], image: ["no struct"] }).writeParquet(other);
  const noText = `${folder}/no_text.parquet`;
  pl.DataFrame({ image: ["a"] }).writeParquet(noText);
  const garbage = `${folder}/garbage.parquet`;
  await Deno.writeTextFile(garbage, "<html>Sign in to the network</html>");
  for (const path of [other, noText, garbage, `${folder}/none.parquet`]) {
    await assert.rejects(openHuggingFace(path), {
      message: new RegExp(
        `^${path} cannot be read as a Parquet file with the columns "image"`,
      ),
    });
  }
});

Deno.test("a folder's pictures are named by their files, whatever their size", async () => {
  const own = `${folder}/own`;
  await Deno.mkdir(own);
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
      .toFile(`${own}/${file}`);
  }
  await Deno.writeTextFile(`${own}/notes.txt`, "no picture");
  await Deno.writeTextFile(`${own}/.hidden.png`, "no picture");

  const { catalogue, readPictures, ...source } = await openFolder(own);
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
  assert.match(source.description, /our own, all 5 .* 5 have no alpha/);

  const pictures = await readPictures({ height: 8, width: 16 });
  const pixel = (
    index: number,
    x: number,
    y: number,
  ) => [
    ...pictures.picture(index).slice(4 * (16 * y + x), 4 * (16 * y + x) + 4),
  ];
  // Square in a wide field: 8 columns in the middle, nothing beside them.
  assert.deepEqual(pixel(0, 3, 4), [0, 0, 0, 0]);
  assert.deepEqual(pixel(0, 4, 4), [1, 0, 0, 1]);
  assert.deepEqual(pixel(0, 12, 4), [0, 0, 0, 0]);
  // 40 x 10 becomes 16 x 4, nothing above and below.
  assert.deepEqual(pixel(4, 8, 1), [0, 0, 0, 0]);
  assert.equal(pixel(4, 8, 4)[3], 1);
});

Deno.test("a folder's names.csv names the pictures it lists, in its order", async () => {
  const own = `${folder}/listed`;
  await Deno.mkdir(own);
  for (const file of ["1.png", "2.png", "3.png"]) {
    await sharp({
      create: { width: 9, height: 9, channels: 4, background: "#80000080" },
    })
      .toFile(`${own}/${file}`);
  }
  const list = `${own}/names.csv`;
  await Deno.writeTextFile(
    list,
    'file,name\n3.png,"Cat Face With Tears-of-Joy"\n1.png,42\n',
  );
  const { catalogue, heldOut, description, version } = await openFolder(own);
  assert.deepEqual(textColumn(catalogue, "file"), ["3.png", "1.png"]);
  assert.deepEqual(textColumn(catalogue, "name"), [
    "cat face with tears of joy",
    "42",
  ]);
  assert.deepEqual(heldOut, ["cat face with tears of joy"]);
  assert.match(
    description,
    /named by a list\. All 2 .* alpha channel of their/,
  );

  await sharp({
    create: { width: 9, height: 9, channels: 4, background: "#00800080" },
  })
    .toFile(`${own}/1.png`);
  assert.notEqual((await openFolder(own)).version, version);

  await Deno.writeTextFile(list, "picture,name\n3.png,cat\n");
  await assert.rejects(openFolder(own), {
    message: /names\.csv has no column "file"; its first line must be/,
  });
  await Deno.writeTextFile(list, "file,name\n3.png,\n");
  await assert.rejects(openFolder(own), {
    message: /Row 1 of .*names\.csv lacks a file or a name/,
  });
  await Deno.writeTextFile(list, "file,name\n4.png,cat\n");
  await assert.rejects(openFolder(own), {
    message: /^The picture .*\/listed\/4\.png cannot be read; restore the file/,
  });
});

Deno.test("a picture that cannot be read, and an empty folder, are named", async () => {
  const own = `${folder}/broken`;
  await Deno.mkdir(own);
  await assert.rejects(openFolder(own), {
    message: /^The folder .*\/broken has no picture; put in files that end in/,
  });
  await Deno.writeTextFile(`${own}/cat.png`, "<html></html>");
  await assert.rejects(openFolder(own), {
    message: /^The picture .*\/broken\/cat\.png cannot be read; restore the/,
  });
});

Deno.test("a data set is made of a folder; one too small is refused", async () => {
  const own = `${folder}/many`;
  await Deno.mkdir(own);
  const add = async (index: number) =>
    await sharp({
      create: {
        width: 20,
        height: 20,
        channels: 3,
        background: { r: 10 * index, g: 255 - 10 * index, b: 100 },
      },
    }).toFile(`${own}/${"abcdefghijklmnopqrstuvwx"[index]}.png`);
  await add(0);
  await assert.rejects(
    loadDataset({ ...settings, source: "folder", path: own }),
    { name: "RangeError", message: /split gets no picture of the 1; add/ },
  );
  for (let index = 1; index < 24; index++) await add(index);
  const dataset = await loadDataset({
    ...settings,
    source: "folder",
    path: own,
  });
  assertSplitByGroup(dataset);
  assert.deepEqual(
    splits.map((part) => dataset[part].images.count),
    [240, 60, 60],
  );
  // No picture has transparency, so no copy gets any.
  const { data } = dataset.train.images;
  for (let at = 3; at < data.length; at += 4) assert.equal(data[at], 1);
});

const refused: [
  string,
  Partial<Record<keyof DatasetSettings, unknown>>,
  RegExp,
][] = [
  ["an unknown source", { source: "apple" }, /source must be one of noto, tw/],
  ["a folder without path", { source: "folder" }, /path must be the folder/],
  [
    "a path for an installed source",
    { path: "pictures" },
    /path must be absent, since "noto" is installed, but it is "pictures"/,
  ],
  [
    "a path that is no text",
    { source: "huggingface", path: 3 },
    /path must be the path of a Parquet file, or absent, but it is 3/,
  ],
];
for (const [what, change, message] of refused) {
  Deno.test(`${what} is refused with the reason`, async () => {
    const wrong = { ...settings, ...change } as DatasetSettings;
    await assert.rejects(loadDataset(wrong), { name: "RangeError", message });
  });
}

function assertSplitByGroup(dataset: Dataset) {
  const parts = splits.map((part) => new Set(dataset[part].groups));
  const all = new Set(parts.flatMap((part) => [...part]));
  assert.equal(parts.reduce((sum, part) => sum + part.size, 0), all.size);
  assert.equal(all.size, new Set(textColumn(dataset.catalogue, "group")).size);
}
