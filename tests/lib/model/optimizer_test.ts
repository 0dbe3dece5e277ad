import { tf } from "../../../lib/engine/engine.ts";
import { createOptimizer } from "../../../lib/model/optimizer.ts";
import type { OptimizerSettings } from "../../../lib/model/training_settings.ts";
import {
  assertAllClose,
  assertNoTensorsLeft,
  toTensor,
} from "../../support/assertions.ts";
import pytorch from "../../fixtures/pytorch.json" with { type: "json" };

for (const { settings, start, steps, learningRate } of pytorch.optimizers) {
  const title = Deno.inspect(settings);

  const make = () => {
    const weight = tf.tidy(() => tf.variable(toTensor(start)));
    const optimizer = createOptimizer([weight], settings as OptimizerSettings);
    const apply = (index: number) =>
      tf.tidy(() =>
        optimizer.apply([toTensor(steps[index]!.gradient)], learningRate)
      );
    const dispose = () => {
      optimizer.dispose();
      weight.dispose();
    };
    return { weight, optimizer, apply, dispose };
  };

  Deno.test(`the steps of ${title} are PyTorch's`, () =>
    assertNoTensorsLeft(() => {
      const { weight, apply, dispose } = make();
      steps.forEach((step, index) => {
        apply(index);
        assertAllClose(weight, step.weight, 1e-6);
      });
      dispose();
    }));

  Deno.test(`${title} goes on from a snapshot as if nothing had come after it`, () =>
    assertNoTensorsLeft(() => {
      const { weight, optimizer, apply, dispose } = make();
      apply(0);
      apply(1);
      const snapshot = optimizer.snapshot();
      apply(4);
      optimizer.restore(snapshot);
      assertAllClose(weight, steps[1]!.weight, 1e-6);
      for (const index of [2, 3, 4]) apply(index);
      assertAllClose(weight, steps[4]!.weight, 1e-6);
      tf.dispose(snapshot.tensors);
      dispose();
    }));
}
