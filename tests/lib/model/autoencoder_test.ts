import { expect } from "@std/expect";
import { tf } from "../../../lib/engine/engine.ts";
import { describeArchitecture } from "../../../lib/model/architecture.ts";
import {
  createAutoencoder,
  createClassifier,
  decode,
  encode,
  reconstruct,
  trainableVariables,
} from "../../../lib/model/autoencoder.ts";
import {
  assignedNetwork,
  upsamplingFirstNetwork,
} from "../../../lib/model/network.ts";
import { withNoise } from "../../../lib/model/noise.ts";
import {
  jointObjective,
  reconstructionObjective,
} from "../../../lib/model/objective.ts";
import { sha256 } from "../../../lib/base/fingerprint.ts";
import {
  assertAllClose,
  assertClose,
  assertNoTensorsLeft,
  toTensor,
} from "../../support/assertions.ts";
import {
  denseNetwork,
  mirrored,
  normalizedNetwork,
  variationalNetwork,
} from "../../support/networks.ts";
import pytorch from "../../fixtures/pytorch.json" with { type: "json" };
import { failure } from "../../support/failure.ts";

const training = { training: true };

type Fixture = (typeof pytorch.autoencoders)[number];

/** The fixture's network, with the weights that PyTorch had. */
function fixtureModels({ filters, upsampling, weights, latent }: Fixture) {
  const model = createAutoencoder(
    mirrored({
      filters,
      kernelSize: 5,
      upsampling: upsampling as "after" | "before",
    }),
    { inputShape: [8, 12, 4], seed: 1 },
  );
  const classifier = createClassifier(latent.shape.slice(1), {
    classes: 2,
    seed: 1,
  });
  const variables = trainableVariables(
    model.encoder,
    model.decoder,
    classifier,
  );
  tf.tidy(() =>
    variables.forEach((variable, index) =>
      variable.assign(toTensor(weights[index]!))
    )
  );
  const dispose = () =>
    [model.encoder, model.decoder, classifier].forEach((part) =>
      part.dispose()
    );
  return { model, classifier, variables, dispose };
}

for (const fixture of pytorch.autoencoders) {
  const where = `with upsampling ${fixture.upsampling} each convolution`;

  Deno.test(`the autoencoder computes what PyTorch computes, ${where}`, () =>
    assertNoTensorsLeft(() => {
      const { model, classifier, dispose } = fixtureModels(fixture);
      tf.tidy(() => {
        const images = toTensor<tf.Tensor4D>(fixture.images);
        const { code: latent } = encode(model, images);
        assertAllClose(latent, fixture.latent);
        assertAllClose(reconstruct(model, images), fixture.output);
        const logits = classifier.apply(latent) as tf.Tensor2D;
        assertAllClose(logits, fixture.logits);
      });
      dispose();
    }));

  Deno.test(`the reconstruction loss and its gradients are PyTorch's, ${where}`, () =>
    assertNoTensorsLeft(() => {
      const { model, variables, dispose } = fixtureModels(fixture);
      tf.tidy(() => {
        const images = toTensor<tf.Tensor4D>(fixture.images);
        const objective = reconstructionObjective(model);
        const trained = variables.slice(0, fixture.gradients.length);
        const { value, grads } = tf.variableGrads(
          () => objective({ images }, training).loss,
          trained,
        );
        assertClose(value.dataSync()[0]!, fixture.meanSquaredError);
        trained.forEach(({ name }, index) =>
          assertAllClose(grads[name]!, fixture.gradients[index]!, 1e-7)
        );
      });
      dispose();
    }));

  Deno.test(`the joint loss and its gradients are PyTorch's, ${where}`, () =>
    assertNoTensorsLeft(() => {
      const { model, classifier, variables, dispose } = fixtureModels(fixture);
      tf.tidy(() => {
        const images = toTensor<tf.Tensor4D>(fixture.images);
        const labels = tf.tensor1d(fixture.labels, "int32");
        const objective = jointObjective(model, classifier, fixture);
        const measured = objective({ images, labels }, training);
        assertClose(measured.loss.dataSync()[0]!, fixture.jointLoss);
        assertClose(
          measured["crossEntropy"]!.dataSync()[0]!,
          fixture.crossEntropy,
        );
        assertClose(measured["accuracy"]!.dataSync()[0]!, fixture.accuracy);
        const { grads } = tf.variableGrads(
          () => objective({ images, labels }, training).loss,
          variables,
        );
        variables.forEach(({ name }, index) =>
          assertAllClose(grads[name]!, fixture.jointGradients[index]!, 1e-6)
        );
      });
      dispose();
    }));
}

Deno.test("with lambda 0 the joint loss is the plain autoencoder's", () => {
  const fixture = pytorch.autoencoders[0]!;
  const { model, classifier, dispose } = fixtureModels(fixture);
  tf.tidy(() => {
    const images = toTensor<tf.Tensor4D>(fixture.images);
    const labels = tf.tensor1d(fixture.labels, "int32");
    const joint = jointObjective(model, classifier, { lambda: 0 })(
      { images, labels },
      training,
    );
    const plain = reconstructionObjective(model)({ images }, training);
    expect(joint.loss.dataSync()[0]).toBe(plain.loss.dataSync()[0]);
  });
  dispose();
});

Deno.test("the gradient of the loss is its slope", () => {
  // A numerical gradient by central differences, for the decoder: the encoder's
  // pooling switches between pixels within any step that float32 can resolve.
  const fixture = pytorch.autoencoders[0]!;
  const { model, dispose } = fixtureModels(fixture);
  tf.tidy(() => {
    const images = toTensor<tf.Tensor4D>(fixture.images);
    const objective = reconstructionObjective(model);
    const lossWith = (variable: tf.Variable, change: tf.Tensor) => {
      const original = variable.clone();
      variable.assign(variable.add(change));
      const loss = objective({ images }, training).loss.dataSync()[0]!;
      variable.assign(original);
      return loss;
    };
    const trained = trainableVariables(model.decoder);
    const { grads } = tf.variableGrads(
      () => objective({ images }, training).loss,
      trained,
    );
    for (const variable of trained) {
      const gradient = grads[variable.name]!;
      const length = gradient.norm().dataSync()[0]!;
      const step = gradient.mul(0.02 / length);
      const slope = lossWith(variable, step) - lossWith(variable, step.neg());
      assertClose(slope / 0.04 / length, 1, 0.01);
    }
  });
  dispose();
});

/** SHA-256 of each kernel's and bias's float32 values, its first 16 digits. */
const firstWeights = [
  "3a60881213e18f27",
  "38723a2e5e8a17aa",
  "5cd2125f435e491a",
  "5341e6b2646979a7",
  "f68fc47f32a0d771",
  "076a27c79e5ace2a",
  "c9db415d31469f9d",
  "5f70bf18a0860070",
  "1b4e4822923fca9d",
  "076a27c79e5ace2a",
  "de7444edecc84cde",
  "5341e6b2646979a7",
  "ab8451f4a69b7f52",
  "38723a2e5e8a17aa",
  "f6075292017f53d7",
  "374708fff7719dd5",
];

for (
  const [name, network] of [
    ["assigned", assignedNetwork],
    ["upsampling-first", upsamplingFirstNetwork],
  ] as const
) {
  Deno.test(`the ${name} network begins with the weights that it had at 864b94e`, () => {
    // Recorded there, before networks were written out layer by layer.
    const inputShape = [64, 64, 4];
    const model = createAutoencoder(network, { inputShape, seed: 1 });
    const variables = trainableVariables(model.encoder, model.decoder);
    expect(variables.reduce((sum, variable) => sum + variable.size, 0)).toBe(
      2_157_508,
    );
    expect(variables.map((variable) => {
      const { buffer } = Float32Array.from(variable.dataSync());
      return sha256(new Uint8Array(buffer)).slice(0, 16);
    })).toStrictEqual(firstWeights);
    disposeAll(model);
  });
}

Deno.test("another seed gives other weights", () => {
  const [first, second] = [1, 2].map((seed) => {
    const model = createAutoencoder(denseNetwork, {
      inputShape: [8, 16, 4],
      seed,
    });
    const variables = trainableVariables(model.encoder, model.decoder);
    const values = variables.map((variable) => [...variable.dataSync()]);
    disposeAll(model);
    return values;
  });
  first!.forEach((values, index) => {
    // Biases are zero whatever the seed is.
    if (values.some((value) => value !== 0)) {
      expect(values).not.toStrictEqual(second![index]);
    }
  });
});

for (
  const [name, network] of Object.entries({
    convolutional: mirrored({ filters: [3, 2] }),
    dense: denseNetwork,
    variational: variationalNetwork,
    "variational dense": { ...variationalNetwork, ...denseNetwork },
    normalized: normalizedNetwork,
  })
) {
  Deno.test(`the ${name} network reconstructs pictures that are not square, and its code is classified`, () =>
    assertNoTensorsLeft(() => {
      const inputShape = [8, 16, 4];
      const model = createAutoencoder(network, { inputShape, seed: 1 });
      const { codeShape } = describeArchitecture(network, inputShape);
      const classifier = createClassifier(codeShape, { classes: 3, seed: 1 });
      tf.tidy(() => {
        const images = tf.ones<tf.Rank.R4>([2, 8, 16, 4]);
        expect(reconstruct(model, images).shape).toStrictEqual(images.shape);
        const { code } = encode(model, images);
        const logits = classifier.apply(code) as tf.Tensor;
        expect(logits.shape).toStrictEqual([2, 3]);
      });
      disposeAll({ ...model, classifier });
    }));
}

Deno.test("a convolutional network takes pictures of other sizes than it was built for", () =>
  assertNoTensorsLeft(() => {
    const model = createAutoencoder(mirrored({ filters: [3, 2] }), {
      inputShape: [8, 8, 4],
      seed: 1,
    });
    tf.tidy(() => {
      const images = tf.ones<tf.Rank.R4>([1, 12, 20, 4]);
      expect(reconstruct(model, images).shape).toStrictEqual([1, 12, 20, 4]);
    });
    disposeAll(model);
  }));

Deno.test("a picture that cannot be halved is refused with its size", () =>
  assertNoTensorsLeft(() => {
    const model = createAutoencoder(mirrored({ filters: [3, 2] }), {
      inputShape: [8, 8, 4],
      seed: 1,
    });
    const images = tf.zeros<tf.Rank.R4>([1, 8, 10, 4]);
    expect(() => reconstruct(model, images)).toThrow(
      failure("RangeError", /\[1,8,8,4\] of pictures of \[1,8,10,4\]/),
    );
    images.dispose();
    disposeAll(model);
  }));

Deno.test("strided convolutions and their gradients are PyTorch's", () =>
  assertNoTensorsLeft(() => {
    const { weights, images, code, output, gradients } = pytorch.strided;
    const model = createAutoencoder({
      encoder: [{ layer: "conv2d", filters: 3, kernelSize: 3, strides: 2 }],
      decoder: [
        { layer: "conv2dTranspose", filters: 4, kernelSize: 3, strides: 2 },
        { layer: "activation", activation: "sigmoid" },
      ],
    }, { inputShape: images.shape.slice(1), seed: 1 });
    const variables = trainableVariables(model.encoder, model.decoder);
    tf.tidy(() => {
      variables.forEach((variable, index) =>
        variable.assign(toTensor(weights[index]!))
      );
      const batch = { images: toTensor<tf.Tensor4D>(images) };
      assertAllClose(encode(model, batch.images).code, code);
      assertAllClose(reconstruct(model, batch.images), output);
      const objective = reconstructionObjective(model);
      const { grads } = tf.variableGrads(
        () => objective(batch, training).loss,
        variables,
      );
      variables.forEach(({ name }, index) =>
        assertAllClose(grads[name]!, gradients[index]!, 1e-7)
      );
    });
    disposeAll(model);
  }));

Deno.test("a variational code is its mean, and while training a draw around it", () =>
  assertNoTensorsLeft(() => {
    const { mean, logVariance, divergence } = pytorch.losses;
    const [batch, units] = mean.shape as [number, number];
    const model = createAutoencoder({
      encoder: [{ layer: "activation", activation: "linear" }],
      decoder: [
        { layer: "dense", units: 2 * units },
        { layer: "reshape", targetShape: [1, 1, 2 * units] },
      ],
      gaussianCode: { units, weight: 0.5 },
    }, { inputShape: [1, 1, 2 * units], seed: 1 });
    tf.tidy(() => {
      // With this encoder a picture holds its own mean and log-variance.
      model.encoder.setWeights([tf.eye(2 * units), tf.zeros([2 * units])]);
      const images = tf.concat([toTensor(mean), toTensor(logVariance)], 1)
        .reshape<tf.Tensor4D>([batch, 1, 1, 2 * units]);
      const evaluated = encode(model, images);
      assertAllClose(evaluated.code, mean);
      assertClose(evaluated.divergence!.dataSync()[0]!, divergence, 1e-5);

      const drawn = (seed: number) =>
        withNoise(seed, () => encode(model, images, training).code);
      const spread = drawn(1).sub(toTensor(mean))
        .div(toTensor(logVariance).div(2).exp());
      const { mean: centre, variance } = tf.moments(spread);
      // Of 15 draws.
      assertClose(centre.dataSync()[0]!, 0, 1);
      assertClose(variance.dataSync()[0]!, 1, 0.9);
      expect(drawn(1).dataSync()).toStrictEqual(drawn(1).dataSync());
      expect(drawn(1).dataSync()).not.toStrictEqual(drawn(2).dataSync());

      const measured = reconstructionObjective(model, {
        divergenceWeight: 0.5,
      })({ images }, { training: false });
      const error = tf.losses.meanSquaredError(
        images,
        decode(model, evaluated.code),
      );
      const expected = error.dataSync()[0]! + 0.5 * divergence / (2 * units);
      assertClose(measured.loss.dataSync()[0]!, expected, 1e-5);
      assertClose(
        measured.meanSquaredError.dataSync()[0]!,
        error.dataSync()[0]!,
      );
    });
    disposeAll(model);
  }));

Deno.test("the absolute error is minimised, and the squared error measured by its name", () => {
  const fixture = pytorch.autoencoders[0]!;
  const { model, dispose } = fixtureModels(fixture);
  tf.tidy(() => {
    const images = toTensor<tf.Tensor4D>(fixture.images);
    const objective = reconstructionObjective(model, {
      loss: "meanAbsoluteError",
    });
    const { loss, meanSquaredError } = objective({ images }, training);
    const output = toTensor(fixture.output);
    const expected = output.sub(images).abs().mean().dataSync()[0]!;
    assertClose(loss.dataSync()[0]!, expected);
    assertClose(meanSquaredError.dataSync()[0]!, fixture.meanSquaredError);
    expect(loss.dataSync()[0]).not.toBe(meanSquaredError.dataSync()[0]);
  });
  dispose();
});

Deno.test("a lambda that is no number of at least 0 is refused", () => {
  const { model, classifier, dispose } = fixtureModels(
    pytorch.autoencoders[0]!,
  );
  for (const lambda of [-1, NaN, Infinity]) {
    expect(() => jointObjective(model, classifier, { lambda })).toThrow(
      failure(
        "RangeError",
        `lambda must be a number of at least 0, but it is ${lambda}.`,
      ),
    );
  }
  dispose();
});

function disposeAll(models: Record<string, tf.LayersModel>) {
  for (const model of Object.values(models)) model.dispose();
}
