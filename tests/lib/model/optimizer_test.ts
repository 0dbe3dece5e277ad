import { Adam, Sgd } from "../../../lib/model/optimizer.ts";
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
    const adam = new Adam([weight]);
    for (const step of steps) {
      tf.tidy(() => adam.apply([toTensor(step.gradient)], learningRate));
      assertAllClose(weight, step.weight, 1e-6);
    }
    adam.dispose();
    weight.dispose();
  }));

Deno.test("Adam goes on from a snapshot as if nothing had come after it", () =>
  assertNoTensorsLeft(() => {
    const weight = tf.tidy(() => tf.variable(toTensor(start)));
    const adam = new Adam([weight]);
    const apply = (index: number) =>
      tf.tidy(() =>
        adam.apply([toTensor(steps[index]!.gradient)], learningRate)
      );
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

Deno.test("SGD with momentum steps as PyTorch's formula says", () =>
  assertNoTensorsLeft(() => {
    const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, -2])));
    const sgd = new Sgd([weight], { momentum: 0.5 });
    for (const gradient of [[1, 2], [3, 0]]) {
      tf.tidy(() => sgd.apply([tf.tensor1d(gradient)], 0.1));
    }
    // By hand: b = [1, 2], w = [0.9, -2.2]; b = [3.5, 1], w = [0.55, -2.3].
    assertAllClose(weight, { shape: [2], values: [0.55, -2.3] }, 1e-6);
    sgd.dispose();
    weight.dispose();
  }));
