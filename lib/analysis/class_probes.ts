/**
 * How well the classes can be read out of pictures and codes.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import type { Split } from "../data/split.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import { encodeImages } from "./latent.ts";
import { componentCount, principalCodes } from "./principal_codes.ts";
import { type Probe, probe } from "./probes.ts";
import type { Vector } from "./vectors.ts";

/**
 * Probes of the classes in the pixels, in principal components and in the codes
 * of trained networks, which stay as they are: what an encoder contributes is
 * what the probe of its code has over that of the pixels.
 *
 * @param labels Of each split's images.
 * @param networks By what a reader calls their codes.
 */
export async function probeClasses(
  { train, validation, test }: Dataset,
  labels: Record<Split, number[]>,
  networks: Record<string, Autoencoder>,
): Promise<Probe[]> {
  const splits = { train, validation, test };
  const examples = (features: Record<Split, Vector[]>) =>
    mapSplits((split) => ({
      features: features[split],
      labels: labels[split],
      groups: splits[split].groups,
    }));
  const images = mapSplits((split) => splits[split].images);
  const pixels = mapSplits((split) =>
    splits[split].names.map((_, index) => images[split].picture(index))
  );
  const count = componentCount(train.images);
  const principal = await principalCodes(train.images, { count, of: images });
  const probes = [
    await probe("the pixels", examples(pixels)),
    await probe(`${count} principal components`, examples(principal)),
  ];
  for (const [label, network] of Object.entries(networks)) {
    probes.push(
      await probe(
        label,
        examples({
          train: await encodeImages(network, train.images),
          validation: await encodeImages(network, validation.images),
          test: await encodeImages(network, test.images),
        }),
      ),
    );
  }
  return probes;
}

function mapSplits<Value>(value: (split: Split) => Value) {
  return {
    train: value("train"),
    validation: value("validation"),
    test: value("test"),
  };
}
