import { expect } from "@std/expect";
import { describeArchitecture } from "../../../lib/model/architecture.ts";
import {
  denseCodeNetwork,
  stridedNetwork,
} from "../../../lib/model/strided_network.ts";

Deno.test("a strided network makes pictures of each size again from an eighth of it", () => {
  for (const size of [48, 64, 96]) {
    const { codeShape, outputBlock } = describeArchitecture(
      stridedNetwork(64),
      [size, size, 4],
    );
    expect(codeShape).toStrictEqual([size / 8, size / 8, 64]);
    expect(outputBlock).toBe(1);
  }
});

Deno.test("a dense code is drawn at the size of its pictures", () => {
  const { codeShape, parameters } = describeArchitecture(
    denseCodeNetwork(128, 48),
    [48, 48, 4],
  );
  expect(codeShape).toStrictEqual([128]);
  // By hand: a convolution has kernel² · in · out + out, its normalisation
  // 4 · out, of which 2 are not trained, a dense layer in · out + out.
  const conv = (from: number, to: number) => 9 * from * to + to;
  const encoder = conv(4, 32) + 4 * 32 + conv(32, 48) + 4 * 48 + conv(48, 96) +
    4 * 96 +
    (6 * 6 * 96 * 128 + 128);
  const decoder = (128 * 6 * 6 * 96 + 6 * 6 * 96) + conv(96, 96) + 4 * 96 +
    conv(96, 48) + 4 * 48 + conv(48, 32) + 4 * 32 + conv(32, 4);
  expect(parameters).toBe(encoder + decoder);
  expect(() => describeArchitecture(denseCodeNetwork(128, 48), [64, 64, 4]))
    .toThrow("The decoder gives [48,48,4] for a picture of [64,64,4]");
});
