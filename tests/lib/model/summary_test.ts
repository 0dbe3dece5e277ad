import { expect } from "@std/expect";
import { assignedNetwork } from "../../../lib/model/network.ts";
import { summary } from "../../../lib/model/summary.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { normalizedNetwork } from "../../support/networks.ts";
import pytorch from "../../fixtures/pytorch.json" with { type: "json" };
import { failure } from "../../support/failure.ts";

for (const size of [64, 224] as const) {
  Deno.test(`the summary at ${size}x${size} is torchsummary's, letter for letter`, () =>
    assertNoTensorsLeft(() =>
      expect(`${summary(assignedNetwork, [size, size, 4])}`).toBe(
        pytorch.summary[size],
      )
    ));
}

Deno.test("the summary of dense layers, drop-out and a picture that is not square is torchsummary's", () => {
  const text = summary({
    encoder: [
      { layer: "conv2d", filters: 6, kernelSize: 3, activation: "relu" },
      { layer: "maxPooling2d", poolSize: 2 },
      { layer: "dropout", rate: 0.5 },
      { layer: "flatten" },
      { layer: "dense", units: 5 },
    ],
    decoder: [
      { layer: "dense", units: 144, activation: "elu" },
      { layer: "reshape", targetShape: [4, 6, 6] },
      { layer: "upSampling2d", size: 2 },
      { layer: "conv2d", filters: 4, kernelSize: 3, activation: "sigmoid" },
    ],
  }, [8, 12, 4]);
  expect(`${text}`).toBe(pytorch.summary.dense);
});

Deno.test("moving statistics count as parameters that are not trained", () => {
  const { layers, parameters } = summary(normalizedNetwork, [8, 16, 4]);
  const normalisation = layers.filter(({ layer }) =>
    layer.startsWith("BatchNorm2d")
  );
  // Scale, shift, mean and variance of four channels, twice.
  expect(normalisation.map(({ parameters }) => parameters)).toStrictEqual([
    16,
    16,
  ]);
  expect(parameters.all - parameters.trainable).toBe(2 * 8);
});

Deno.test("a summary has rows for a table, height before width", () => {
  const { rows, mebibytes } = summary(assignedNetwork, [32, 64, 4]);
  expect(rows[0]).toStrictEqual({
    layer: "Conv2d-1",
    output: "32 x 32 x 64",
    parameters: 3_232, // 5 · 5 · 4 · 32 + 32
  });
  expect(mebibytes.input).toBe(32 * 64 * 4 * 4 / 1024 ** 2);
});

Deno.test("a summary of an impossible shape is refused", () => {
  for (const shape of [[0, 64, 4], [64, 64], [64, 64.5, 4]]) {
    expect(() => summary(assignedNetwork, shape)).toThrow(
      failure(
        "RangeError",
        `inputShape must be three positive whole numbers, but it is [${shape}].`,
      ),
    );
  }
});
