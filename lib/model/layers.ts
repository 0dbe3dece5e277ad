/**
 * The layers that a network can be written with: for each, its settings, what
 * it makes of a shape, and the TensorFlow.js layer that computes it. Names are
 * TensorFlow.js's own; values are channels last.
 *
 * @module
 */
import { z } from "zod";
import { group, integer, number, word } from "../base/settings.ts";
import { tf } from "../engine/engine.ts";
import { BatchNormalization } from "./batch_normalization.ts";
import { Convolution, type ConvolutionConfig } from "./convolution.ts";
import { NoiseDropout } from "./noise.ts";

/** `[height, width, channels]`, or `[numbers]` behind a dense layer. */
export type Shape = readonly number[];

/** What a layer kind knows of itself; `S` are its settings. */
interface LayerKind<S> {
  settings: z.ZodObject;
  /** What PyTorch calls it. */
  torchName: string;
  /** What an input must be, where it is not; any is taken unless told otherwise. */
  refusal?(input: Shape, settings: S): string | undefined;
  outputShape(settings: S, input: Shape): Shape;
  /** Numbers that training changes, and those that it does not. */
  parameters?(settings: S, input: Shape): [trainable: number, fixed: number];
  /** @param seed Of its first weights. */
  build(settings: S, seed: () => number): tf.layers.Layer;
}

const size = integer(1, 64);
const activations = word("linear", "relu", "sigmoid", "tanh", "elu");
const convolution = {
  filters: integer(1, 4096),
  kernelSize: size,
  strides: integer(1, 8).optional(),
  activation: activations.optional(),
};

type Activation = z.infer<typeof activations>;

type ConvolutionSettings = Omit<ConvolutionConfig, "seed">;

const conv2d: LayerKind<ConvolutionSettings> = {
  settings: group({ layer: word("conv2d"), ...convolution }),
  torchName: "Conv2d",
  refusal: unlessPicture,
  outputShape: ({ filters, strides = 1 }, [height, width]) => [
    Math.ceil(height! / strides),
    Math.ceil(width! / strides),
    filters,
  ],
  parameters: kernelAndBias,
  build: (settings, seed) =>
    new Convolution({ ...withoutName(settings), seed: seed() }),
};

const conv2dTranspose: LayerKind<ConvolutionSettings> = {
  settings: group({ layer: word("conv2dTranspose"), ...convolution }),
  torchName: "ConvTranspose2d",
  refusal: unlessPicture,
  outputShape: ({ filters, strides = 1 }, [height, width]) => [
    height! * strides,
    width! * strides,
    filters,
  ],
  parameters: kernelAndBias,
  build: (settings, seed) =>
    tf.layers.conv2dTranspose({
      ...withoutName(settings),
      padding: "same",
      kernelInitializer: glorot(seed),
    }),
};

const maxPooling2d: LayerKind<{ poolSize: number }> = {
  settings: group({ layer: word("maxPooling2d"), poolSize: size }),
  torchName: "MaxPool2d",
  refusal: unlessPicture,
  outputShape: ({ poolSize }, [height, width, channels]) => [
    Math.floor(height! / poolSize),
    Math.floor(width! / poolSize),
    channels!,
  ],
  build: ({ poolSize }) => tf.layers.maxPooling2d({ poolSize }),
};

const upSampling2d: LayerKind<{ size: number }> = {
  settings: group({ layer: word("upSampling2d"), size }),
  torchName: "Upsample",
  refusal: unlessPicture,
  outputShape: ({ size }, [height, width, channels]) => [
    height! * size,
    width! * size,
    channels!,
  ],
  build: ({ size }) => tf.layers.upSampling2d({ size: [size, size] }),
};

const dense: LayerKind<{ units: number; activation?: Activation }> = {
  settings: group({
    layer: word("dense"),
    units: integer(1, 1e6),
    activation: activations.optional(),
  }),
  torchName: "Linear",
  refusal: (input) =>
    input.length === 1
      ? undefined
      : 'takes [numbers]: put { layer: "flatten" } before it',
  outputShape: ({ units }, input) => [...input.slice(0, -1), units],
  parameters: ({ units }, input) => [(input.at(-1)! + 1) * units, 0],
  build: ({ units, activation }, seed) =>
    tf.layers.dense({
      units,
      activation,
      kernelInitializer: glorot(seed),
    }),
};

const flatten: LayerKind<unknown> = {
  settings: group({ layer: word("flatten") }),
  torchName: "Flatten",
  refusal: (input) =>
    input.length > 1 ? undefined : "takes what is not flat yet: leave it out",
  outputShape: (_, input) => [sizeOf(input)],
  build: () => tf.layers.flatten(),
};

const reshape: LayerKind<{ targetShape: number[] }> = {
  settings: group({
    layer: word("reshape"),
    targetShape: z.array(integer(1, 1e6), "a list of sizes"),
  }),
  torchName: "Unflatten",
  refusal: (input, { targetShape }) =>
    sizeOf(input) === sizeOf(targetShape)
      ? undefined
      : `makes [${targetShape}] of ${
        sizeOf(targetShape)
      } numbers: change its targetShape`,
  outputShape: ({ targetShape }) => targetShape,
  build: ({ targetShape }) => tf.layers.reshape({ targetShape }),
};

const dropout: LayerKind<{ rate: number }> = {
  settings: group({ layer: word("dropout"), rate: number(0, 0.99) }),
  torchName: "Dropout",
  outputShape: (_, input) => input,
  build: ({ rate }) => new NoiseDropout({ rate }),
};

const batchNormalization: LayerKind<{ momentum?: number }> = {
  settings: group({
    layer: word("batchNormalization"),
    momentum: number(0, 1).optional(),
  }),
  torchName: "BatchNorm2d",
  outputShape: (_, input) => input,
  parameters: (_, input) => [2 * input.at(-1)!, 2 * input.at(-1)!],
  build: ({ momentum = 0.9 }) => new BatchNormalization({ momentum }),
};

const activation: LayerKind<{ activation: Activation }> = {
  settings: group({ layer: word("activation"), activation: activations }),
  torchName: "Activation",
  outputShape: (_, input) => input,
  build: ({ activation }) => tf.layers.activation({ activation }),
};

/** All kinds by name. */
export const layerKinds = {
  conv2d,
  conv2dTranspose,
  maxPooling2d,
  upSampling2d,
  dense,
  flatten,
  reshape,
  dropout,
  batchNormalization,
  activation,
};

/** A layer as a network's settings name it. */
export type LayerSettings =
  | { layer: "conv2d" | "conv2dTranspose" } & ConvolutionSettings
  | { layer: "maxPooling2d"; poolSize: number }
  | { layer: "upSampling2d"; size: number }
  | { layer: "dense"; units: number; activation?: Activation }
  | { layer: "flatten" }
  | { layer: "reshape"; targetShape: number[] }
  | { layer: "dropout"; rate: number }
  | { layer: "batchNormalization"; momentum?: number }
  | { layer: "activation"; activation: Activation };

/** @returns how many numbers there are. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** @returns what is known of a layer's kind. */
export function kindOf({ layer }: LayerSettings): LayerKind<LayerSettings> {
  return layerKinds[layer] as LayerKind<LayerSettings>;
}

/** First weights (Glorot & Bengio 2010, uniform). */
function glorot(seed: () => number) {
  return tf.initializers.glorotUniform({ seed: seed() });
}

function unlessPicture(input: Shape): string | undefined {
  return input.length === 3
    ? undefined
    : 'takes [height, width, channels]: put { layer: "reshape" } before it';
}

function kernelAndBias(
  { filters, kernelSize }: ConvolutionSettings,
  input: Shape,
): [number, number] {
  return [(kernelSize ** 2 * input.at(-1)! + 1) * filters, 0];
}

function withoutName(settings: ConvolutionSettings) {
  const { filters, kernelSize, strides = 1, activation } = settings;
  return { filters, kernelSize, strides, activation };
}
