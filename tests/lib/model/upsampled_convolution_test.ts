import { expect } from "@std/expect";
import { tf } from "../../../lib/engine/engine.ts";
import { createAutoencoder } from "../../../lib/model/autoencoder.ts";
import { UpsampledConvolution } from "../../../lib/model/upsampled_convolution.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { assertSameLayer } from "../../support/layers.ts";

type Kind = "conv2d" | "conv2dTranspose";

/** The two layers that `UpsampledConvolution` stands for. */
function plainForm(
  kind: Kind,
  config: { filters: number; kernelSize: number; activation: "relu" },
) {
  return tf.sequential({
    layers: [
      tf.layers.upSampling2d({
        size: [2, 2],
        inputShape: [null, null, 3] as unknown as number[],
      }),
      tf.layers[kind]({ ...config, padding: "same" }),
    ],
  });
}

for (const kind of ["conv2d", "conv2dTranspose"] as const) {
  for (const kernelSize of [1, 3, 5, 7]) {
    for (const [height, width] of [[5, 8], [1, 3], [4, 4]] as const) {
      Deno.test(`upsampling and ${kind} of ${kernelSize}x${kernelSize} are one layer with the same value and gradients, ${height}x${width}`, () =>
        assertNoTensorsLeft(() => {
          const config = {
            filters: 2,
            kernelSize,
            activation: "relu",
          } as const;
          const plain = plainForm(kind, config);
          const one = new UpsampledConvolution({
            ...config,
            transposed: kind === "conv2dTranspose",
            seed: 1,
          });
          tf.tidy(() => {
            const random = (shape: number[], seed: number) =>
              tf.randomUniform(shape, -1, 1, "float32", seed);
            const x = random([3, height, width, 3], 1);
            const inner = kind === "conv2d" ? [3, 2] : [2, 3];
            const weights = [
              random([kernelSize, kernelSize, ...inner], 2),
              random([2], 3),
            ];
            assertSameLayer(one, plain, { x, weights });
          });
          plain.dispose();
          one.dispose();
        }));
    }
  }
}

Deno.test("upsampling directly before a convolution of stride 1 is made one layer, and nothing else is", () => {
  const model = createAutoencoder({
    encoder: [
      { layer: "maxPooling2d", poolSize: 2 },
      { layer: "maxPooling2d", poolSize: 2 },
      { layer: "maxPooling2d", poolSize: 3 },
      { layer: "maxPooling2d", poolSize: 2 },
    ],
    decoder: [
      { layer: "upSampling2d", size: 2 },
      { layer: "conv2d", filters: 3, kernelSize: 3 },
      { layer: "upSampling2d", size: 2 },
      { layer: "conv2d", filters: 3, kernelSize: 4 }, // even
      { layer: "upSampling2d", size: 3 },
      { layer: "conv2d", filters: 3, kernelSize: 3 },
      { layer: "upSampling2d", size: 2 },
      { layer: "activation", activation: "relu" },
      { layer: "conv2d", filters: 4, kernelSize: 3 },
    ],
  }, { inputShape: [24, 48, 4], seed: 1 });
  expect(model.decoder.layers.map((layer) => layer.getClassName()))
    .toStrictEqual([
      "InputLayer",
      "UpsampledConvolution",
      "UpSampling2D",
      "Convolution",
      "UpSampling2D",
      "Convolution",
      "UpSampling2D",
      "Activation",
      "Convolution",
    ]);
  model.encoder.dispose();
  model.decoder.dispose();
});
