import { expect } from "@std/expect";
import { tf } from "../../../lib/engine/engine.ts";
import {
  NoiseDropout,
  normalNoise,
  withNoise,
} from "../../../lib/model/noise.ts";
import { assertClose, assertNoTensorsLeft } from "../../support/assertions.ts";

const dropped = (seed: number, { training = true, rate = 0.25 } = {}) =>
  tf.tidy(() =>
    withNoise(seed, () => {
      const layer = new NoiseDropout({ rate });
      const ones = tf.ones([3, 5, 7, 8]);
      return [...(layer.apply(ones, { training }) as tf.Tensor).dataSync()];
    })
  );

Deno.test("drop-out sets a share to 0 and divides the others, so that the mean stays", () =>
  assertNoTensorsLeft(() => {
    const values = dropped(1);
    expect(new Set(values.map((value) => value.toFixed(4)))).toStrictEqual(
      new Set(["0.0000", (1 / 0.75).toFixed(4)]),
    );
    // Of 840 draws the share varies by 0.015 (one standard deviation).
    const share = values.filter((value) => value === 0).length / values.length;
    assertClose(share, 0.25, 0.06);
  }));

Deno.test("drop-out draws the same numbers with the same seed alone", () => {
  expect(dropped(1)).toStrictEqual(dropped(1));
  expect(dropped(1)).not.toStrictEqual(dropped(2));
});

Deno.test("two layers, and two steps, draw other numbers", () =>
  tf.tidy(() =>
    withNoise(1, () => {
      const layer = new NoiseDropout({ rate: 0.5 });
      const ones = tf.ones([100]);
      const draw = () =>
        (layer.apply(ones, { training: true }) as tf.Tensor).dataSync();
      expect(draw()).not.toStrictEqual(draw());
    })
  ));

Deno.test("drop-out leaves everything when nothing is trained", () => {
  expect(dropped(1, { training: false }).every((value) => value === 1)).toBe(
    true,
  );
  expect(dropped(1, { rate: 0 }).every((value) => value === 1)).toBe(true);
});

Deno.test("normal noise has mean 0 and variance 1", () =>
  assertNoTensorsLeft(() =>
    tf.tidy(() => {
      const { mean, variance } = tf.moments(
        withNoise(1, () => normalNoise([100, 100])),
      );
      // Of 10,000 draws: five standard deviations of either.
      assertClose(mean.dataSync()[0]!, 0, 0.05);
      assertClose(variance.dataSync()[0]!, 1, 0.07);
    })
  ));

Deno.test("noise without a seed is refused", () =>
  assertNoTensorsLeft(() => {
    expect(() => normalNoise([1])).toThrow(/only inside of withNoise/);
    expect(() =>
      withNoise(1, () => {
        throw new Error("A failure inside.");
      })
    ).toThrow(/A failure inside/);
    expect(() => normalNoise([1])).toThrow(/only inside of withNoise/);
  }));
