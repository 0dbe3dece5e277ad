import assert from "node:assert/strict";
import { Adam } from "../../../lib/model/adam.ts";
import { tf } from "../../../lib/engine/engine.ts";
import {
  assertAllClose,
  assertNoTensorsLeft,
  toTensor,
} from "../../support/assertions.ts";
import pytorch from "../../fixtures/pytorch.json" with { type: "json" };

const { start, steps, learningRate } = pytorch.adam;

Deno.test("Adam's first steps are PyTorch's", () =>
  assertNoTensorsLeft(() => {
    const weight = tf.tidy(() => tf.variable(toTensor(start)));
    const adam = new Adam([weight], learningRate);
    for (const step of steps) {
      tf.tidy(() => adam.apply([toTensor(step.gradient)]));
      assertAllClose(weight, step.weight, 1e-6);
    }
    adam.dispose();
    weight.dispose();
  }));

Deno.test("Adam goes on from a snapshot as if nothing had come after it", () =>
  assertNoTensorsLeft(() => {
    const weight = tf.tidy(() => tf.variable(toTensor(start)));
    const adam = new Adam([weight], learningRate);
    const apply = (index: number) =>
      tf.tidy(() => adam.apply([toTensor(steps[index]!.gradient)]));
    apply(0);
    apply(1);
    const snapshot = adam.snapshot();
    apply(4);
    adam.restore(snapshot);
    assertAllClose(weight, steps[1]!.weight, 1e-6);
    for (const index of [2, 3, 4]) apply(index);
    assertAllClose(weight, steps[4]!.weight, 1e-6);
    tf.dispose(snapshot.tensors);
    adam.dispose();
    weight.dispose();
  }));

Deno.test("Adam refuses a learning rate that is not positive", () => {
  assert.throws(() => new Adam([], 0), {
    name: "RangeError",
    message: "learningRate must be a positive number, but it is 0.",
  });
});
