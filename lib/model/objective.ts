/**
 * Objectives: from a batch to the loss that is minimised and the metrics that
 * are recorded beside it.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import { accuracy, crossEntropy, meanSquaredError } from "./losses.ts";
import { type Autoencoder, reconstruct } from "./autoencoder.ts";

/** Some examples at once. */
export interface Batch {
  /** `[batch, height, width, channels]`, in [0, 1]. */
  images: tf.Tensor4D;
  /** `[batch]`, int32; absent where the objective needs no classes. */
  labels?: tf.Tensor1D;
}

/** Scalars, each a mean over the batch; `loss` is the one to minimise. */
export type Measurements = { loss: tf.Scalar } & Record<string, tf.Scalar>;

export type Objective = (batch: Batch) => Measurements;

/** Reconstruction alone: the loss is the mean squared error. */
export function reconstructionObjective(model: Autoencoder): Objective {
  return ({ images }) => ({
    loss: meanSquaredError(reconstruct(model, images), images),
  });
}

/**
 * Reconstruction with classification as an auxiliary task:
 * `loss = meanSquaredError + lambda · crossEntropy`. With `lambda` 0 the
 * classifier is trained by nothing and the loss is the plain autoencoder's.
 *
 * @param lambda Weight of the auxiliary task, at least 0.
 * @throws {RangeError} when `lambda` is negative or not finite.
 */
export function jointObjective(
  model: Autoencoder,
  classifier: tf.LayersModel,
  lambda: number,
): Objective {
  if (!(lambda >= 0 && lambda < Infinity)) {
    throw new RangeError(
      `lambda must be a number of at least 0, but it is ${lambda}.`,
    );
  }
  return ({ images, labels }) => {
    if (!labels) {
      throw new TypeError(
        "The joint objective needs labels, but the batch has none: give the data labels.",
      );
    }
    const latent = model.encoder.apply(images) as tf.Tensor4D;
    const reconstruction = model.decoder.apply(latent) as tf.Tensor4D;
    const logits = classifier.apply(latent) as tf.Tensor2D;
    const error = meanSquaredError(reconstruction, images);
    const entropy = crossEntropy(logits, labels);
    return {
      loss: error.add(entropy.mul(lambda)).asScalar(),
      meanSquaredError: error,
      crossEntropy: entropy,
      accuracy: accuracy(logits, labels),
    };
  };
}
