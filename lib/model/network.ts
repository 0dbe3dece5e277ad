/**
 * Networks as data: an autoencoder's layers, as a notebook writes them out.
 *
 * @module
 */
import { z } from "zod";
import { canonicalJson } from "../base/fingerprint.ts";
import { checkSettings, group, integer, number } from "../base/settings.ts";
import { layerKinds, type LayerSettings } from "./layers.ts";

/** An autoencoder's layers. */
export interface NetworkSettings {
  /** From the picture to the code. */
  encoder: LayerSettings[];
  /** From the code to the picture. */
  decoder: LayerSettings[];
  /**
   * A variational code (Kingma & Welling 2014): behind the encoder's layers two
   * dense ones give mean and log-variance of so many numbers; their divergence
   * from a normal distribution, per number of the picture, is added to the loss
   * with this weight.
   */
  gaussianCode?: { units: number; weight: number };
}

const listRule = "a list of at least one layer";
const list = z.array(z.unknown(), listRule).min(1, listRule);

const schema = group({
  encoder: list,
  decoder: list,
  gaussianCode: group({
    units: integer(1, 1e6),
    weight: number(0, 1e3),
  }).optional(),
});

/**
 * Checks a network that is written out, and gives it back.
 *
 * @throws {TypeError} when a layer or one of its settings is missing or unknown.
 * @throws {RangeError} when a setting is out of range or of another type.
 *
 * @example
 * ```ts
 * import { network } from "./network.ts";
 * network({
 *   encoder: [
 *     { layer: "conv2d", filters: 8, kernelSize: 3, activation: "relu" },
 *     { layer: "maxPooling2d", poolSize: 2 },
 *   ],
 *   decoder: [
 *     { layer: "upSampling2d", size: 2 },
 *     { layer: "conv2d", filters: 4, kernelSize: 3, activation: "sigmoid" },
 *   ],
 * });
 * ```
 */
export function network(settings: NetworkSettings): NetworkSettings {
  checkSettings("network", schema, settings);
  checkLayers("encoder", settings.encoder);
  checkLayers("decoder", settings.decoder);
  return settings;
}

/** Whether two networks are written with the same layers. */
export function same(one: NetworkSettings, other: NetworkSettings): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** The assigned network: 2,157,508 parameters. */
export const assignedNetwork: NetworkSettings = network({
  encoder: [32, 64, 128, 256].flatMap((filters): LayerSettings[] => [
    { layer: "conv2d", filters, kernelSize: 5, activation: "relu" },
    { layer: "maxPooling2d", poolSize: 2 },
  ]),
  decoder: [
    ...[128, 64, 32].flatMap((filters): LayerSettings[] => [
      { layer: "conv2dTranspose", filters, kernelSize: 5, activation: "relu" },
      { layer: "upSampling2d", size: 2 },
    ]),
    { layer: "conv2dTranspose", filters: 4, kernelSize: 5 },
    { layer: "upSampling2d", size: 2 },
    { layer: "activation", activation: "sigmoid" },
  ],
});

/**
 * The assigned network with each upsampling before its convolution (Odena et al.
 * 2016, "Deconvolution and Checkerboard Artifacts"), so that the last convolution
 * draws each pixel.
 */
export const upsamplingFirstNetwork: NetworkSettings = network({
  encoder: assignedNetwork.encoder,
  decoder: [
    ...[128, 64, 32].flatMap((filters): LayerSettings[] => [
      { layer: "upSampling2d", size: 2 },
      { layer: "conv2dTranspose", filters, kernelSize: 5, activation: "relu" },
    ]),
    { layer: "upSampling2d", size: 2 },
    { layer: "conv2dTranspose", filters: 4, kernelSize: 5 },
    { layer: "activation", activation: "sigmoid" },
  ],
});

/**
 * The same network with another number of channels behind the encoder's last
 * convolution, and so another size of the code.
 *
 * @throws {RangeError} when the encoder has no convolution.
 */
export function withCodeChannels(
  settings: NetworkSettings,
  filters: number,
): NetworkSettings {
  const last = settings.encoder.findLastIndex(({ layer }) =>
    layer === "conv2d"
  );
  if (last < 0) {
    throw new RangeError(
      "The encoder has no convolution whose channels could be changed.",
    );
  }
  return network({
    ...settings,
    encoder: settings.encoder.map((layer, index) =>
      index === last ? { ...layer, filters } as LayerSettings : layer
    ),
  });
}

function checkLayers(half: "encoder" | "decoder", layers: LayerSettings[]) {
  // `entries` also gives what two commas in a row leave out.
  for (const [index, settings] of layers.entries()) {
    if (!Object.hasOwn(layerKinds, settings?.layer)) {
      throw new TypeError(
        `Layer ${index + 1} of the ${half} must be one of ${
          Object.keys(layerKinds).join(", ")
        }, but it is ${Deno.inspect(settings?.layer)}.`,
      );
    }
    const name = `${half}'s layer ${index + 1} (${settings.layer})`;
    checkSettings(name, layerKinds[settings.layer].settings, settings);
  }
}
