/**
 * The convolutional autoencoder of the assignment.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import { createRandom, type Random } from "../base/random.ts";

/** What the architecture depends on. */
export interface ModelSettings {
  /** Channels of the pictures: 4 for RGBA. */
  channels: number;
  /** Channels after each stage of the encoder; the decoder mirrors them. */
  filters: readonly number[];
  /** Height and width of each kernel. */
  kernelSize: number;
  /**
   * Where the decoder upsamples. `after` each convolution is the assigned
   * network: the last upsampling makes its output blocks of 2x2 equal pixels.
   * `before` each convolution (Odena et al. 2016, "Deconvolution and
   * Checkerboard Artifacts") lets the last convolution draw each pixel.
   */
  upsampling: "after" | "before";
}

/** The assigned network: 2,157,508 parameters. */
export const assignedModel: ModelSettings = {
  channels: 4,
  filters: [32, 64, 128, 256],
  kernelSize: 5,
  upsampling: "after",
};

/** An autoencoder whose halves can be called apart. */
export type Autoencoder = {
  /** `[batch, height, width, channels]` to `latent`. */
  encoder: tf.LayersModel;
  /** `latent` to `[batch, height, width, channels]`, each value in (0, 1). */
  decoder: tf.LayersModel;
};

/**
 * Builds an autoencoder with fresh weights (Glorot & Bengio 2010, uniform;
 * biases zero).
 *
 * Encoder: for each stage a convolution (same padding), ReLU and 2x2 max
 * pooling. Decoder: for each stage a transposed convolution of stride 1, ReLU
 * (not after the last) and nearest-neighbour upsampling by 2; a sigmoid ends it.
 * The network is convolutional throughout, so one set of weights takes pictures
 * of any size that can be halved once for each stage.
 *
 * @param seed The same seed gives the same weights.
 * @returns the halves; the caller disposes them.
 * @throws {RangeError} when `filters` is empty.
 */
export function createAutoencoder(
  settings: ModelSettings,
  seed: number,
): Autoencoder {
  const { channels, filters, kernelSize } = settings;
  const latentChannels = filters.at(-1);
  if (latentChannels === undefined) {
    throw new RangeError(
      "An autoencoder needs at least one stage, but filters is empty.",
    );
  }
  const random = createRandom(seed);
  const encoder = tf.sequential({ name: "encoder" });
  filters.forEach((count, stage) => {
    const inputShape = [null, null, channels];
    encoder.add(tf.layers.conv2d({
      ...convolution(count, kernelSize, random),
      // The activation is part of the layer so that the gradient with respect
      // to the pictures, which nobody needs, is not computed.
      activation: "relu",
      ...(stage === 0 ? { inputShape } : {}),
    }));
    encoder.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  });
  const decoder = tf.sequential({ name: "decoder" });
  decoder.add(tf.layers.inputLayer({
    inputShape: [null, null, latentChannels],
  }));
  const outputs = [...filters.slice(0, -1).reverse(), channels];
  outputs.forEach((count, stage) => {
    const isLast = stage === outputs.length - 1;
    const transposed = tf.layers.conv2dTranspose({
      ...convolution(count, kernelSize, random),
      activation: isLast ? "linear" : "relu",
    });
    const upsampling = tf.layers.upSampling2d({ size: [2, 2] });
    const order = settings.upsampling === "after"
      ? [transposed, upsampling]
      : [upsampling, transposed];
    for (const layer of order) decoder.add(layer);
  });
  decoder.add(tf.layers.activation({ activation: "sigmoid" }));
  return { encoder, decoder };
}

/**
 * Encodes and decodes pictures.
 *
 * @param images `[batch, height, width, channels]`, in [0, 1].
 * @returns reconstructions of the same shape; the caller disposes them.
 * @throws {RangeError} when a side cannot be halved once for each pooling.
 */
export function reconstruct(
  { encoder, decoder }: Autoencoder,
  images: tf.Tensor4D,
): tf.Tensor4D {
  const [, height, width] = images.shape;
  const reduction = 2 ** (encoder.layers.length / 2);
  if (height % reduction !== 0 || width % reduction !== 0) {
    throw new RangeError(
      `The height and width of a picture must be multiples of ${reduction}, but they are ${height}x${width}: resize it.`,
    );
  }
  return tf.tidy(() =>
    decoder.apply(encoder.apply(images) as tf.Tensor) as tf.Tensor4D
  );
}

/**
 * Builds a linear classifier on the latent code: it can only succeed where the
 * code itself separates the classes.
 *
 * @param latentShape `[height, width, channels]` of one code.
 * @param options `classes`: their number; `seed`: the same seed gives the same
 * weights.
 * @returns `[batch, ...latentShape]` to logits `[batch, classes]`; the caller
 * disposes it.
 */
export function createClassifier(
  latentShape: number[],
  { classes, seed }: { classes: number; seed: number },
): tf.LayersModel {
  return tf.sequential({
    name: "classifier",
    layers: [
      tf.layers.flatten({ inputShape: latentShape }),
      tf.layers.dense({
        units: classes,
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
      }),
    ],
  });
}

/** @returns the weights that training changes, encoder first. */
export function trainableVariables(
  ...models: tf.LayersModel[]
): tf.Variable[] {
  return models.flatMap((model) =>
    // `LayerVariable.val`, the variable itself, is missing from the types.
    model.trainableWeights.map((weight) =>
      (weight as unknown as { val: tf.Variable }).val
    )
  );
}

function convolution(filters: number, kernelSize: number, random: Random) {
  return {
    filters,
    kernelSize,
    padding: "same" as const,
    kernelInitializer: tf.initializers.glorotUniform({
      seed: random.integer(2 ** 31),
    }),
  };
}
