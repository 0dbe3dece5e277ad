import { expect } from "@std/expect";
import pl from "nodejs-polars";
import { textColumn } from "../../../lib/data/catalogue.ts";
import {
  type Dataset,
  type DatasetSplit,
  loadDataset,
} from "../../../lib/data/dataset.ts";
import type { DatasetSettings } from "../../../lib/data/dataset_settings.ts";
import { splits } from "../../../lib/data/split.ts";
import { workspace } from "../../../lib/base/workspace.ts";
import { failureOf } from "../../support/failure.ts";

const settings: DatasetSettings = {
  seed: 20,
  imageSize: 16,
  trainCount: 178,
  validationCount: 36,
  testCount: 126,
  augmentation: {
    maximumRotation: 15,
    maximumShift: 0.05,
    minimumScale: 0.85,
    maximumScale: 1.05,
    flip: true,
  },
};
const dataset = await loadDataset(settings);

Deno.test("each split has exactly the count that was asked for", () => {
  const counts = { train: 178, validation: 36, test: 126 };
  for (const split of splits) {
    const { images, ...labels } = dataset[split];
    expect(images.shape).toStrictEqual([counts[split], 16, 16, 4]);
    for (
      const name of ["names", "codePoints", "groups", "originalOf"] as const
    ) {
      expect(labels[name].length).toBe(counts[split]);
    }
  }
});

Deno.test("the counts of pictures, copies and images add up", () => {
  expect(dataset.counts.columns).toStrictEqual([
    "split",
    "originals",
    "groups",
    "augmented copies",
    "images",
  ]);
  const rows = dataset.counts.rows();
  expect(rows.map(([part, pictures, , copies, images]) => [
    part,
    pictures,
    copies,
    images,
  ])).toStrictEqual([["train", 159, 19, 178], ["validation", 30, 6, 36], [
    "test",
    30,
    96,
    126,
  ]]);
  const groups = rows.reduce((sum, row) => sum + row[2], 0);
  expect(groups).toBe(148);
});

Deno.test("no code point and no group stands in two splits", () => {
  for (const column of ["codePoints", "groups"] as const) {
    const parts = splits.map((split) => new Set(dataset[split][column]));
    const all = new Set(parts.flatMap((part) => [...part]));
    expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(all.size);
    expect(all.size).toBe({ codePoints: 219, groups: 148 }[column]);
  }
});

Deno.test("U+1F639 is tested, and neither trained on nor validated with", () => {
  expect(dataset.test.codePoints).toContain("1F639");
});

Deno.test("a split is its originals as they are, then copies of them alone", () => {
  const split = textColumn(dataset.catalogue, "split");
  const codePoints = textColumn(dataset.catalogue, "codePoint");
  const names = textColumn(dataset.catalogue, "name");
  for (const part of splits) {
    const rows = split.flatMap((value, row) => value === part ? [row] : []);
    const { images, ...labels } = dataset[part];
    rows.forEach((row, index) => {
      expect(labels.codePoints[index]).toBe(codePoints[row]);
      expect(images.picture(index)).toStrictEqual(
        dataset.originals.picture(row),
      );
    });
    labels.codePoints.forEach((codePoint, index) => {
      const row = codePoints.indexOf(codePoint);
      expect(rows).toContain(row);
      expect(labels.names[index]).toBe(names[row]);
    });
  }
});

Deno.test("each image knows its original, by its row in the split", () => {
  for (const { images, originals, originalOf, ...labels } of parts(dataset)) {
    expect(originalOf.slice(0, originals.count)).toStrictEqual([
      ...Array(originals.count).keys(),
    ]);
    originalOf.forEach((original, image) => {
      expect(original).toBeLessThan(originals.count);
      expect(labels.codePoints[image]).toBe(labels.codePoints[original]);
      if (image < originals.count) {
        expect(originals.picture(original)).toStrictEqual(
          images.picture(image),
        );
      }
    });
    expect(labels.groupCount).toBe(new Set(labels.groups).size);
  }
});

Deno.test("the data set says how many groups it has, and what it holds out", () => {
  expect(dataset.groupCount).toBe(148);
  expect(dataset.heldOut).toStrictEqual(["cat face with tears of joy"]);
  expect(dataset.pictureShape).toStrictEqual([16, 16, 4]);
  expect(dataset.originals.count).toBe(dataset.catalogue.height);
});

Deno.test("fresh copies are of the same originals, and other ones in each epoch", async () => {
  const { train } = dataset;
  const [first, again, second] = await Promise.all(
    [1, 1, 2].map((epoch) => dataset.augmentAnew(epoch)),
  );
  expect(first).toStrictEqual(again);
  const count = train.originals.count;
  const copies = train.images.count - count;
  for (const { images, originals, ...labels } of [first!, second!]) {
    const { images: _, originals: fixed, ...expected } = train;
    expect(labels).toStrictEqual(expected);
    expect(originals).toStrictEqual(fixed);
    expect(images.shape).toStrictEqual(train.images.shape);
    expect(images.picture(count - 1)).toStrictEqual(fixed.picture(count - 1));
  }
  for (let image = count; image < count + copies; image++) {
    const copy = first!.images.picture(image);
    const original = train.originalOf[image]!;
    // Near its original, but neither that nor the fixed copy nor the next.
    for (const other of [train, second!]) {
      const difference = largestDifference(copy, other.images.picture(image));
      expect(difference).toBeGreaterThan(0.01);
    }
    expect(largestDifference(copy, train.originals.picture(original)))
      .toBeGreaterThan(0.01);
  }
});

Deno.test("fresh copies depend on the seed, also on its highest bit", async () => {
  const other = await loadDataset({ ...settings, seed: 2 ** 31 + 20 });
  const [one, another] = await Promise.all([
    dataset.augmentAnew(1),
    other.augmentAnew(1),
  ]);
  expect(one.images).not.toStrictEqual(another.images);
});

Deno.test("fresh copies are not waited for when the signal is aborted", async () => {
  const reason = new Error("stopped");
  await expect(dataset.augmentAnew(1, { signal: AbortSignal.abort(reason) }))
    .rejects.toBe(reason);
});

Deno.test("the assignment's data are those that the committed runs were trained on", async () => {
  const { fingerprint } = await loadDataset({
    seed: 1,
    imageSize: 64,
    trainCount: 600,
    validationCount: 200,
    testCount: 200,
    augmentation: {
      maximumRotation: 10,
      maximumShift: 0.05,
      minimumScale: 0.9,
      maximumScale: 1.05,
      flip: true,
    },
  });
  // "data" in the run.json of data/runs.
  expect(fingerprint).toBe(
    "75f91f328aab422fbb4aba1c1b4b1ef6948f97403acdf1fd49352136fd9b2b1c",
  );
});

Deno.test("an aborted signal ends the loading within two seconds", async () => {
  const large = { ...settings, imageSize: 256, trainCount: 1000, seed: 9 };
  const controller = new AbortController();
  const reason = new Error("stopped");
  let aborted = Infinity;
  setTimeout(() => {
    aborted = performance.now();
    controller.abort(reason);
  }, 300);
  await expect(loadDataset(large, { signal: controller.signal })).rejects
    .toThrow(reason);
  expect(performance.now() - aborted).toBeLessThan(2000);
});

Deno.test("row by row, a copy shows what its name says", async () => {
  const still = await loadDataset({
    ...settings,
    augmentation: {
      maximumRotation: 0,
      maximumShift: 0,
      minimumScale: 1,
      maximumScale: 1,
      flip: false,
    },
  });
  const codePoints = textColumn(still.catalogue, "codePoint");
  for (const { images, codePoints: shown } of parts(still)) {
    shown.forEach((codePoint, index) => {
      const original = still.originals.picture(codePoints.indexOf(codePoint));
      expect(largestDifference(images.picture(index), original)).toBeLessThan(
        1e-4,
      );
    });
  }
});

Deno.test("with augmentation, every copy departs from its original", () => {
  const codePoints = textColumn(dataset.catalogue, "codePoint");
  const { images, codePoints: shown } = dataset.test;
  shown.slice(30).forEach((codePoint, index) => {
    const original = dataset.originals.picture(codePoints.indexOf(codePoint));
    const copy = images.picture(30 + index);
    expect(largestDifference(copy, original)).toBeGreaterThan(0.05);
  });
});

Deno.test("a group gets a copy only while no other has fewer images", () => {
  for (const part of parts(dataset)) {
    const images = new Map<string, number>();
    const originals = new Map<string, Set<string>>();
    part.groups.forEach((group, index) => {
      images.set(group, (images.get(group) ?? 0) + 1);
      const members = originals.get(group) ?? new Set();
      originals.set(group, members.add(part.codePoints[index]!));
    });
    const fewest = Math.min(...images.values());
    let copied = 0;
    for (const [group, count] of images) {
      if (count === originals.get(group)!.size) continue;
      expect(count).toBeLessThanOrEqual(fewest + 1);
      copied++;
    }
    expect(copied).toBeGreaterThan(0);
  }
});

Deno.test("values are in [0, 1], and no colour is above its alpha", () => {
  for (const images of [...parts(dataset), { images: dataset.originals }]) {
    const { data } = images.images;
    const alphaOf = (at: number) => data[at - at % 4 + 3]!;
    // Millions of values: each an expectation of its own would take minutes.
    const wrong = data.findIndex((value, at) =>
      !(value >= 0 && value <= alphaOf(at) && alphaOf(at) <= 1)
    );
    expect(wrong).toBe(-1);
    const visible = data.filter((_, at) => alphaOf(at) > 0.5).length;
    expect(visible).toBeGreaterThan(data.length / 4);
  }
});

Deno.test("the same settings give the same bytes, from the cache or built", async () => {
  const again = await loadDataset(structuredClone(settings));
  assertSame(again, dataset);
  await removeCache();
  assertSame(await loadDataset(settings), dataset);
});

Deno.test("another seed gives another split and other copies", async () => {
  const other = await loadDataset({ ...settings, seed: 21 });
  expect(other.fingerprint).not.toBe(dataset.fingerprint);
  expect(other.test.codePoints).not.toStrictEqual(dataset.test.codePoints);
  expect(other.originals).toStrictEqual(dataset.originals);
});

Deno.test("another augmentation changes the fingerprint, not the split", async () => {
  const other = await loadDataset({
    ...settings,
    augmentation: { ...settings.augmentation, maximumRotation: 5 },
  });
  expect(other.fingerprint).not.toBe(dataset.fingerprint);
  expect(other.catalogue.toRecords()).toStrictEqual(
    dataset.catalogue.toRecords(),
  );
});

Deno.test("the catalogue prints itself as a table in a notebook", () => {
  expect(dataset.catalogue.columns).toStrictEqual([
    "name",
    "codePoint",
    "group",
    "subcategory",
    "split",
  ]);
  expect(Symbol.for("Jupyter.display") in dataset.catalogue).toBe(true);
  const cat = dataset.catalogue.filter(
    pl.col("codePoint").eq(pl.lit("1F63F")),
  );
  expect(textColumn(cat, "name")[0]).toBe("crying cat face");
});

Deno.test("a count of 0 gives the originals alone, split as with copies", async () => {
  const none = { trainCount: 0, validationCount: 0, testCount: 0 };
  const alone = await loadDataset({ ...settings, ...none });
  for (const split of ["train", "validation", "test"] as const) {
    expect(alone[split].names).toStrictEqual(
      dataset[split].names.slice(0, dataset[split].originals.count),
    );
    expect(alone[split].images.data).toStrictEqual(
      dataset[split].originals.data,
    );
  }
});

const refused: [string, Record<string, unknown>, RegExp][] = [
  ["a picture size of 0", { imageSize: 0 }, /imageSize .* 8 to 256.* is 0/],
  ["a picture size of 12.5", { imageSize: 12.5 }, /imageSize .* 12.5/],
  ["a picture size as text", { imageSize: "64" }, /imageSize .* "64"/],
  ["a seed of 0.5", { seed: 0.5 }, /seed .* integer.* 0.5/],
  ["a seed of 2^32", { seed: 2 ** 32 }, /seed .* 0 to 4,294,967,295.* 4294/],
  ["a count of -1", { testCount: -1 }, /testCount .* -1/],
  [
    "fewer images than originals",
    { trainCount: 100 },
    /train split has 159 original .* trainCount is 100; set it to 159 or more/,
  ],
  [
    "an unknown name",
    { imagesize: 64 },
    /no setting "imagesize": write "imageSize"\.$/,
  ],
  ["a missing count", { testCount: undefined }, /"testCount" is missing/],
  [
    "no augmentation",
    { augmentation: undefined },
    /"augmentation" is missing/,
  ],
  ["a rotation of 200", augmented({ maximumRotation: 200 }), /0 to 180/],
  [
    "a shift of -0.1",
    augmented({ maximumShift: -0.1 }),
    /maximumShift .* -0.1/,
  ],
  ["a scale of 0", augmented({ minimumScale: 0 }), /minimumScale .* is 0/],
  ["a scale as text", augmented({ maximumScale: "1" }), /maximumScale .* "1"/],
  ["a scale of 100", augmented({ maximumScale: 100 }), /maximumScale .* 100/],
  [
    "scales in the wrong order",
    augmented({ minimumScale: 1.1 }),
    /minimumScale must be at most maximumScale, 1\.05, but it is 1\.1/,
  ],
  ["NaN", augmented({ maximumShift: NaN }), /maximumShift .* NaN/],
  ["a flip of 1", augmented({ flip: 1 }), /flip .* true or false.* 1/],
  ["an unknown augmentation", augmented({ blur: 1 }), /no setting "blur"/],
];
for (const [what, change, message] of refused) {
  Deno.test(`${what} is refused with the reason`, async () => {
    const wrong = { ...settings, ...change } as unknown as DatasetSettings;
    const error = await failureOf(() => loadDataset(wrong));
    expect(["RangeError", "TypeError"]).toContain(error.name);
    expect(String(error)).toMatch(message);
  });
}

function augmented(change: Record<string, unknown>) {
  return { augmentation: { ...settings.augmentation, ...change } };
}

function parts({ train, validation, test }: Dataset): DatasetSplit[] {
  return [train, validation, test];
}

function assertSame(actual: Dataset, expected: Dataset) {
  expect(actual.fingerprint).toBe(expected.fingerprint);
  expect(parts(actual)).toStrictEqual(parts(expected));
  expect(actual.originals).toStrictEqual(expected.originals);
}

function largestDifference(one: Float32Array, other: Float32Array): number {
  return one.reduce(
    (largest, value, at) => Math.max(largest, Math.abs(value - other[at]!)),
    0,
  );
}

/** Its files are known by their length: a SHA-256, then float32 per value. */
async function removeCache() {
  const copies = 150 + 50 + 140 - 219;
  const length = 32 + (219 + copies) * 16 * 16 * 4 * 4;
  const { cache } = workspace();
  let removed = 0;
  for await (const { name } of Deno.readDir(cache)) {
    if ((await Deno.stat(cache + name)).size !== length) continue;
    await Deno.remove(cache + name);
    removed++;
  }
  expect(removed).toBeGreaterThan(0);
}
