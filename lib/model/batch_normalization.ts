/**
 * Batch normalisation.
 *
 * @module
 */
import * as composed from "../engine/composed_operations.ts";
import { tf } from "../engine/engine.ts";
import * as tensorflow from "../engine/tensorflow_operations.ts";

const { normalizeBatch } = tf.getBackend() === "tensorflow"
  ? tensorflow
  : composed;

/** Added to a variance before its root is taken; PyTorch's default. */
const epsilon = 1e-5;

/**
 * Batch normalisation (Ioffe & Szegedy 2015) over all axes but the last, as
 * PyTorch's `BatchNorm2d`: while training by the batch's own mean and variance,
 * else by the moving ones, of which a step keeps the share `momentum` (PyTorch's
 * own is what it takes of the new). TensorFlow.js's layer does the same of some
 * forty operations, where TensorFlow has two.
 */
export class BatchNormalization extends tf.layers.Layer {
  static className = "FusedBatchNormalization";
  readonly #momentum: number;
  /** @param config `momentum`: in [0, 1]. */
  constructor(config: { momentum: number }) {
    super(config as object);
    this.#momentum = config.momentum;
  }

  override build(inputShape: tf.Shape) {
    const shape = [inputShape.at(-1)!];
    const [zeros, ones] = [tf.initializers.zeros(), tf.initializers.ones()];
    const add = (name: string, first: typeof zeros, isTrained: boolean) =>
      this.addWeight(name, shape, "float32", first, undefined, isTrained);
    add("gamma", ones, true);
    add("beta", zeros, true);
    add("moving_mean", zeros, false);
    add("moving_variance", ones, false);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { training = false }: { training?: boolean },
  ): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() => {
      const [scale, offset, mean, variance] = this.weights.map((weight) =>
        weight.read() as tf.Tensor1D
      ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      const pictures = x.reshape<tf.Tensor4D>(
        x.rank === 4 ? x.shape : [-1, 1, 1, x.shape.at(-1)!],
      );
      if (!training) {
        return tf.batchNorm(pictures, mean, variance, offset, scale, epsilon)
          .reshape(x.shape);
      }
      const batch = normalizeBatch(pictures, scale, offset, epsilon);
      [batch.mean, batch.variance].forEach((value, index) => {
        const moving = this.weights[2 + index]!;
        const old = moving.read();
        moving.write(old.add(value.sub(old).mul(1 - this.#momentum)));
      });
      return batch.output.reshape(x.shape);
    });
  }

  override getConfig() {
    return { ...super.getConfig(), momentum: this.#momentum };
  }
}

tf.serialization.registerClass(
  BatchNormalization as unknown as tf.serialization.SerializableConstructor<
    BatchNormalization
  >,
);
