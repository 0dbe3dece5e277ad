/**
 * What training minimises and what is measured beside it.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";

/** The losses that a reconstruction can be trained for. */
export const losses = { meanSquaredError, meanAbsoluteError };

export type LossName = keyof typeof losses;

/**
 * Mean squared error over all values: `mean((prediction - target)^2)`, as
 * PyTorch's `MSELoss`.
 *
 * @param prediction Any shape.
 * @param target The same shape.
 * @returns a scalar; the caller disposes it.
 * @throws {RangeError} when the shapes differ.
 */
export function meanSquaredError(
  prediction: tf.Tensor,
  target: tf.Tensor,
): tf.Scalar {
  requireShape(prediction, target.shape);
  return tf.tidy(() => tf.squaredDifference(prediction, target).mean());
}

/**
 * Mean absolute error over all values: `mean(|prediction - target|)`, as
 * PyTorch's `L1Loss`.
 *
 * @param prediction Any shape.
 * @param target The same shape.
 * @returns a scalar; the caller disposes it.
 * @throws {RangeError} when the shapes differ.
 */
export function meanAbsoluteError(
  prediction: tf.Tensor,
  target: tf.Tensor,
): tf.Scalar {
  requireShape(prediction, target.shape);
  return tf.tidy(() => prediction.sub(target).abs().mean());
}

/**
 * Cross-entropy of a softmax: `mean(logsumexp(logits) - logits[label])`, as
 * PyTorch's `CrossEntropyLoss`.
 *
 * @param logits `[batch, classes]`, unnormalised.
 * @param labels `[batch]`, int32 in [0, classes).
 * @returns a scalar; the caller disposes it.
 * @throws {RangeError} when there is not one label for each row.
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
): tf.Scalar {
  requireShape(labels, logits.shape.slice(0, 1));
  return tf.tidy(() => {
    const chosen = tf.oneHot(labels, logits.shape[1]);
    return tf.losses.softmaxCrossEntropy(chosen, logits).asScalar();
  });
}

/**
 * The share of rows whose largest logit is that of the label.
 *
 * @param logits `[batch, classes]`.
 * @param labels `[batch]`, int32.
 * @returns a scalar in [0, 1]; the caller disposes it.
 */
export function accuracy(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
): tf.Scalar {
  requireShape(labels, logits.shape.slice(0, 1));
  return tf.tidy(() => logits.argMax(1).equal(labels).mean());
}

function requireShape(tensor: tf.Tensor, shape: number[]) {
  if (String(tensor.shape) !== String(shape)) {
    throw new RangeError(
      `The shapes must agree, but [${tensor.shape}] was given with [${shape}].`,
    );
  }
}
