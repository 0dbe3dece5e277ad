import { tf } from "../../../lib/engine/engine.ts";
import { BatchNormalization } from "../../../lib/model/batch_normalization.ts";
import {
  assertAllClose,
  assertNoTensorsLeft,
  toTensor,
} from "../../support/assertions.ts";
import pytorch from "../../fixtures/pytorch.json" with { type: "json" };

const { inputs, outputs, weights, ...fixture } = pytorch.batchNormalization;
const training = { training: true };

/** A layer with PyTorch's first weights. */
function fixtureLayer() {
  const layer = new BatchNormalization({ momentum: 0.9 });
  tf.tidy(() => {
    layer.apply(toTensor(inputs[0]!)); // which makes the weights
    const [scale, offset] = variablesOf(layer);
    scale!.assign(toTensor(weights[0]!));
    offset!.assign(toTensor(weights[1]!));
  });
  return layer;
}

/** Scale and offset, then the moving mean and variance. */
function variablesOf(layer: tf.layers.Layer): tf.Variable[] {
  return layer.weights.map((weight) =>
    (weight as unknown as { val: tf.Variable }).val
  );
}

Deno.test("batch normalisation is PyTorch's while training and when evaluating", () =>
  assertNoTensorsLeft(() => {
    const layer = fixtureLayer();
    tf.tidy(() => {
      inputs.forEach((input, index) => {
        const output = layer.apply(toTensor(input), training) as tf.Tensor;
        assertAllClose(output, outputs[index]!);
      });
      const [, , mean, variance] = variablesOf(layer);
      assertAllClose(mean!, fixture.movingMean);
      assertAllClose(variance!, fixture.movingVariance);
      const evaluated = layer.apply(toTensor(inputs[0]!)) as tf.Tensor;
      assertAllClose(evaluated, fixture.evaluated);
    });
    layer.dispose();
  }));

Deno.test("the gradients of batch normalisation are PyTorch's", () =>
  assertNoTensorsLeft(() => {
    const layer = fixtureLayer();
    tf.tidy(() => {
      const error = (x: tf.Tensor) =>
        (layer.apply(x, training) as tf.Tensor)
          .squaredDifference(toTensor(fixture.target)).mean().asScalar();
      const x = toTensor(inputs[0]!);
      const variables = variablesOf(layer).slice(0, 2);
      const { grads } = tf.variableGrads(() => error(x), variables);
      [tf.grad(error)(x), ...variables.map(({ name }) => grads[name]!)]
        .forEach((gradient, index) =>
          assertAllClose(gradient, fixture.gradients[index]!, 1e-6)
        );
    });
    layer.dispose();
  }));

Deno.test("numbers behind a dense layer are normalised, each over the batch", () =>
  assertNoTensorsLeft(() => {
    const layer = new BatchNormalization({ momentum: 0.5 });
    tf.tidy(() => {
      const numbers = tf.tensor2d([[1, 10], [3, 30]]);
      const output = layer.apply(numbers, training) as tf.Tensor;
      // Of two numbers one lies a standard deviation below the mean, one above.
      const values = [-1, -1, 1, 1];
      assertAllClose(output, { shape: [2, 2], values }, 1e-4);
      // Half of what was there, 0 and 1, and half of the mean and the variance.
      const [, , mean, variance] = variablesOf(layer);
      assertAllClose(mean!, { shape: [2], values: [1, 10] });
      assertAllClose(variance!, { shape: [2], values: [1.5, 100.5] });
    });
    layer.dispose();
  }));

Deno.test("a batch of one value gives the offset, and a variance that is a number", () =>
  assertNoTensorsLeft(() => {
    const layer = new BatchNormalization({ momentum: 0.5 });
    tf.tidy(() => {
      const output = layer.apply(tf.tensor2d([[7]]), training) as tf.Tensor;
      assertAllClose(output, { shape: [1, 1], values: [0] });
      const [, , mean, variance] = variablesOf(layer);
      assertAllClose(mean!, { shape: [1], values: [3.5] });
      assertAllClose(variance!, { shape: [1], values: [0.5] });
    });
    layer.dispose();
  }));
