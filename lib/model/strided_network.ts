/**
 * Networks of strided 3x3 convolutions whose decoder upsamples first: question
 * 1's best ones, and one with a dense code.
 *
 * @module
 */
import type { LayerSettings } from "./layers.ts";
import { network, type NetworkSettings } from "./network.ts";

/** A convolution and what stands behind it; the strides are 1 unless given. */
export type Part = (filters: number, strides?: number) => LayerSettings[];

/** A 3x3 convolution, batch normalisation and ReLU. */
const normalizedPart: Part = (filters, strides) => [
  { layer: "conv2d", filters, kernelSize: 3, ...strides && { strides } },
  { layer: "batchNormalization" },
  { layer: "activation", activation: "relu" },
];

/**
 * Three stages halve the picture, and a convolution makes the code.
 *
 * @param codeChannels Numbers at each place of the code.
 * @param part What the network is made of, normalised unless told otherwise.
 */
export function stridedNetwork(
  codeChannels: number,
  part = normalizedPart,
): NetworkSettings {
  return network({
    encoder: [
      ...stages(part),
      { layer: "conv2d", filters: codeChannels, kernelSize: 3 },
    ],
    decoder: drawing(part),
  });
}

/**
 * The same with a code of so many numbers, each of which sees the whole picture.
 *
 * @param imageSize Height and width in pixels, a multiple of 8.
 */
export function denseCodeNetwork(
  units: number,
  imageSize: number,
): NetworkSettings {
  const side = imageSize / 8;
  return network({
    encoder: [
      ...stages(normalizedPart),
      { layer: "flatten" },
      { layer: "dense", units },
    ],
    decoder: [
      { layer: "dense", units: side * side * 96, activation: "relu" },
      { layer: "reshape", targetShape: [side, side, 96] },
      ...drawing(normalizedPart),
    ],
  });
}

function stages(part: Part): LayerSettings[] {
  return [32, 48, 96].flatMap((filters) => part(filters, 2));
}

function drawing(part: Part): LayerSettings[] {
  const double: LayerSettings = { layer: "upSampling2d", size: 2 };
  return [
    ...part(96),
    ...[48, 32].flatMap((filters) => [double, ...part(filters)]),
    double,
    { layer: "conv2d", filters: 4, kernelSize: 3, activation: "sigmoid" },
  ];
}
