import assert from "node:assert/strict";
import { smallAutoencoder } from "../../support/networks.ts";
import { tf } from "../../../lib/engine/engine.ts";
import {
  createAutoencoder,
  createClassifier,
  reconstruct,
  trainableVariables,
} from "../../../lib/model/autoencoder.ts";
import { assignedNetwork } from "../../../lib/model/network.ts";
import {
  jointObjective,
  reconstructionObjective,
} from "../../../lib/model/objective.ts";
import {
  assertAllClose,
  assertClose,
  assertNoTensorsLeft,
  toTensor,
} from "../../support/assertions.ts";
import pytorch from "../../fixtures/pytorch.json" with { type: "json" };

type Fixture = (typeof pytorch.autoencoders)[number];

/** The fixture's network, with the weights that PyTorch had. */
function fixtureModels({ filters, upsampling, weights, latent }: Fixture) {
  const model = smallAutoencoder({
    channels: 4,
    kernelSize: 5,
    filters,
    upsampling: upsampling as "after" | "before",
  }, 1);
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
        const latent = model.encoder.apply(images) as tf.Tensor4D;
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
          () => objective({ images }, { training: false }).loss,
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
        const objective = jointObjective(model, classifier, {
          lambda: fixture.lambda,
        });
        const measured = objective({ images, labels }, { training: false });
        assertClose(measured.loss.dataSync()[0]!, fixture.jointLoss);
        assertClose(
          measured["crossEntropy"]!.dataSync()[0]!,
          fixture.crossEntropy,
        );
        assertClose(measured["accuracy"]!.dataSync()[0]!, fixture.accuracy);
        const { grads } = tf.variableGrads(
          () => objective({ images, labels }, { training: false }).loss,
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
    const joint = jointObjective(model, classifier, { lambda: 0 })({
      images,
      labels,
    }, {
      training: false,
    });
    const plain = reconstructionObjective(model)({ images }, {
      training: false,
    });
    assert.equal(joint.loss.dataSync()[0], plain.loss.dataSync()[0]);
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
      const loss = objective({ images }, { training: false }).loss
        .dataSync()[0]!;
      variable.assign(original);
      return loss;
    };
    const trained = trainableVariables(model.decoder);
    const { grads } = tf.variableGrads(
      () => objective({ images }, { training: false }).loss,
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

Deno.test("the assigned network has 2,157,508 parameters", () => {
  const { encoder, decoder } = createAutoencoder(assignedNetwork, {
    inputShape: [64, 64, 4],
    seed: 1,
  });
  assert.equal(encoder.countParams() + decoder.countParams(), 2_157_508);
  encoder.dispose();
  decoder.dispose();
});

Deno.test("the same seed gives the same weights, another seed others", () => {
  const firstWeights = (seed: number) => {
    const { encoder, decoder } = createAutoencoder(assignedNetwork, {
      inputShape: [64, 64, 4],
      seed: seed,
    });
    const values = encoder.getWeights()[0]!.dataSync();
    encoder.dispose();
    decoder.dispose();
    return values;
  };
  assert.deepEqual(firstWeights(1), firstWeights(1));
  assert.notDeepEqual(firstWeights(1), firstWeights(2));
});

Deno.test("a picture that cannot be halved is refused with its size", () => {
  const model = createAutoencoder(assignedNetwork, {
    inputShape: [64, 64, 4],
    seed: 1,
  });
  const images = tf.zeros<tf.Rank.R4>([1, 64, 40, 4]);
  assert.throws(() => reconstruct(model, images), {
    name: "RangeError",
    message: /\[1,64,32,4\] of pictures of \[1,64,40,4\]/,
  });
  tf.dispose([images]);
  model.encoder.dispose();
  model.decoder.dispose();
});

Deno.test("an autoencoder without stages is refused", () => {
  assert.throws(
    () =>
      createAutoencoder({ ...assignedNetwork, encoder: [] }, {
        inputShape: [64, 64, 4],
        seed: 1,
      }),
    RangeError,
  );
});

Deno.test("a negative lambda is refused", () => {
  const { model, classifier, dispose } = fixtureModels(
    pytorch.autoencoders[0]!,
  );
  assert.throws(
    () => jointObjective(model, classifier, { lambda: -1 }),
    RangeError,
  );
  dispose();
});
