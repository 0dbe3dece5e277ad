import { expect } from "@std/expect";
import { join } from "node:path";
import { loadWeights, saveModel } from "../../../lib/experiments/weights.ts";
import { tf } from "../../../lib/engine/engine.ts";
import {
  createAutoencoder,
  encode,
  reconstruct,
} from "../../../lib/model/autoencoder.ts";
import { withNoise } from "../../../lib/model/noise.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import {
  denseNetwork,
  dropoutNetwork,
  mirrored,
  normalizedNetwork,
  variationalNetwork,
} from "../../support/networks.ts";

for (
  const [name, network] of Object.entries({
    "the assigned kind of network": mirrored({ filters: [3, 2] }),
    "upsampling first": mirrored({ filters: [3, 2], upsampling: "before" }),
    "batch normalisation": normalizedNetwork,
    "drop-out": dropoutNetwork,
    "a dense code": denseNetwork,
    "a variational code": variationalNetwork,
  })
) {
  Deno.test(`a network with ${name} comes back from disk with all its weights`, () =>
    assertNoTensorsLeft(async () => {
      const folder = await Deno.makeTempDir();
      const [saved, read] = [1, 2].map((seed) =>
        createAutoencoder(network, { inputShape: [8, 16, 4], seed })
      );
      const images = tf.randomUniform<tf.Rank.R4>(
        [3, 8, 16, 4],
        0,
        1,
        "float32",
        1,
      );
      // Moves the moving statistics, which are weights too.
      withNoise(1, () =>
        tf.tidy(() => {
          const { code } = encode(saved!, images, { training: true });
          saved!.decoder.apply(code, { training: true });
        }));
      for (const half of ["encoder", "decoder"] as const) {
        await saveModel(saved![half], join(folder, half));
        await loadWeights(read![half], join(folder, half));
      }
      const [expected, actual] = [saved!, read!].map((model) =>
        tf.tidy(() => reconstruct(model, images).dataSync())
      );
      expect(actual).toStrictEqual(expected);
      for (const { encoder, decoder } of [saved!, read!]) {
        encoder.dispose();
        decoder.dispose();
      }
      images.dispose();
      await Deno.remove(folder, { recursive: true });
    }));
}
