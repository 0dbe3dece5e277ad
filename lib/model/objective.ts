/**
 * Objectives: from a batch to the loss that is minimised and the metrics that
 * are recorded beside it.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import { type Autoencoder, decode, encode } from "./autoencoder.ts";
import { accuracy, crossEntropy, losses, type LossName } from "./losses.ts";

/** Some examples at once. */
export interface Batch {
  /** `[batch, height, width, channels]`, in [0, 1]. */
  images: tf.Tensor4D;
  /** `[batch]`, int32; absent where the objective needs no classes. */
  labels?: tf.Tensor1D;
}

/**
 * Scalars, each a mean over the batch; `loss` is the one to minimise, and
 * `meanSquaredError` is that of the reconstruction, whatever the loss is.
 */
export type Measurements =
  & { loss: tf.Scalar; meanSquaredError: tf.Scalar }
  & Record<string, tf.Scalar>;

/**
 * Measures a batch; layers behave otherwise while a network is trained, and a
 * loss may depend on the epoch then, which is counted from 1.
 */
export type Objective = (
  batch: Batch,
  options: { training: boolean; epoch?: number },
) => Measurements;

/** What the reconstruction is trained for. */
export interface ReconstructionOptions {
  /** The mean squared error unless told otherwise. */
  loss?: LossName;
  /** Weight of a variational code's divergence, per number of a picture. */
  divergenceWeight?: number;
}

/** Reconstruction alone. */
export function reconstructionObjective(
  autoencoder: Autoencoder,
  options: ReconstructionOptions = {},
): Objective {
  return ({ images }, { training }) =>
    measureReconstruction(autoencoder, images, { ...options, training }).values;
}

/** The auxiliary task's part in the loss. */
export interface AuxiliaryOptions {
  /** Its weight, at least 0. */
  lambda: number;
  /** Epochs in which it is not trained for yet. */
  epochsWithout?: number;
}

/**
 * Reconstruction with classification as an auxiliary task:
 * `loss = reconstruction + lambda · crossEntropy`. With `lambda` 0 the
 * classifier is trained by nothing and the loss is the plain autoencoder's; so
 * it is while the epochs without it last.
 *
 * @throws {RangeError} when `lambda` is negative or not finite.
 */
export function jointObjective(
  autoencoder: Autoencoder,
  classifier: tf.LayersModel,
  { lambda, epochsWithout = 0, ...options }:
    & ReconstructionOptions
    & AuxiliaryOptions,
): Objective {
  if (!(lambda >= 0 && lambda < Infinity)) {
    throw new RangeError(
      `lambda must be a number of at least 0, but it is ${lambda}.`,
    );
  }
  return ({ images, labels }, { training, epoch = Infinity }) => {
    if (!labels) {
      throw new TypeError(
        "The joint objective needs labels, but the batch has none: give the data labels.",
      );
    }
    const { code, values } = measureReconstruction(autoencoder, images, {
      ...options,
      training,
    });
    const logits = classifier.apply(code, { training }) as tf.Tensor2D;
    const entropy = crossEntropy(logits, labels);
    const weight = epoch > epochsWithout ? lambda : 0;
    return {
      ...values,
      loss: values.loss.add(entropy.mul(weight)).asScalar(),
      crossEntropy: entropy,
      accuracy: accuracy(logits, labels),
    };
  };
}

function measureReconstruction(
  autoencoder: Autoencoder,
  images: tf.Tensor4D,
  { loss = "meanSquaredError", divergenceWeight = 0, training }:
    & ReconstructionOptions
    & { training: boolean },
): { code: tf.Tensor; values: Measurements } {
  const { code, divergence } = encode(autoencoder, images, { training });
  const output = decode(autoencoder, code, { training });
  const meanSquaredError = losses.meanSquaredError(output, images);
  const reconstruction = loss === "meanSquaredError"
    ? meanSquaredError
    : losses[loss](output, images);
  if (!divergence) {
    return { code, values: { loss: reconstruction.clone(), meanSquaredError } };
  }
  const numbers = images.size / images.shape[0];
  const penalty = divergence.mul(divergenceWeight / numbers);
  return {
    code,
    values: {
      loss: reconstruction.add(penalty).asScalar(),
      meanSquaredError,
      divergence,
    },
  };
}
