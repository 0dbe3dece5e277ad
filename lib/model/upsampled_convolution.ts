/**
 * Upsampling followed by a convolution, at the cost of the small picture.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import { Convolution, type ConvolutionConfig } from "./convolution.ts";

/** As a convolution's; the stride is 1, and the kernel's size odd. */
export interface UpsampledConvolutionConfig extends ConvolutionConfig {
  /** Whether the kernel is that of a transposed convolution. */
  transposed: boolean;
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
export class UpsampledConvolution
  extends Convolution<UpsampledConvolutionConfig> {
  static override className = "UpsampledConvolution";

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, height, width] = inputShape as (number | null)[];
    const double = (side?: number | null) => side == null ? null : 2 * side;
    return [batch ?? null, double(height), double(width), this.config.filters];
  }

  protected override kernelEnds(channels: number): [number, number] {
    const { filters, transposed } = this.config;
    return transposed ? [filters, channels] : [channels, filters];
  }

  protected override convolve(
    x: tf.Tensor4D,
    kernel: tf.Tensor4D,
  ): tf.Tensor4D {
    const phases = phaseKernels(kernel, this.config.transposed);
    const [taps] = phases.shape;
    if (taps % 2 === 1) return interleave(tf.conv2d(x, phases, 1, "same"));
    // Here phase 1 reads a pixel further than phase 0: from a place earlier on
    // it comes first, and the rows and columns that stand over are cut off.
    const begun = tf.pad(x, [[0, 0], [1, 0], [1, 0], [0, 0]]);
    const larger = interleave(tf.conv2d(begun, phases, 1, "same"));
    const [batch, height, width, filters] = larger.shape;
    return larger.slice([0, 1, 1, 0], [batch, height - 2, width - 2, filters]);
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

/**
 * @returns `[2 taps, size]`: which taps of the kernel each phase adds up. Where
 * the phases read other pixels (those of 3x3, not those of 5x5) phase 1 is first.
 */
function phaseSums(size: number, transposed: boolean): tf.Tensor2D {
  const middle = (size - 1) / 2;
  const taps = middle + 1;
  const sums = tf.buffer([2 * taps, size]);
  for (const phase of [0, 1]) {
    const least = Math.floor((phase - middle) / 2);
    const place = middle % 2 === 0 ? phase : 1 - phase;
    for (let tap = 0; tap < size; tap++) {
      const read = Math.floor((phase + tap - middle) / 2) - least;
      const from = transposed ? size - 1 - tap : tap;
      sums.set(1, place * taps + read, from);
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
