import assert from "node:assert/strict";
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
    assert.deepEqual(images.shape, [counts[split], 16, 16, 4]);
    for (
      const name of ["names", "codePoints", "groups", "originalOf"] as const
    ) {
      assert.equal(labels[name].length, counts[split], name);
    }
  }
});

Deno.test("the counts of pictures, copies and images add up", () => {
  assert.deepEqual(dataset.counts.columns, [
    "split",
    "originals",
    "groups",
    "augmented copies",
    "images",
  ]);
  const rows = dataset.counts.rows();
  assert.deepEqual(
    rows.map(([part, pictures, , copies, images]) => [
      part,
      pictures,
      copies,
      images,
    ]),
    [["train", 159, 19, 178], ["validation", 30, 6, 36], ["test", 30, 96, 126]],
  );
  const groups = rows.reduce((sum, row) => sum + row[2], 0);
  assert.equal(groups, 148);
});

Deno.test("no code point and no group stands in two splits", () => {
  for (const column of ["codePoints", "groups"] as const) {
    const parts = splits.map((split) => new Set(dataset[split][column]));
    const all = new Set(parts.flatMap((part) => [...part]));
    assert.equal(
      parts.reduce((sum, part) => sum + part.size, 0),
      all.size,
    );
    assert.equal(all.size, { codePoints: 219, groups: 148 }[column]);
  }
});

Deno.test("U+1F639 is tested, and neither trained on nor validated with", () => {
  assert.ok(dataset.test.codePoints.includes("1F639"));
});

Deno.test("a split is its originals as they are, then copies of them alone", () => {
  const split = textColumn(dataset.catalogue, "split");
  const codePoints = textColumn(dataset.catalogue, "codePoint");
  const names = textColumn(dataset.catalogue, "name");
  for (const part of splits) {
    const rows = split.flatMap((value, row) => value === part ? [row] : []);
    const { images, ...labels } = dataset[part];
    rows.forEach((row, index) => {
      assert.equal(labels.codePoints[index], codePoints[row]);
      assert.deepEqual(images.picture(index), dataset.originals.picture(row));
    });
    labels.codePoints.forEach((codePoint, index) => {
      const row = codePoints.indexOf(codePoint);
      assert.ok(rows.includes(row));
      assert.equal(labels.names[index], names[row]);
    });
  }
});

Deno.test("each image knows its original, by its row in the split", () => {
  for (const { images, originals, originalOf, ...labels } of parts(dataset)) {
    assert.deepEqual(
      originalOf.slice(0, originals.count),
      [...Array(originals.count).keys()],
    );
    originalOf.forEach((original, image) => {
      assert.ok(original < originals.count);
      assert.equal(labels.codePoints[image], labels.codePoints[original]);
      if (image < originals.count) {
        assert.deepEqual(originals.picture(original), images.picture(image));
      }
    });
    assert.equal(labels.groupCount, new Set(labels.groups).size);
  }
});

Deno.test("the data set says how many groups it has, and what it holds out", () => {
  assert.equal(dataset.groupCount, 148);
  assert.deepEqual(dataset.heldOut, ["cat face with tears of joy"]);
  assert.deepEqual(dataset.pictureShape, [16, 16, 4]);
  assert.equal(dataset.originals.count, dataset.catalogue.height);
});

Deno.test("fresh copies are of the same originals, and other ones in each epoch", async () => {
  const { train } = dataset;
  const [first, again, second] = await Promise.all(
    [1, 1, 2].map((epoch) => dataset.augmentAnew(epoch)),
  );
  assert.deepEqual(first, again);
  const count = train.originals.count;
  const copies = train.images.count - count;
  for (const { images, originals, ...labels } of [first!, second!]) {
    const { images: _, originals: fixed, ...expected } = train;
    assert.deepEqual(labels, expected);
    assert.deepEqual(originals, fixed);
    assert.deepEqual(images.shape, train.images.shape);
    assert.deepEqual(images.picture(count - 1), fixed.picture(count - 1));
  }
  for (let image = count; image < count + copies; image++) {
    const copy = first!.images.picture(image);
    const original = train.originalOf[image]!;
    // Near its original, but neither that nor the fixed copy nor the next.
    for (const other of [train, second!]) {
      const difference = largestDifference(copy, other.images.picture(image));
      assert.ok(difference > 0.01, `${image}: ${difference}`);
    }
    assert.ok(
      largestDifference(copy, train.originals.picture(original)) > 0.01,
    );
  }
});

Deno.test("fresh copies depend on the seed, also on its highest bit", async () => {
  const other = await loadDataset({ ...settings, seed: 2 ** 31 + 20 });
  const [one, another] = await Promise.all([
    dataset.augmentAnew(1),
    other.augmentAnew(1),
  ]);
  assert.notDeepEqual(one.images, another.images);
});

Deno.test("fresh copies are not waited for when the signal is aborted", async () => {
  const reason = new Error("stopped");
  await assert.rejects(
    dataset.augmentAnew(1, { signal: AbortSignal.abort(reason) }),
    reason,
  );
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
  assert.equal(
    fingerprint,
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
  await assert.rejects(
    loadDataset(large, { signal: controller.signal }),
    reason,
  );
  assert.ok(performance.now() - aborted < 2000);
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
      assert.ok(largestDifference(images.picture(index), original) < 1e-4);
    });
  }
});

Deno.test("with augmentation, every copy departs from its original", () => {
  const codePoints = textColumn(dataset.catalogue, "codePoint");
  const { images, codePoints: shown } = dataset.test;
  shown.slice(30).forEach((codePoint, index) => {
    const original = dataset.originals.picture(codePoints.indexOf(codePoint));
    const copy = images.picture(30 + index);
    assert.ok(largestDifference(copy, original) > 0.05, codePoint);
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
      assert.ok(count <= fewest + 1, `${group}: ${count}, another ${fewest}`);
      copied++;
    }
    assert.ok(copied > 0);
  }
});

Deno.test("values are in [0, 1], and no colour is above its alpha", () => {
  for (const images of [...parts(dataset), { images: dataset.originals }]) {
    const { data } = images.images;
    let visible = 0;
    for (let at = 0; at < data.length; at++) {
      const alpha = data[at - at % 4 + 3]!;
      assert.ok(data[at]! >= 0 && data[at]! <= alpha && alpha <= 1);
      if (alpha > 0.5) visible++;
    }
    assert.ok(visible > data.length / 4);
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
  assert.notEqual(other.fingerprint, dataset.fingerprint);
  assert.notDeepEqual(other.test.codePoints, dataset.test.codePoints);
  assert.deepEqual(other.originals, dataset.originals);
});

Deno.test("another augmentation changes the fingerprint, not the split", async () => {
  const other = await loadDataset({
    ...settings,
    augmentation: { ...settings.augmentation, maximumRotation: 5 },
  });
  assert.notEqual(other.fingerprint, dataset.fingerprint);
  assert.deepEqual(other.catalogue.toRecords(), dataset.catalogue.toRecords());
});

Deno.test("the catalogue prints itself as a table in a notebook", () => {
  assert.deepEqual(dataset.catalogue.columns, [
    "name",
    "codePoint",
    "group",
    "subcategory",
    "split",
  ]);
  assert.ok(Symbol.for("Jupyter.display") in dataset.catalogue);
  const cat = dataset.catalogue.filter(
    pl.col("codePoint").eq(pl.lit("1F63F")),
  );
  assert.equal(textColumn(cat, "name")[0], "crying cat face");
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
    await assert.rejects(loadDataset(wrong), (error: Error) => {
      assert.ok(error instanceof RangeError || error instanceof TypeError);
      assert.match(error.message, message);
      return true;
    });
  });
}

function augmented(change: Record<string, unknown>) {
  return { augmentation: { ...settings.augmentation, ...change } };
}

function parts({ train, validation, test }: Dataset): DatasetSplit[] {
  return [train, validation, test];
}

function assertSame(actual: Dataset, expected: Dataset) {
  assert.equal(actual.fingerprint, expected.fingerprint);
  assert.deepEqual(parts(actual), parts(expected));
  assert.deepEqual(actual.originals, expected.originals);
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
  assert.ok(removed > 0);
}
