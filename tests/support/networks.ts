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
  channels: number;
  filters: number[];
  kernelSize: number;
  upsampling: "after" | "before";
}

/** A stage for each number of filters: convolution and pooling, and back. */
export function mirrored(
  { channels, filters, kernelSize, upsampling }: MirroredSettings,
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
    inputShape: [side, 2 * side, settings.channels],
    seed,
  });
}
