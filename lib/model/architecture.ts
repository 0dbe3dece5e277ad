/**
 * What a network is, asked of its own settings.
 *
 * @module
 */
import { kindOf, type LayerSettings, type Shape, sizeOf } from "./layers.ts";
import type { NetworkSettings } from "./network.ts";

/** A layer with what comes out of it. */
export interface LayerShape {
  settings: LayerSettings;
  /** `[height, width, channels]` or `[numbers]`. */
  outputShape: Shape;
  /** Numbers that training changes. */
  trainable: number;
  /** Numbers that it does not change by gradients: moving means and variances. */
  fixed: number;
}

/** Facts of a network for pictures of one size. */
export interface Architecture {
  parameters: number;
  encoderParameters: number;
  /** Shape of the code of one picture, and how many numbers that is. */
  codeShape: number[];
  codeSize: number;
  /** Numbers of a picture. */
  pictureSize: number;
  /** `pictureSize / codeSize`. */
  compression: number;
  /** What the sides of a picture are multiples of; 1 where any size goes. */
  reduction: number;
  /** How often the encoder makes the picture smaller. */
  stages: number;
  /** Sides of the kernels that occur in the encoder, each once. */
  kernelSizes: number[];
  /** Channels behind each convolution of the encoder. */
  channels: number[];
  /**
   * Side of the field, in pixels, that one number of the code depends on; the
   * longest side of the picture where a dense layer sees all of it.
   */
  receptiveField: number;
  /** Whether no layer needs pictures of one size. */
  isConvolutional: boolean;
  /** The activation that ends the decoder, or "linear". */
  outputActivation: string;
  /** Side of the blocks of equal pixels that the output consists of; 1 for none. */
  outputBlock: number;
}

/**
 * Describes a network.
 *
 * @param inputShape `[height, width, channels]`.
 * @throws {RangeError} when the layers do not fit each other or the picture; see
 * {@linkcode traceShapes}.
 */
export function describeArchitecture(
  network: NetworkSettings,
  inputShape: Shape,
): Architecture {
  const { encoder, decoder, codeShape } = traceShapes(network, inputShape);
  const count = (layers: LayerShape[]) =>
    layers.reduce((sum, { trainable, fixed }) => sum + trainable + fixed, 0);
  const pictureSize = sizeOf(inputShape);
  const codeSize = sizeOf(codeShape);
  const convolutions = network.encoder.filter(isConvolution);
  const seesAll = network.gaussianCode !== undefined ||
    network.encoder.some(({ layer }) => layer === "dense");
  const isConvolutional = ![...network.encoder, ...network.decoder]
    .some(({ layer }) => ["dense", "flatten", "reshape"].includes(layer)) &&
    !network.gaussianCode;
  return {
    parameters: count([...encoder, ...decoder]),
    encoderParameters: count(encoder),
    codeShape: [...codeShape],
    codeSize,
    pictureSize,
    compression: pictureSize / codeSize,
    reduction: network.encoder.reduce((all, layer) => all * stride(layer), 1),
    stages: network.encoder.filter((layer) => stride(layer) > 1).length,
    kernelSizes: [...new Set(convolutions.map((layer) => layer.kernelSize))],
    channels: convolutions.map(({ filters }) => filters),
    receptiveField: seesAll
      ? Math.max(...inputShape.slice(0, 2))
      : receptiveField(network.encoder),
    isConvolutional,
    outputActivation: outputActivation(network.decoder),
    outputBlock: outputBlock(network.decoder),
  };
}

/**
 * Follows a picture's shape through the network.
 *
 * @throws {RangeError} when a side of the picture cannot be reduced evenly, a
 * layer cannot take what the one before it gives, or the decoder does not give a picture of the shape that it was made from.
 */
export function traceShapes(
  network: NetworkSettings,
  inputShape: Shape,
): { encoder: LayerShape[]; decoder: LayerShape[]; codeShape: Shape } {
  requireReducible(network, inputShape);
  const encoder = trace("encoder", network.encoder, inputShape);
  let codeShape = encoder.at(-1)!.outputShape;
  if (network.gaussianCode) {
    const { units } = network.gaussianCode;
    const inputs = sizeOf(codeShape);
    codeShape = [units];
    encoder.push({
      settings: { layer: "dense", units },
      outputShape: codeShape,
      trainable: 2 * (inputs + 1) * units,
      fixed: 0,
    });
  }
  const decoder = trace("decoder", network.decoder, codeShape);
  const output = decoder.at(-1)!.outputShape;
  if (String(output) !== String(inputShape)) {
    throw new RangeError(
      `The decoder gives [${output}] for a picture of [${inputShape}] (height, width, channels): change its layers so that it gives the picture's shape.`,
    );
  }
  return { encoder, decoder, codeShape };
}

function requireReducible(
  { encoder }: NetworkSettings,
  [height, width]: Shape,
) {
  const reduction = encoder.reduce((all, layer) => all * stride(layer), 1);
  if (height! % reduction !== 0 || width! % reduction !== 0) {
    throw new RangeError(
      `The height and width of a picture must be multiples of ${reduction}, but they are ${height}x${width}: resize it.`,
    );
  }
}

function trace(
  half: "encoder" | "decoder",
  layers: LayerSettings[],
  inputShape: Shape,
): LayerShape[] {
  let shape = inputShape;
  return layers.map((settings, index) => {
    const kind = kindOf(settings);
    const refusal = kind.refusal?.(shape, settings);
    if (refusal) {
      throw new RangeError(
        `The ${half}'s layer ${
          index + 1
        } (${settings.layer}) gets [${shape}], but it ${refusal}.`,
      );
    }
    const [trainable, fixed] = kind.parameters?.(settings, shape) ?? [0, 0];
    shape = kind.outputShape(settings, shape);
    return { settings, outputShape: shape, trainable, fixed };
  });
}

/** By how much an encoder's layer makes a picture smaller. */
function stride(layer: LayerSettings): number {
  if (layer.layer === "maxPooling2d") return layer.poolSize;
  return layer.layer === "conv2d" ? layer.strides ?? 1 : 1;
}

function isConvolution(
  layer: LayerSettings,
): layer is LayerSettings & { layer: "conv2d" | "conv2dTranspose" } {
  return layer.layer === "conv2d" || layer.layer === "conv2dTranspose";
}

/** Each layer adds its reach, times the distance of two of its places in pixels. */
function receptiveField(encoder: LayerSettings[]): number {
  let [field, distance] = [1, 1];
  for (const layer of encoder) {
    const reach = isConvolution(layer) ? layer.kernelSize : stride(layer);
    field += (reach - 1) * distance;
    distance *= stride(layer);
  }
  return field;
}

function outputActivation(decoder: LayerSettings[]): string {
  const last = decoder.findLast((layer) => "activation" in layer);
  return last && "activation" in last ? last.activation ?? "linear" : "linear";
}

/** Upsampling behind the last layer that has weights makes blocks. */
function outputBlock(decoder: LayerSettings[]): number {
  const last = decoder.findLastIndex((layer) =>
    isConvolution(layer) || layer.layer === "dense"
  );
  return decoder.slice(last + 1).reduce(
    (block, layer) =>
      layer.layer === "upSampling2d" ? block * layer.size : block,
    1,
  );
}
