/**
 * Autoencoders: networks with weights.
 *
 * @module
 */
import { createRandom } from "../base/random.ts";
import { tf } from "../engine/engine.ts";
import { describeArchitecture } from "./architecture.ts";
import { kindOf, type LayerSettings, type Shape } from "./layers.ts";
import { network as check, type NetworkSettings } from "./network.ts";
import { normalNoise } from "./noise.ts";
import { UpsampledConvolution } from "./upsampled_convolution.ts";

/** An autoencoder whose halves can be called apart. */
export type Autoencoder = {
  /** `[batch, height, width, channels]` to the code; see {@linkcode encode}. */
  encoder: tf.LayersModel;
  /** The code to `[batch, height, width, channels]`. */
  decoder: tf.LayersModel;
};

/** The name of an encoder's last layer that gives mean and log-variance. */
const gaussianLayer = "gaussian";

/**
 * Builds an autoencoder with fresh weights (Glorot & Bengio 2010, uniform;
 * biases zero).
 *
 * A network that is convolutional throughout takes pictures of any size that is
 * a multiple of its reduction, whatever size it was built for.
 *
 * @param options `inputShape`: `[height, width, channels]`; `seed`: the same
 * seed gives the same weights.
 * @returns the halves; the caller disposes them.
 * @throws {TypeError} when a layer or one of its settings is unknown.
 * @throws {RangeError} when a setting is out of range, or the network does not
 * give pictures of the shape that it takes.
 */
export function createAutoencoder(
  network: NetworkSettings,
  { inputShape, seed }: { inputShape: Shape; seed: number },
): Autoencoder {
  const { isConvolutional, codeShape } = describeArchitecture(
    check(network),
    inputShape,
  );
  const random = createRandom(seed);
  const nextSeed = () => random.integer(2 ** 31);
  const open = (shape: Shape) =>
    isConvolutional ? [null, null, shape.at(-1)!] : [...shape];
  const encoder = sequence("encoder", open(inputShape));
  addLayers(encoder, network.encoder, nextSeed);
  if (network.gaussianCode) {
    // Flattening refuses what is flat.
    if (encoder.outputShape.length > 2) encoder.add(tf.layers.flatten());
    encoder.add(tf.layers.dense({
      name: gaussianLayer,
      units: 2 * network.gaussianCode.units,
      kernelInitializer: tf.initializers.glorotUniform({ seed: nextSeed() }),
    }));
  }
  const decoder = sequence("decoder", open(codeShape));
  addLayers(decoder, network.decoder, nextSeed);
  return { encoder, decoder };
}

/**
 * Encodes pictures.
 *
 * @param images `[batch, height, width, channels]`, in [0, 1].
 * @param options `training`: whether layers behave as while training; a
 * variational code is then drawn, and its mean otherwise.
 * @returns the code, and for a variational one its divergence from a normal
 * distribution: `-1/2 · sum(1 + log σ² - μ² - σ²)`, the mean over the batch.
 */
export function encode(
  { encoder }: Autoencoder,
  images: tf.Tensor4D,
  { training = false }: { training?: boolean } = {},
): { code: tf.Tensor; divergence?: tf.Scalar } {
  const output = encoder.apply(images, { training }) as tf.Tensor;
  if (encoder.layers.at(-1)!.name !== gaussianLayer) return { code: output };
  const [mean, logVariance] = tf.split(output, 2, -1) as [tf.Tensor, tf.Tensor];
  const deviation = logVariance.div(2).exp();
  const code = training
    ? mean.add(deviation.mul(normalNoise(mean.shape)))
    : mean;
  const divergence = logVariance.add(1).sub(mean.square())
    .sub(logVariance.exp()).sum(-1).mean().div(-2).asScalar();
  return { code, divergence };
}

/** Decodes codes to `[batch, height, width, channels]`, each value in [0, 1]. */
export function decode(
  { decoder }: Autoencoder,
  code: tf.Tensor,
  { training = false }: { training?: boolean } = {},
): tf.Tensor4D {
  return decoder.apply(code, { training }) as tf.Tensor4D;
}

/**
 * Encodes and decodes pictures.
 *
 * @param images `[batch, height, width, channels]`, in [0, 1].
 * @returns reconstructions of the same shape; the caller disposes them.
 * @throws {RangeError} when the output has not the pictures' shape.
 */
export function reconstruct(
  autoencoder: Autoencoder,
  images: tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() => {
    const output = decode(autoencoder, encode(autoencoder, images).code);
    if (String(output.shape) !== String(images.shape)) {
      throw new RangeError(
        `The network makes [${output.shape}] of pictures of [${images.shape}]: resize them to a size that it can reduce evenly.`,
      );
    }
    return output;
  });
}

/**
 * Builds a linear classifier on the latent code: it can only succeed where the
 * code itself separates the classes.
 *
 * @param codeShape Shape of one code.
 * @param options `classes`: their number; `seed`: the same seed gives the same
 * weights.
 * @returns `[batch, ...codeShape]` to logits `[batch, classes]`; the caller
 * disposes it.
 */
export function createClassifier(
  codeShape: Shape,
  { classes, seed }: { classes: number; seed: number },
): tf.LayersModel {
  const classifier = sequence("classifier", [...codeShape]);
  // Flattening refuses what is flat.
  if (codeShape.length > 1) classifier.add(tf.layers.flatten());
  classifier.add(tf.layers.dense({
    units: classes,
    kernelInitializer: tf.initializers.glorotUniform({ seed }),
  }));
  return classifier;
}

/** @returns the weights that training changes, encoder first. */
export function trainableVariables(
  ...models: tf.LayersModel[]
): tf.Variable[] {
  return models.flatMap((model) => model.trainableWeights.map(variableOf));
}

/** @returns the weights that gradients do not change: moving statistics. */
export function fixedVariables(...models: tf.LayersModel[]): tf.Variable[] {
  return models.flatMap((model) => model.nonTrainableWeights.map(variableOf));
}

function variableOf(weight: tf.LayerVariable): tf.Variable {
  // `val`, the variable itself, is missing from the types.
  return (weight as unknown as { val: tf.Variable }).val;
}

function sequence(name: string, inputShape: (number | null)[]) {
  return tf.sequential({
    name,
    layers: [tf.layers.inputLayer({ inputShape })],
  });
}

/** Upsampling and the convolution behind it are one layer, which is quicker. */
function addLayers(
  model: tf.Sequential,
  layers: LayerSettings[],
  seed: () => number,
) {
  for (let index = 0; index < layers.length; index++) {
    const layer = layers[index]!;
    const next = layers[index + 1];
    const isPair = layer.layer === "upSampling2d" && layer.size === 2 &&
      (next?.layer === "conv2d" || next?.layer === "conv2dTranspose") &&
      (next.strides ?? 1) === 1 && next.kernelSize % 2 === 1;
    if (isPair) {
      const { layer: kind, strides: _, ...config } = next;
      const transposed = kind === "conv2dTranspose";
      model.add(
        new UpsampledConvolution({ ...config, transposed, seed: seed() }),
      );
      index++;
    } else {
      model.add(kindOf(layer).build(layer, seed));
    }
  }
}
