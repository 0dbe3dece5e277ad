import { expect } from "@std/expect";
import { tf } from "../../../lib/engine/engine.ts";
import {
  accuracy,
  crossEntropy,
  meanAbsoluteError,
  meanSquaredError,
} from "../../../lib/model/losses.ts";
import {
  assertClose,
  assertNoTensorsLeft,
  toTensor,
} from "../../support/assertions.ts";
import pytorch from "../../fixtures/pytorch.json" with { type: "json" };
import { failure } from "../../support/failure.ts";

const value = (scalar: tf.Scalar) => scalar.dataSync()[0]!;

Deno.test("the mean squared error is a mean over all values", () =>
  assertNoTensorsLeft(() =>
    tf.tidy(() => {
      // By hand: (1 + 0 + 4 + 0 + 0 + 1) / 6.
      const prediction = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
      const target = tf.tensor2d([[0, 2, 5], [4, 5, 7]]);
      assertClose(value(meanSquaredError(prediction, target)), 1);
    })
  ));

for (const loss of [meanSquaredError, meanAbsoluteError]) {
  const name = loss.name as "meanSquaredError" | "meanAbsoluteError";

  Deno.test(`the ${name} is PyTorch's`, () =>
    assertNoTensorsLeft(() =>
      tf.tidy(() => {
        const { prediction, target } = pytorch.losses;
        assertClose(
          value(loss(toTensor(prediction), toTensor(target))),
          pytorch.losses[name],
        );
      })
    ));

  Deno.test(`pictures of other sizes have no ${name}`, () =>
    assertNoTensorsLeft(() =>
      tf.tidy(() =>
        expect(() => loss(tf.zeros([1, 2, 3, 4]), tf.zeros([1, 3, 2, 4])))
          .toThrow(failure("RangeError", /\[1,2,3,4\] .* \[1,3,2,4\]/))
      )
    ));
}

Deno.test("the cross-entropy is the mean negative log-likelihood of the labels", () =>
  assertNoTensorsLeft(() =>
    tf.tidy(() => {
      // By hand: logits ln 1 and ln 3 are probabilities 1/4 and 3/4; equal
      // logits are 1/2 and 1/2.
      const logits = tf.tensor2d([[0, Math.log(3)], [7, 7]]);
      const labels = tf.tensor1d([1, 0], "int32");
      const expected = -(Math.log(3 / 4) + Math.log(1 / 2)) / 2;
      assertClose(value(crossEntropy(logits, labels)), expected);
    })
  ));

Deno.test("the cross-entropy of huge logits is finite", () =>
  tf.tidy(() => {
    const logits = tf.tensor2d([[1000, -1000]]);
    const labels = tf.tensor1d([1], "int32");
    assertClose(value(crossEntropy(logits, labels)), 2000, 1e-3);
  }));

Deno.test("the accuracy is the share of largest logits at the label", () =>
  assertNoTensorsLeft(() =>
    tf.tidy(() => {
      const logits = tf.tensor2d([[2, 1, 0], [0, 1, 2], [1, 3, 2], [9, 0, 0]]);
      const labels = tf.tensor1d([0, 2, 2, 0], "int32");
      expect(value(accuracy(logits, labels))).toBe(0.75);
    })
  ));

Deno.test("labels that are too few are refused", () =>
  tf.tidy(() =>
    expect(() => crossEntropy(tf.zeros([3, 2]), tf.tensor1d([0, 1], "int32")))
      .toThrow(RangeError)
  ));
