/**
 * Convolution.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";

/** What a convolution's layer is made with. */
export interface ConvolutionConfig {
  filters: number;
  kernelSize: number;
  /** 1 unless told otherwise. */
  strides?: number;
  /** Linear unless told otherwise. */
  activation?: "linear" | "relu" | "sigmoid" | "tanh" | "elu";
  /** Of the first weights. */
  seed: number;
}

/**
 * `activation(kernel * x + bias)` with padding that keeps the size, as PyTorch's
 * `Conv2d`. TensorFlow.js's layer is one fused operation, which also computes the
 * gradient of its input when nobody reads it, as in a network's first layer; this
 * one computes what is read.
 */
export class Convolution<
  C extends ConvolutionConfig = ConvolutionConfig,
> extends tf.layers.Layer {
  static className = "Convolution";
  protected readonly config: C;
  #kernel!: tf.LayerVariable;
  #bias!: tf.LayerVariable;

  constructor(config: C) {
    super({});
    this.config = config;
  }

  override build(inputShape: tf.Shape) {
    const { filters, kernelSize, seed } = this.config;
    this.#kernel = this.addWeight(
      "kernel",
      [kernelSize, kernelSize, ...this.kernelEnds(inputShape.at(-1)!)],
      "float32",
      tf.initializers.glorotUniform({ seed }),
    );
    this.#bias = this.addWeight(
      "bias",
      [filters],
      "float32",
      tf.initializers.zeros(),
    );
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const { filters, strides = 1 } = this.config;
    const [batch, height, width] = inputShape as (number | null)[];
    const side = (pixels?: number | null) =>
      pixels == null ? null : Math.ceil(pixels / strides);
    return [batch ?? null, side(height), side(width), filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { activation = "linear" } = this.config;
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0]! : inputs) as tf.Tensor4D;
      const kernel = this.#kernel.read() as tf.Tensor4D;
      const output = this.convolve(x, kernel).add(this.#bias.read());
      return activation === "linear"
        ? output
        : tf.layers.activation({ activation }).apply(output) as tf.Tensor;
    });
  }

  override getConfig() {
    return { ...super.getConfig(), ...this.config };
  }

  /** The kernel's last two sides. */
  protected kernelEnds(channels: number): [number, number] {
    return [channels, this.config.filters];
  }

  protected convolve(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
    return tf.conv2d(x, kernel, this.config.strides ?? 1, "same");
  }
}

tf.serialization.registerClass(
  Convolution as unknown as tf.serialization.SerializableConstructor<
    Convolution
  >,
);
