import { tf } from "../../lib/engine/engine.ts";
import { assertAllClose } from "./assertions.ts";

/**
 * Asserts that two layers with the same weights compute the same, and the same
 * gradients of input and weights.
 */
export function assertSameLayer(
  layer: tf.layers.Layer,
  expected: tf.layers.Layer,
  { x, weights }: { x: tf.Tensor; weights: tf.Tensor[] },
) {
  const values = measure(expected, x, weights);
  measure(layer, x, weights).forEach((tensor, index) => {
    const { shape } = values[index]!;
    assertAllClose(tensor, { shape, values: [...values[index]!.dataSync()] });
  });
}

/** What a layer computes, and the gradients of its input, kernel and bias. */
function measure(layer: tf.layers.Layer, x: tf.Tensor, weights: tf.Tensor[]) {
  const call = (input: tf.Tensor) => layer.apply(input) as tf.Tensor;
  const target = tf.randomUniform(call(x).shape, -1, 1, "float32", 9);
  layer.setWeights(weights);
  const error = (input: tf.Tensor) =>
    call(input).sub(target).square().mean().asScalar();
  const variables = layer.trainableWeights.map((weight) =>
    (weight as unknown as { val: tf.Variable }).val
  );
  const { grads } = tf.variableGrads(() => error(x), variables);
  return [
    call(x),
    tf.grad(error)(x),
    ...variables.map(({ name }) => grads[name]!),
  ];
}
