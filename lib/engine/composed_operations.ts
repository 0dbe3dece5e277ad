/**
 * The operations of `tensorflow_operations.ts`, composed of TensorFlow.js's own,
 * for engines other than TensorFlow.
 *
 * @module
 */
import { tf } from "./engine.ts";
import type { AdamUpdate, NormalizedBatch } from "./tensorflow_operations.ts";

/** @returns a new variable; the caller disposes it. */
export function createResource(value: tf.Tensor): tf.Tensor {
  return tf.variable(value, false);
}

export function assignResource(variable: tf.Tensor, value: tf.Tensor) {
  (variable as tf.Variable).assign(value);
}

/** @returns the variable's present value; the caller disposes it. */
export function readResource(variable: tf.Tensor): tf.Tensor {
  return variable.clone();
}

/** One step of Adam on one variable and its moments, in place. */
export function applyAdam(update: AdamUpdate) {
  const { value, firstMoment, secondMoment, gradient, beta1, beta2 } = update;
  tf.tidy(() => {
    const first = firstMoment.mul(beta1).add(gradient.mul(tf.sub(1, beta1)));
    const second = secondMoment.mul(beta2)
      .add(gradient.square().mul(tf.sub(1, beta2)));
    assignResource(firstMoment, first);
    assignResource(secondMoment, second);
    const rate = update.learningRate
      .mul(tf.sub(1, update.beta2Power).sqrt())
      .div(tf.sub(1, update.beta1Power));
    const change = first.div(second.sqrt().add(update.epsilon)).mul(rate);
    assignResource(value, value.sub(change));
  });
}

/** Normalises a batch by its own mean and variance. */
export function normalizeBatch(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): NormalizedBatch {
  const { mean, variance } = tf.moments(x, [0, 1, 2]) as {
    mean: tf.Tensor1D;
    variance: tf.Tensor1D;
  };
  const output = tf.batchNorm(x, mean, variance, offset, scale, epsilon);
  const count = x.size / x.shape[3];
  return {
    output: output as tf.Tensor4D,
    mean,
    variance: variance.mul(count / Math.max(count - 1, 1)),
  };
}
