/**
 * Upsampling followed by a convolution, at the cost of the small picture.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import { glorot } from "./layers.ts";

/** As TensorFlow.js's convolutions have them; the stride is 1. */
export interface UpsampledConvolutionConfig {
  filters: number;
  /** An odd number. */
  kernelSize: number;
  activation?: "linear" | "relu" | "sigmoid" | "tanh" | "elu";
  /** Whether the kernel is that of a transposed convolution. */
  transposed: boolean;
  seed: number;
}

/**
 * `upSampling2d` by 2 (nearest neighbour) and then a convolution of stride 1 and
 * padding "same", as one layer with the convolution's weights and the same
 * function.
 *
 * Pixel `2i + p` of the upsampled picture shows pixel `i` of the small one, so
 * that tap `v` of a kernel with middle `m` reads pixel `i + floor((p + v - m) /
 * 2)`. For each phase `p` the taps which read the same pixel are added up: four
 * small kernels in place of a large one, 36 multiplications in place of 100 for
 * 5x5. One convolution of the small picture computes all four phases, which are
 * then laid side by side.
 */
export class UpsampledConvolution extends tf.layers.Layer {
  static className = "UpsampledConvolution";
  readonly #config: UpsampledConvolutionConfig;
  #kernel!: tf.LayerVariable;
  #bias!: tf.LayerVariable;

  constructor(config: UpsampledConvolutionConfig) {
    super({});
    this.#config = config;
  }

  override build(inputShape: tf.Shape) {
    const { filters, kernelSize, transposed, seed } = this.#config;
    const channels = inputShape.at(-1)!;
    const inner = transposed ? [filters, channels] : [channels, filters];
    this.#kernel = this.addWeight(
      "kernel",
      [kernelSize, kernelSize, ...inner],
      "float32",
      glorot(() => seed).kernelInitializer,
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
    const [batch, height, width] = inputShape as (number | null)[];
    const double = (side?: number | null) => side == null ? null : 2 * side;
    return [batch ?? null, double(height), double(width), this.#config.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { activation = "linear", transposed } = this.#config;
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0]! : inputs) as tf.Tensor4D;
      const kernel = this.#kernel.read() as tf.Tensor4D;
      const phases = tf.conv2d(x, phaseKernels(kernel, transposed), 1, "same");
      const output = interleave(phases).add(this.#bias.read());
      return activation === "linear"
        ? output
        : tf.layers.activation({ activation }).apply(output) as tf.Tensor;
    });
  }

  override getConfig() {
    return { ...super.getConfig(), ...this.#config };
  }
}

tf.serialization.registerClass(
  UpsampledConvolution as unknown as tf.serialization.SerializableConstructor<
    UpsampledConvolution
  >,
);

/**
 * @param kernel `[size, size, in, out]`, or `[size, size, out, in]` of a
 * transposed convolution, which reads its taps the other way round.
 * @returns `[taps, taps, in, 4 out]`, the phases by row, column and output.
 */
function phaseKernels(kernel: tf.Tensor4D, transposed: boolean): tf.Tensor4D {
  const [size, , first, second] = kernel.shape;
  const sums = phaseSums(size, transposed);
  const taps = sums.shape[0]! / 2;
  // Rows first, then columns: [row phase and tap, column phase and tap, …].
  const rows = sums.matMul(kernel.reshape([size, size * first * second]))
    .reshape([2 * taps, size, first * second]).transpose([1, 0, 2]);
  const both = sums.matMul(rows.reshape([size, 2 * taps * first * second]))
    .reshape([2, taps, 2, taps, first, second]);
  // Column phase, column tap, row phase, row tap, first, second.
  const order = transposed ? [3, 1, 5, 2, 0, 4] : [3, 1, 4, 2, 0, 5];
  const [inputs, outputs] = transposed ? [second, first] : [first, second];
  return both.transpose(order).reshape([taps, taps, inputs, 4 * outputs]);
}

/** @returns `[2 taps, size]`: which taps of the kernel each phase adds up. */
function phaseSums(size: number, transposed: boolean): tf.Tensor2D {
  const middle = (size - 1) / 2;
  const least = Math.floor(-middle / 2);
  const taps = Math.floor((1 + middle) / 2) - least + 1;
  const sums = tf.buffer([2 * taps, size]);
  for (const phase of [0, 1]) {
    for (let tap = 0; tap < size; tap++) {
      const read = Math.floor((phase + tap - middle) / 2) - least;
      const from = transposed ? size - 1 - tap : tap;
      sums.set(1, phase * taps + read, from);
    }
  }
  return sums.toTensor() as tf.Tensor2D;
}

/** `[batch, height, width, 4 out]` to `[batch, 2 height, 2 width, out]`. */
function interleave(phases: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = phases.shape;
  return phases.reshape([batch, height, width, 2, 2, channels / 4])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, 2 * height, 2 * width, channels / 4]);
}
