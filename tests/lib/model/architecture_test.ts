import { expect } from "@std/expect";
import { tf } from "../../../lib/engine/engine.ts";
import { describeArchitecture } from "../../../lib/model/architecture.ts";
import { createAutoencoder, encode } from "../../../lib/model/autoencoder.ts";
import {
  assignedNetwork,
  type NetworkSettings,
  upsamplingFirstNetwork,
} from "../../../lib/model/network.ts";
import {
  denseNetwork,
  dropoutNetwork,
  mirrored,
  normalizedNetwork,
  variationalNetwork,
} from "../../support/networks.ts";
import { failure } from "../../support/failure.ts";

Deno.test("the assigned network knows what it is", () => {
  const facts = {
    parameters: 2_157_508,
    encoderParameters: 1_078_880,
    codeShape: [4, 4, 256],
    codeSize: 4096,
    pictureSize: 16_384, // 64 · 64 · 4
    compression: 4,
    reduction: 16,
    stages: 4,
    kernelSizes: [5],
    channels: [32, 64, 128, 256],
    // By hand: 1 + (4 + 1) + 2 · (4 + 1) + 4 · (4 + 1) + 8 · (4 + 1).
    receptiveField: 76,
    isConvolutional: true,
    outputActivation: "sigmoid",
    outputBlock: 2,
  };
  expect(describeArchitecture(assignedNetwork, [64, 64, 4])).toStrictEqual(
    facts,
  );
  expect(describeArchitecture(upsamplingFirstNetwork, [64, 64, 4]))
    .toStrictEqual({
      ...facts,
      outputBlock: 1,
    });
});

Deno.test("a picture that is not square has a code that is not", () => {
  const { codeShape, compression } = describeArchitecture(
    mirrored({ filters: [4, 8, 2] }),
    [32, 64, 4],
  );
  expect(codeShape).toStrictEqual([4, 8, 2]);
  expect(compression).toBe(128);
});

Deno.test("three stages, strides and several kernels are told apart", () => {
  const facts = describeArchitecture({
    encoder: [
      { layer: "conv2d", filters: 3, kernelSize: 3, strides: 2 },
      { layer: "conv2d", filters: 5, kernelSize: 5 },
      { layer: "maxPooling2d", poolSize: 2 },
      { layer: "conv2d", filters: 6, kernelSize: 3, strides: 2 },
    ],
    decoder: [
      { layer: "conv2dTranspose", filters: 4, kernelSize: 3, strides: 2 },
      { layer: "upSampling2d", size: 4 },
    ],
  }, [16, 24, 4]);
  expect(facts.kernelSizes).toStrictEqual([3, 5]);
  expect(facts.channels).toStrictEqual([3, 5, 6]);
  expect(facts.codeShape).toStrictEqual([2, 3, 6]);
  expect(facts.reduction).toBe(8);
  expect(facts.stages).toBe(3);
  expect(facts.receptiveField).toBe(21); // 1 + 2 + 2 · 4 + 2 · 1 + 4 · 2
  expect(facts.outputActivation).toBe("linear");
  expect(facts.outputBlock).toBe(4);
});

Deno.test("a dense code is a list of numbers, each of which sees all", () => {
  const facts = describeArchitecture(denseNetwork, [8, 16, 4]);
  expect(facts.codeShape).toStrictEqual([6]);
  expect(facts.receptiveField).toBe(16);
  expect(facts.isConvolutional).toBe(false);
  expect(facts.outputBlock).toBe(1);
  const conv = describeArchitecture({
    ...mirrored({ filters: [4] }),
    decoder: [
      { layer: "flatten" },
      { layer: "dense", units: 8 * 16 * 4 },
      { layer: "reshape", targetShape: [8, 16, 4] },
    ],
  }, [8, 16, 4]);
  expect(conv.receptiveField).toBe(4);
  expect(conv.isConvolutional).toBe(false);
});

const networks: Record<string, NetworkSettings> = {
  convolutional: mirrored({ filters: [4, 8] }),
  dense: denseNetwork,
  variational: variationalNetwork,
  normalized: normalizedNetwork,
  dropout: dropoutNetwork,
};

for (const [name, network] of Object.entries(networks)) {
  Deno.test(`what the ${name} network says of itself is what is built`, () => {
    const inputShape = [8, 16, 4];
    const facts = describeArchitecture(network, inputShape);
    const model = createAutoencoder(network, { inputShape, seed: 1 });
    expect(model.encoder.countParams()).toBe(facts.encoderParameters);
    expect(model.encoder.countParams() + model.decoder.countParams()).toBe(
      facts.parameters,
    );
    tf.tidy(() => {
      const { code } = encode(model, tf.zeros([1, 8, 16, 4]));
      expect(code.shape.slice(1)).toStrictEqual(facts.codeShape);
    });
    model.encoder.dispose();
    model.decoder.dispose();
  });
}

Deno.test("the receptive field is what a number of the code depends on", () => {
  // Without pooling and without ReLU each pixel of the field has a gradient.
  const network: NetworkSettings = {
    encoder: [
      { layer: "conv2d", filters: 3, kernelSize: 3, strides: 2 },
      { layer: "conv2d", filters: 2, kernelSize: 5 },
      { layer: "conv2d", filters: 2, kernelSize: 3, strides: 2 },
    ],
    decoder: [
      { layer: "upSampling2d", size: 4 },
      { layer: "conv2d", filters: 4, kernelSize: 1 },
    ],
  };
  const inputShape = [32, 40, 4];
  const model = createAutoencoder(network, { inputShape, seed: 1 });
  tf.tidy(() => {
    const gradient = tf.grad((images: tf.Tensor) =>
      encode(model, images as tf.Tensor4D).code
        .slice([0, 4, 5, 0], [1, 1, 1, 1]).sum()
    )(tf.ones([1, 32, 40, 4]));
    const { receptiveField } = describeArchitecture(network, inputShape);
    const seen = gradient.abs().sum(3).greater(0).squeeze([0]) as tf.Tensor2D;
    const sides = [0, 1].map((axis) => seen.any(axis).sum().dataSync()[0]);
    expect(sides).toStrictEqual([receptiveField, receptiveField]);
  });
  model.encoder.dispose();
  model.decoder.dispose();
});

Deno.test("a picture that cannot be reduced evenly is refused with its size", () => {
  expect(() => describeArchitecture(assignedNetwork, [64, 40, 4])).toThrow(
    failure("RangeError", /multiples of 16, but they are 64x40/),
  );
});
