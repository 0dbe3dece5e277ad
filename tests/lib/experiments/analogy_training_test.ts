import { expect } from "@std/expect";
import { workspace } from "../../../lib/base/workspace.ts";
import { loadDataset } from "../../../lib/data/dataset.ts";
import { createDrawing } from "../../../lib/experiments/analogy_drawing.ts";
import {
  analogyObjective,
  stackAnalogies,
} from "../../../lib/experiments/analogy_objective.ts";
import {
  contrastError,
  edgeError,
} from "../../../lib/experiments/analogy_terms.ts";
import { Images } from "../../../lib/data/images.ts";
import { tf } from "../../../lib/engine/engine.ts";
import { trainForAnalogies } from "../../../lib/experiments/train.ts";
import { forgetRun } from "../../../lib/experiments/run.ts";
import type { Autoencoder } from "../../../lib/model/autoencoder.ts";
import { takeNumbers, toTensor } from "../../../lib/model/evaluation.ts";
import { assertClose, assertNoTensorsLeft } from "../../support/assertions.ts";
import { mirrored } from "../../support/networks.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";
import { smallDataset } from "../../support/small_dataset.ts";

// Runs go to build/quick, so that no test touches what is committed.
useQuickPreset();

const splits = ["train", "train", "validation", "test", "train", "test"];
const analogies = [[0, 1, 4, 0], [0, 1, 3, 5]] as const;
const all = [0, 1, 2, 3, 4, 5];
/** The third font lacks the second emoji and has the others in another order. */
const fonts = [all, all, [5, undefined, 4, 3, 2, 1]];

function draw(otherSplits: "train" | "all") {
  return createDrawing({ splits, fonts, otherSplits, analogies, seed: 1 });
}

Deno.test("of the first font no analogy shows what is not for training", () => {
  for (const otherSplits of ["train", "all"] as const) {
    const drawn = draw(otherSplits).forEpoch(1, 400)
      .flatMap(({ pictures }) => pictures);
    const rows = (font: number) =>
      new Set(drawn.filter((it) => it.font === font).map(({ row }) => row));
    expect([...rows(0)].sort()).toEqual([0, 1, 4]);
    expect([...rows(1)].sort())
      .toEqual(otherSplits === "all" ? all : [0, 1, 4]);
    // By hand: without its second emoji, 0 is at 5 and 4 at 2.
    expect([...rows(2)].sort())
      .toEqual(otherSplits === "all" ? [1, 2, 3, 4, 5] : [2, 5]);
  }
});

Deno.test("an epoch's analogies are the same each time and differ from the next's", () => {
  const drawing = draw("train");
  expect(drawing.forEpoch(2, 50)).toEqual(drawing.forEpoch(2, 50));
  expect(drawing.forEpoch(2, 50)).not.toEqual(drawing.forEpoch(3, 50));
});

Deno.test("the test asks each of its emoji once, from another font to the first", () => {
  const asked = draw("all").between("test");
  for (const [index, row] of [3, 5].entries()) {
    const [a, b, c, d] = asked[index]!.pictures;
    expect(d).toEqual({ font: 0, row });
    expect(a.font).toBe(0);
    expect(b.font).toBe(c.font);
    expect(c.row).toBe(fonts[c.font]![row]);
    expect(c.font).not.toBe(0);
  }
  expect(asked.length).toBe(2);
});

Deno.test("pictures of an analogy lie behind each other in the channels", () => {
  // Pictures of 1x2 pixels; each value tells font, row, pixel and channel.
  const font = (number: number) =>
    new Images(
      Float32Array.from(
        { length: 2 * 8 },
        (_, i) => (number * 16 + i) / 100,
      ),
      [2, 1, 2, 4],
    );
  const pictures = [
    { row: 0, font: 0 },
    { row: 0, font: 1 },
    { row: 1, font: 1 },
    { row: 1, font: 0 },
  ] as const;
  const stack = (isFlipped: boolean, right: number) =>
    stackAnalogies(
      [{ pictures, isFlipped, shift: [right, 0] }],
      [font(0), font(1)],
    );
  const { data, shape } = stack(false, 0);
  expect(shape).toEqual([1, 1, 2, 16]);
  expect([...data].map((value) => Math.round(value * 100))).toEqual([
    ...[0, 1, 2, 3, 16, 17, 18, 19, 24, 25, 26, 27, 8, 9, 10, 11],
    ...[4, 5, 6, 7, 20, 21, 22, 23, 28, 29, 30, 31, 12, 13, 14, 15],
  ]);
  const [left, right] = [data.slice(0, 16), data.slice(16)];
  expect([...stack(true, 0).data]).toEqual([...right, ...left]);
  expect([...stack(false, 1).data]).toEqual([...Array(16).fill(0), ...left]);
});

Deno.test("with codes that are the pictures themselves the sum is plain arithmetic", () =>
  assertNoTensorsLeft(async () => {
    // By hand: reconstruction is perfect, and the sum is 0.75 - 0.5 + 0.25 = 0.5
    // where d is 0.3, so that the error is 0.04. All pictures are even, and the
    // only one that may be taken for the answer is d.
    const same = { apply: (x: tf.Tensor) => x, layers: [{ name: "" }] };
    const network = { encoder: same, decoder: same } as unknown as Autoencoder;
    const images = toTensor({
      data: Float32Array.from(
        { length: 6 * 16 },
        (_, i) => [0.75, 0.5, 0.25, 0.3][Math.floor(i % 16 / 4)]!,
      ),
      shape: [1, 2, 3, 16],
    });
    const measured = await takeNumbers(
      tf.tidy(() =>
        analogyObjective(network, { contrast: 1, edges: 1 })(
          { images },
          { training: true },
        )
      ),
    );
    images.dispose();
    assertClose(measured["meanSquaredError"]!, 0, 1e-7);
    assertClose(measured["analogyError"]!, 0.04, 1e-6);
    assertClose(measured["edgeError"]!, 0, 1e-7);
    assertClose(measured["contrastError"]!, 0, 1e-7);
    assertClose(measured["loss"]!, 0.04, 1e-6);
  }));

Deno.test("edges are differences between neighbours, to the right and below", () =>
  assertNoTensorsLeft(async () => {
    // By hand: of three differences down one is -1, of four to the right one is 1
    // and one -1.
    const drawn = tf.tensor4d([0, 1, 0, 0, 0, 0], [1, 2, 3, 1]);
    const even = tf.fill([1, 2, 3, 1], 0.5) as tf.Tensor4D;
    const error = edgeError(drawn, even);
    assertClose((await error.data())[0]!, 1 / 3 + 2 / 4, 1e-6);
    tf.dispose([drawn, even, error]);
  }));

Deno.test("the contrast is how well the answer is told from other pictures", () =>
  assertNoTensorsLeft(async () => {
    // By hand: the codes' variance is 0.859375. The first sum, 1, lies on the
    // codes of a2, c2 and its own d, by 1 from b2 and by 2 from d2; the second, 3,
    // lies on its own d alone.
    const codes = tf.tensor2d([0, 1, 0, 2, 1, 1, 1, 3], [8, 1]);
    const sums = tf.tensor2d([1, 3], [2, 1]);
    const scale = 0.2 * 0.859375;
    const first = Math.log(3 + Math.exp(-1 / scale) + Math.exp(-4 / scale));
    const error = contrastError(sums, codes);
    assertClose((await error.data())[0]!, first / 2, 1e-5);
    tf.dispose([codes, sums, error]);
  }));

Deno.test("a training for arithmetic lowers the error of sums, and leaves no tensor", () =>
  assertNoTensorsLeft(async () => {
    const name = `analogies-${crypto.randomUUID().slice(0, 8)}`;
    const network = mirrored({
      channels: 4,
      filters: [8],
      kernelSize: 3,
      upsampling: "before",
    });
    try {
      const { record } = await trainForAnalogies({
        name,
        dataset: await loadDataset(smallDataset),
        others: [await loadDataset({ ...smallDataset, source: "twemoji" })],
        otherSplits: "all",
        analogies: [],
        perEpoch: 60,
        weights: { contrast: 0.1, edges: 1 },
        network,
        training: { epochs: 4, batchSize: 20, learningRate: 0.01, seed: 1 },
      });
      const errors = record.history.map((row) =>
        (row as unknown as Record<string, number>)["validationAnalogyError"]!
      );
      expect(errors.at(-1)!).toBeLessThan(0.9 * errors[0]!);
      expect(record.test.pictureErrors).toHaveLength(60);
    } finally {
      forgetRun(name);
      for await (const folder of Deno.readDir(workspace().runs)) {
        if (!folder.name.startsWith(name)) continue;
        await Deno.remove(workspace().runs + folder.name, { recursive: true });
      }
    }
  }));

Deno.test("a font without one emoji of the data set is refused", async () => {
  const dataset = await loadDataset(smallDataset);
  await expect((async () =>
    await trainForAnalogies({
      name: "never",
      dataset,
      others: [{ ...dataset, catalogue: dataset.catalogue.head(0) } as never],
      otherSplits: "all",
      analogies: [],
      weights: { contrast: 0, edges: 0 },
      perEpoch: 1,
      network: { encoder: [], decoder: [] },
      training: { epochs: 1, batchSize: 1, learningRate: 0.01, seed: 1 },
    }))()).rejects.toThrow(
      /^A font needs emoji of the data set, but of the code points of noto \(none first\) the data set has none: take/,
    );
});
