import { expect } from "@std/expect";
import { createHash } from "node:crypto";
import pl from "nodejs-polars";
import { textColumn } from "../../../lib/data/catalogue.ts";
import { type Dataset, loadDataset } from "../../../lib/data/dataset.ts";
import type { DatasetSettings } from "../../../lib/data/dataset_settings.ts";
import type { DownloadProgress } from "../../../lib/data/download.ts";
import {
  downloadDataset,
  openHuggingFace,
} from "../../../lib/data/sources/huggingface.ts";
import { openFluent } from "../../../lib/data/sources/fluent.ts";
import { openNoto } from "../../../lib/data/sources/noto.ts";
import { openOpenMoji } from "../../../lib/data/sources/openmoji.ts";
import type { PictureSource } from "../../../lib/data/sources/picture_source.ts";
import { sourceVersion } from "../../../lib/data/sources/source.ts";
import { openTwemoji } from "../../../lib/data/sources/twemoji.ts";
import { splits } from "../../../lib/data/split.ts";
import expected from "../../fixtures/huggingface.json" with { type: "json" };
import { smallDataset } from "../../support/small_dataset.ts";
import { failure } from "../../support/failure.ts";

const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const settings = smallDataset;
const parquet = "tests/fixtures/huggingface.parquet";

Deno.test("naming the default source changes nothing, not even the settings", async () => {
  const implied = await loadDataset(settings);
  const named = await loadDataset({ source: "noto", ...settings });
  expect(named.fingerprint).toBe(implied.fingerprint);
  expect(JSON.stringify(named.settings)).toBe(JSON.stringify(settings));
  expect(JSON.stringify(implied.settings)).toBe(JSON.stringify(settings));
  expect(implied.description).toMatch(/Google's Noto emoji\. .* the 24 clock/);
  expect(implied.licence).toMatch(
    /Noto Emoji.*Google.*Apache.*2\.0.*emoji-datasource-google 16\.0\.0/,
  );
});

Deno.test("Twemoji has Noto's rows, its own pictures and its licence", async () => {
  const twemoji = await openTwemoji();
  const noto = await openNoto();
  expect(twemoji.catalogue.toRecords()).toStrictEqual(
    noto.catalogue.toRecords(),
  );
  const size = { height: 64, width: 64 };
  const [ours, theirs] = await Promise.all([
    readAll(twemoji, size),
    readAll(noto, size),
  ]);
  expect(ours.count).toBe(219);
  let error = 0;
  ours.data.forEach((value, at) => error += (value - theirs.data[at]!) ** 2);
  expect(error / ours.data.length).toBeGreaterThan(0.01); // Other drawings.
  expect(twemoji.licence).toMatch(
    /Twemoji.*Twitter.*CC-BY 4\.0.*emoji-datasource-twitter 16\.0\.0/,
  );
});

Deno.test("Twemoji's palette pictures are read with their transparency", async () => {
  const twemoji = await openTwemoji();
  const names = textColumn(twemoji.catalogue, "name");
  const pictures = await readAll(twemoji, { height: 64, width: 64 });
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
    expect(value).toStrictEqual(new Float32Array([...premultiplied, alpha]));
  }
});

Deno.test("OpenMoji and Fluent have Noto's names and code points, and their licences", async () => {
  const columns = ["name", "codePoint", "group", "category", "subcategory"];
  const rows = ({ catalogue }: PictureSource) =>
    catalogue.select(...columns).toRecords();
  const noto = rows(await openNoto());
  const openMoji = await openOpenMoji();
  expect(rows(openMoji)).toStrictEqual(noto);
  expect(openMoji.licence).toMatch(
    /OpenMoji.*CC BY-SA 4\.0.*Iconify \(openmoji 1\.2\.29\)/,
  );
  const fluent = await openFluent();
  expect(rows(fluent)).toStrictEqual(
    noto.filter(({ codePoint }) => codePoint !== "1FAE9"),
  );
  expect(fluent.description).toMatch(/1 of them is not drawn there\.$/);
  expect(fluent.licence).toMatch(
    /Fluent.*Microsoft.*MIT.*Iconify \(fluent-emoji-flat 1\.2\.6\)/,
  );
});

Deno.test("pictures of an icon set are drawn in their colours, also where they are not square", async () => {
  // By hand, from icons.json: OpenMoji's neutral face is a circle of #fcea2b with
  // the radius 23 and an outline of 2 around (36, 36) of 72; its mouth, black,
  // goes from (27, 43) to (45, 43). Fluent's has #ffb02e at (16, 24) of 32.
  for (
    const [open, x, y, rgba] of [
      [openOpenMoji, 36, 30, [0xfc, 0xea, 0x2b, 255]],
      [openOpenMoji, 36, 43, [0, 0, 0, 255]],
      [openOpenMoji, 6, 36, [0, 0, 0, 0]],
      [openFluent, 36, 54, [0xff, 0xb0, 0x2e, 255]],
    ] as const
  ) {
    const source = await open();
    const row = textColumn(source.catalogue, "name").indexOf("neutral face");
    const [height, width] = [72, 144];
    const picture = await source.readPictures([row], { height, width });
    const at = 4 * (width * y + 36 + x); // Centred, with 36 pixels at each side.
    expect([...picture.data.slice(at, at + 4)].map((value) => 255 * value))
      .toStrictEqual(rgba.map((value) => expect.closeTo(value, 3)));
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
  expect([...names].sort()).toStrictEqual(
    textColumn(noto.catalogue, "name").sort(),
  );
  assertSplitByGroup(dataset);
  expect(dataset.test.names).toContain("cat face with tears of joy");
  // The path does not decide the result, and may be private.
  expect(dataset.settings).toStrictEqual({
    ...settings,
    source: "huggingface",
  });
});

Deno.test("the report says how many pictures got an alpha channel", async () => {
  const { description, licence } = await openHuggingFace(parquet);
  expect(description).toMatch(/Apple's emoji, as collected in valhalla/);
  expect(description).toMatch(
    new RegExp(
      `Of the ${expected.selected} selected pictures ${
        expected["without alpha"]
      } have no alpha channel; one was added`,
    ),
  );
  expect(licence).toMatch(/© Apple Inc\..*no licence .* do not publish/);
});

for (
  const [kind, { name, premultiplied }] of Object.entries(expected.pictures)
) {
  Deno.test(`a ${kind} picture in a Parquet file is what Pillow reads`, async () => {
    const { catalogue, readPictures } = await openHuggingFace(parquet);
    const row = textColumn(catalogue, "name").indexOf(name);
    const pictures = await readPictures([row], { height: 16, width: 16 });
    pictures.picture(0).forEach((value, at) =>
      expect(Math.abs(value - premultiplied[at]!)).toBeLessThan(1e-5)
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
      { onProgress: (it) => progress.push(it) },
    );
    expect(await Deno.readFile(path)).toStrictEqual(content);
    expect(progress.at(-1)!.received).toBe(content.length);
    await downloadDataset(`${folder}/cache/`);
    expect(requests).toStrictEqual([
      "/datasets/valhalla/emoji-dataset/resolve/main/data/train-00000-of-00001-38cc4fa96c139e86.parquet",
      "/storage",
    ]);

    // Whatever is not the data set any more is downloaded again.
    for (const damage of ["<html></html>", content.subarray(0, 1000)]) {
      await Deno.writeFile(
        path,
        typeof damage === "string" ? new TextEncoder().encode(damage) : damage,
      );
      await downloadDataset(`${folder}/cache/`);
      expect(await Deno.readFile(path)).toStrictEqual(content);
    }
  } finally {
    Deno.env.delete("HF_ENDPOINT");
  }
});

for (
  const [what, body, message] of [
    [
      "a page to sign in",
      "<html>Sign in to the network</html>",
      /is not the file \(no Parquet file, perhaps a page to sign in/,
    ],
    [
      "a shorter data set",
      parquetOf(pl.DataFrame({ text: ["a face"] })),
      /is not the file \(1 rows for 2749\) and was thrown away/,
    ],
  ] as const
) {
  Deno.test(`${what} in the data set's place is not kept`, async () => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response(body),
    );
    Deno.env.set("HF_ENDPOINT", `http://127.0.0.1:${server.addr.port}`);
    const cache = `${folder}/${crypto.randomUUID()}/`;
    try {
      await expect(downloadDataset(cache)).rejects.toThrow(
        failure("Error", message),
      );
    } finally {
      Deno.env.delete("HF_ENDPOINT");
    }
    const left = await Array.fromAsync(Deno.readDir(cache));
    expect(left.map(({ name }) => name)).toStrictEqual([
      "valhalla-emoji-dataset.parquet.part",
    ]);
    expect((await Deno.stat(cache + left[0]!.name)).size).toBe(0);
  });
}

Deno.test("a data set without the true answer of question 3 is taken too", async () => {
  const path = `${folder}/without.parquet`;
  pl.readParquet(parquet, {})
    .filter(pl.col("text").str.contains("(?i)tears.of.joy").not())
    .writeParquet(path);
  const { heldOut } = await openHuggingFace(path);
  expect(heldOut).toStrictEqual([]);
  expect((await openHuggingFace(parquet)).heldOut).toStrictEqual([
    "cat face with tears of joy",
  ]);
});

Deno.test("a source's version is told without reading its pictures", async () => {
  const version = await sourceVersion({});
  expect(version).toBe("emoji-datasource-google 16.0.0");
  expect(await sourceVersion({ source: "noto" })).toBe(version);
  expect(await sourceVersion({ source: "twemoji" })).toBe(
    "emoji-datasource-twitter 16.0.0",
  );
  expect(await sourceVersion({ source: "openmoji" })).toBe(
    "@iconify-json/openmoji 1.2.29",
  );
  expect(await sourceVersion({ source: "fluent" })).toBe(
    "@iconify-json/fluent-emoji-flat 1.2.6",
  );
  const content = await Deno.readFile(parquet);
  expect(await sourceVersion({ source: "huggingface", path: parquet })).toBe(
    createHash("sha256").update(content).digest("hex"),
  );
  // Not downloaded: nobody listens there.
  Deno.env.set("HF_ENDPOINT", "http://127.0.0.1:1");
  expect(await sourceVersion({ source: "huggingface" })).toMatch(
    /^valhalla\/emoji-dataset\/data\/.*\.parquet$/,
  );
  Deno.env.delete("HF_ENDPOINT");
});

Deno.test("a file of another form is refused with the reason", async () => {
  const other = `${folder}/other.parquet`;
  pl.DataFrame({ text: ["a face"], image: ["no struct"] }).writeParquet(other);
  const noText = `${folder}/no_text.parquet`;
  pl.DataFrame({ image: ["a"] }).writeParquet(noText);
  const garbage = `${folder}/garbage.parquet`;
  await Deno.writeTextFile(garbage, "<html>Sign in to the network</html>");
  const empty = `${folder}/empty.parquet`;
  await Deno.writeFile(empty, new Uint8Array());
  for (const path of [other, noText, garbage, empty]) {
    await expect(openHuggingFace(path)).rejects.toThrow(
      failure(
        "Error",
        new RegExp(
          `^${path} cannot be read as a Parquet file with the columns "image" .*\\)\\.$`,
        ),
      ),
    );
  }
  const noRows = `${folder}/no_rows.parquet`;
  pl.readParquet(parquet, {}).filter(pl.lit(false)).writeParquet(noRows);
  await expect(openHuggingFace(noRows)).rejects.toThrow(
    /no_rows\.parquet has no rows: take another file\.$/,
  );
  for (const path of [`${folder}/none.parquet`, folder]) {
    await expect(openHuggingFace(path)).rejects.toThrow(
      failure(
        "Error",
        `There is no Parquet file ${path}: the data set's path counts from the clone's folder.`,
      ),
    );
  }
});

const refused: [
  string,
  Partial<Record<keyof DatasetSettings, unknown>>,
  RegExp,
][] = [
  [
    "an unknown source",
    { source: "apple" },
    /source must be one of "noto", "twemoji", "openmoji", "fluent", "huggingface", "folder", but it/,
  ],
  [
    "a folder without path",
    { source: "folder" },
    /"path" is missing: add it, the folder of your pictures\.$/,
  ],
  [
    "a path for an installed source",
    { path: "pictures" },
    /path must be absent, since the pictures of this source are .* "pictures"\.$/,
  ],
  [
    "a path that is no text",
    { source: "huggingface", path: 3 },
    /path must be a path from the clone's folder, but it is 3\.$/,
  ],
];
for (const [what, change, message] of refused) {
  Deno.test(`${what} is refused with the reason`, async () => {
    const wrong = { ...settings, ...change } as DatasetSettings;
    await expect(loadDataset(wrong)).rejects.toThrow(message);
  });
}

function assertSplitByGroup(dataset: Dataset) {
  const parts = splits.map((part) => new Set(dataset[part].groups));
  const all = new Set(parts.flatMap((part) => [...part]));
  expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(all.size);
  expect(all.size).toBe(new Set(textColumn(dataset.catalogue, "group")).size);
}

function readAll(
  { catalogue, readPictures }: PictureSource,
  size: { height: number; width: number },
) {
  return readPictures([...Array(catalogue.height).keys()], size);
}

function parquetOf(frame: pl.DataFrame): Uint8Array<ArrayBuffer> {
  const path = `${folder}/${crypto.randomUUID()}.parquet`;
  frame.writeParquet(path);
  return Deno.readFileSync(path);
}
