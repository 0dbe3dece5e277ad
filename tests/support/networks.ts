/**
 * Small networks for tests, mirrored as the assigned one is.
 *
 * @module
 */
import {
  type Autoencoder,
  createAutoencoder,
} from "../../lib/model/autoencoder.ts";
import type { LayerSettings } from "../../lib/model/layers.ts";
import { network, type NetworkSettings } from "../../lib/model/network.ts";

/** What a mirrored network depends on. */
export interface MirroredSettings {
  channels?: number;
  filters: number[];
  kernelSize?: number;
  upsampling?: "after" | "before";
}

/** A stage for each number of filters: convolution and pooling, and back. */
export function mirrored(
  { channels = 4, filters, kernelSize = 3, upsampling = "after" }:
    MirroredSettings,
): NetworkSettings {
  const outputs = [...filters.slice(0, -1).reverse(), channels];
  return network({
    encoder: filters.flatMap((filters): LayerSettings[] => [
      { layer: "conv2d", filters, kernelSize, activation: "relu" },
      { layer: "maxPooling2d", poolSize: 2 },
    ]),
    decoder: [
      ...outputs.flatMap((filters, stage): LayerSettings[] => {
        const convolution: LayerSettings = {
          layer: "conv2dTranspose",
          filters,
          kernelSize,
          activation: stage === outputs.length - 1 ? "linear" : "relu",
        };
        const up: LayerSettings = { layer: "upSampling2d", size: 2 };
        return upsampling === "after" ? [convolution, up] : [up, convolution];
      }),
      { layer: "activation", activation: "sigmoid" },
    ],
  });
}

/** Such a network with weights, for pictures twice as wide as high. */
export function smallAutoencoder(
  settings: MirroredSettings,
  seed: number,
): Autoencoder {
  const side = 2 ** settings.filters.length;
  return createAutoencoder(mirrored(settings), {
    inputShape: [side, 2 * side, settings.channels ?? 4],
    seed,
  });
}

/** Six numbers for a picture of 8x16x4. */
export const denseNetwork: NetworkSettings = {
  encoder: [
    { layer: "conv2d", filters: 4, kernelSize: 3, activation: "relu" },
    { layer: "maxPooling2d", poolSize: 2 },
    { layer: "flatten" },
    { layer: "dense", units: 6 },
  ],
  decoder: [
    { layer: "dense", units: 4 * 8 * 4, activation: "relu" },
    { layer: "reshape", targetShape: [4, 8, 4] },
    { layer: "upSampling2d", size: 2 },
    { layer: "conv2d", filters: 4, kernelSize: 3, activation: "sigmoid" },
  ],
};

/** The same numbers as a variational code. */
export const variationalNetwork: NetworkSettings = {
  encoder: denseNetwork.encoder.slice(0, 2),
  decoder: denseNetwork.decoder,
  gaussianCode: { units: 6, weight: 1 },
};

/** Layers that behave otherwise while a network is trained. */
export const normalizedNetwork: NetworkSettings = {
  encoder: [
    { layer: "conv2d", filters: 4, kernelSize: 3 },
    { layer: "batchNormalization" },
    { layer: "activation", activation: "relu" },
    { layer: "maxPooling2d", poolSize: 2 },
  ],
  decoder: [
    { layer: "upSampling2d", size: 2 },
    { layer: "conv2d", filters: 4, kernelSize: 3 },
    { layer: "batchNormalization" },
    { layer: "activation", activation: "sigmoid" },
  ],
};

/** The dense network with drop-out. */
export const dropoutNetwork: NetworkSettings = {
  encoder: [...denseNetwork.encoder, { layer: "dropout", rate: 0.25 }],
  decoder: denseNetwork.decoder,
};
