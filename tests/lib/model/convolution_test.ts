import { expect } from "@std/expect";
import { tf } from "../../../lib/engine/engine.ts";
import { createAutoencoder } from "../../../lib/model/autoencoder.ts";
import { Convolution } from "../../../lib/model/convolution.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { assertSameLayer } from "../../support/layers.ts";

for (const activation of ["linear", "relu", "sigmoid"] as const) {
  for (const strides of [1, 2, 3]) {
    Deno.test(`a convolution has TensorFlow.js's value and gradients: ${activation}, stride ${strides}`, () =>
      assertNoTensorsLeft(() => {
        const config = { filters: 2, kernelSize: 3, strides, activation };
        const plain = tf.layers.conv2d({ ...config, padding: "same" });
        const layer = new Convolution({ ...config, seed: 1 });
        tf.tidy(() => {
          const random = (shape: number[], seed: number) =>
            tf.randomUniform(shape, -1, 1, "float32", seed);
          assertSameLayer(layer, plain, {
            x: random([2, 5, 8, 3], 1),
            weights: [random([3, 3, 3, 2], 2), random([2], 3)],
          });
        });
        expect(layer.computeOutputShape([null, 5, null, 3])).toStrictEqual(
          plain.computeOutputShape([null, 5, null, 3]),
        );
        plain.dispose();
        layer.dispose();
      }));
  }
}

Deno.test("the gradient of the pictures, which nobody reads, is not computed", async () => {
  const part = { layer: "conv2d", filters: 4, kernelSize: 3 } as const;
  const model = createAutoencoder(
    { encoder: [part, part], decoder: [part] },
    { inputShape: [4, 6, 4], seed: 1 },
  );
  const { kernels } = await tf.profile(() => {
    const { grads } = tf.variableGrads(() =>
      (model.encoder.apply(tf.ones([1, 4, 6, 4])) as tf.Tensor).mean()
        .asScalar()
    );
    return Object.values(grads);
  });
  const times = (kernel: string) =>
    kernels.filter(({ name }) => name === kernel).length;
  expect(times("Conv2DBackpropInput")).toBe(1); // of the second layer
  expect(times("Conv2DBackpropFilter")).toBe(2);
  model.encoder.dispose();
  model.decoder.dispose();
});
