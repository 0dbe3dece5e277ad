import { expect } from "@std/expect";
import { benchmark } from "../../../lib/analysis/benchmark.ts";
import {
  type BenchmarkRow,
  isAtLeast,
  isBest,
  ofWay,
} from "../../../lib/analysis/benchmark_rows.ts";
import { catAnalogies } from "../../../lib/analysis/analogies.ts";
import { codeSpace } from "../../../lib/analysis/spaces.ts";
import { benchmarkUnseen } from "../../../lib/analysis/unseen_benchmark.ts";
import { textColumn } from "../../../lib/data/catalogue.ts";
import { loadDataset } from "../../../lib/data/dataset.ts";
import type { tf } from "../../../lib/engine/engine.ts";
import type { Autoencoder } from "../../../lib/model/autoencoder.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { smallDataset } from "../../support/small_dataset.ts";

/** Its codes are the pictures themselves. */
const same = { apply: (x: tf.Tensor) => x.clone(), layers: [{ name: "" }] };
const copying = { encoder: same, decoder: same } as unknown as Autoencoder;

Deno.test("pixels solve the control, the mean of the others is the measure of errors, and a network that copies does as the pixels", () =>
  assertNoTensorsLeft(async () => {
    const dataset = await loadDataset(smallDataset);
    const rows = await benchmark(dataset, {
      copying: await codeSpace(copying, dataset),
    });
    const { relativeError, edgeError } = rows["pixels: mean of the others"]!;
    expect([relativeError, edgeError]).toStrictEqual([1, 1]);
    // An independent computation in numpy gave 94 % on pictures of 64 pixels.
    expect(rows["pixels: A - B + C"]!.genders).toBeGreaterThan(0.8);
    expect(rows["pixels: A as it is"]!.tones).toBe(0);
    for (const way of ["A - B + C", "averaged"]) {
      const { pixels, copying } = ofWay(rows, way);
      const { method: _, judged: __, edgeError: ___, ...own } = pixels!;
      // What is drawn differs: pixels are clipped to what a picture can hold.
      expect(copying).toMatchObject(own);
    }
  }));

Deno.test("only analogies whose answer no training saw are counted, over all splits", () =>
  assertNoTensorsLeft(async () => {
    const parts = await Promise.all([1, 2].map(async (seed) => ({
      dataset: await loadDataset({ ...smallDataset, seed }),
      networks: { copying },
    })));
    const analogies = catAnalogies(parts[0]!.dataset);
    const names = textColumn(parts[0]!.dataset.catalogue, "name");
    const allCats = new Set(analogies.map(({ target }) => names[target]));
    const allFaces = new Set(analogies.map(({ c }) => names[c]));
    // Each cat or face that was not trained on is asked by eight others.
    const asked = (isCat: boolean) =>
      8 *
      parts.flatMap(({ dataset: { validation, test } }) =>
        [validation, test].flatMap(({ originals, names }) =>
          names.slice(0, originals.count)
        )
      ).filter((name) => isCat ? allCats.has(name) : allFaces.has(name)).length;
    const { rows, cats, faces } = await benchmarkUnseen(parts);
    expect([cats, faces]).toStrictEqual([asked(true), asked(false)]);
    for (const way of ["A - B + C", "averaged"]) {
      const { method: _, ...pixels } = rows[`pixels: ${way}`]!;
      expect(rows[`copying: ${way}`]).toMatchObject(pixels);
    }
    expect(Object.keys(rows)).toContain("blurred pixels: A - B + C");
  }));

const rows = (...all: Partial<BenchmarkRow>[]) =>
  Object.fromEntries(
    all.map((row, index) => [["pixels", "net"][index]!, row as BenchmarkRow]),
  );

Deno.test("the pixels are best when no other space has more", () => {
  expect(isBest(rows({ tones: 0.3 }, { tones: 0.3 }), "tones")).toBe(true);
  expect(isBest(rows({ judged: 0.3 }, { judged: 0.4 }), "judged")).toBe(false);
});

Deno.test("rows are compared space by space", () => {
  const fewer = rows({ top1: 0.1 }, { top1: 0.2 });
  expect(isAtLeast(rows({ top1: 0.1 }, { top1: 0.3 }), fewer)).toBe(true);
  expect(isAtLeast(rows({ top1: 0.2 }, { top1: 0.1 }), fewer)).toBe(false);
});
