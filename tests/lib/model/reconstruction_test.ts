import { expect } from "@std/expect";
import { smallAutoencoder } from "../../support/networks.ts";
import { tf } from "../../../lib/engine/engine.ts";
import { Images } from "../../../lib/data/images.ts";
import { reconstruct } from "../../../lib/model/autoencoder.ts";
import {
  measurePictures,
  pictureErrors,
  reconstructImages,
} from "../../../lib/model/reconstruction.ts";
import {
  augmentationExamples,
  reconstructionExamples,
} from "../../../lib/figures/examples.ts";
import { assertClose, assertNoTensorsLeft } from "../../support/assertions.ts";

const model = () => smallAutoencoder({ filters: [2] }, 1);

/** Grey pictures of 2x4, each as bright as its number. */
function greys(...values: number[]): Images {
  return new Images(
    Float32Array.from(values.flatMap((value) => Array(32).fill(value))),
    [values.length, 2, 4, 4],
  );
}

Deno.test("many pictures come out as they do one at a time", () =>
  assertNoTensorsLeft(async () => {
    const { encoder, decoder } = model();
    const values = Array.from({ length: 53 }, (_, index) => index / 53);
    const all = await reconstructImages({ encoder, decoder }, greys(...values));
    const alone = tf.tidy(() =>
      reconstruct(
        { encoder, decoder },
        tf.tensor4d(greys(values[52]!).data, [1, 2, 4, 4]),
      ).dataSync()
    );
    expect(all.shape).toStrictEqual([53, 2, 4, 4]);
    all.picture(52).forEach((value, index) =>
      expect(Math.abs(value - alone[index]!)).toBeLessThan(1e-6)
    );
    encoder.dispose();
    decoder.dispose();
  }));

Deno.test("each picture has its own error", () => {
  // By hand: 0.5² and 0.25².
  expect(pictureErrors(greys(0, 0.5), greys(0.5, 0.75))).toStrictEqual([
    0.25,
    0.0625,
  ]);
});

Deno.test("batches of two shapes cannot be compared", () => {
  expect(() => pictureErrors(greys(0), greys(0, 1))).toThrow(
    /\[1,2,4,4\] and \[2,2,4,4\]/,
  );
});

Deno.test("the originals' mean error is told apart from that of all images", () =>
  assertNoTensorsLeft(async () => {
    const { encoder, decoder } = model();
    const images = greys(0, 1, 0.5, 0.1);
    const measured = await measurePictures({ encoder, decoder }, {
      images,
      originals: greys(0, 1),
    });
    const output = await reconstructImages({ encoder, decoder }, images);
    const errors = pictureErrors(output, images);
    measured.pictureErrors.forEach((error, index) =>
      assertClose(error, errors[index]!, 1e-5 * errors[index]!)
    );
    expect(measured.originalsMeanSquaredError).toBe(
      (errors[0]! + errors[1]!) / 2,
    );
    encoder.dispose();
    decoder.dispose();
  }));

const part = {
  images: greys(0, 1, 0.5, 0.1, 0.9, 0.2),
  originals: greys(0, 1, 0.5),
  originalOf: [0, 1, 2, 0, 1, 0],
  groupCount: 3,
  names: ["a", "b", "c", "a", "b", "a"],
  codePoints: [],
  groups: [],
};

Deno.test("an original stands before its copies, if it has so many", () => {
  const { rows, columnLabels } = augmentationExamples(part, {
    rows: 3,
    copies: 1,
  });
  expect(columnLabels).toStrictEqual(["original", "copy"]);
  expect(rows.map(({ pictures }) =>
    Array.from(
      { length: pictures.count },
      (_, index) => Number(pictures.picture(index)[0]!.toFixed(2)),
    )
  )).toStrictEqual([[0, 0.1], [1, 0.9]]);
  // "a" has the most copies, two.
  const { rows: [most] } = augmentationExamples(part, { rows: 3, copies: 9 });
  expect(most?.pictures.count).toBe(3);
});

Deno.test("reconstructions are shown from the least to the greatest error", () =>
  assertNoTensorsLeft(async () => {
    const models = { network: model() };
    const { rows, columnLabels } = await reconstructionExamples(part, {
      networks: models,
      columns: 3,
    });
    const [originals, outputs] = rows.map(({ pictures }) => pictures);
    const errors = pictureErrors(outputs!, originals!);
    expect(errors).toStrictEqual(errors.toSorted((one, other) => one - other));
    columnLabels!.forEach((label, column) =>
      expect(label).toMatch(new RegExp(`${errors[column]!.toFixed(4)}$`))
    );
    models.network.encoder.dispose();
    models.network.decoder.dispose();
  }));
