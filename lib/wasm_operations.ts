/**
 * The one operation of this training that TensorFlow.js lacks on WebAssembly.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Gives WebAssembly the gradient of a convolution with respect to its filter.
 *
 * It is a convolution itself: with the batch taken as channels, the pictures
 * `[in, height, width, batch]` are convolved with the output's gradient
 * `[height, width, batch, out]`, which leaves `[in, height, width, out]` of the
 * filter's size.
 */
export function registerFilterGradient() {
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: "wasm",
    kernelFunc({ inputs, attrs }) {
      const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
      const { strides, pad, filterShape } = attrs as unknown as {
        strides: number | [number, number];
        pad: "same" | "valid";
        filterShape: [number, number, number, number];
      };
      const [kernelHeight, kernelWidth] = filterShape;
      if (String(strides) !== "1" && String(strides) !== "1,1") {
        throw new RangeError(
          `The filter's gradient is there for stride 1 only, but the stride is ${strides}.`,
        );
      }
      const around = (size: number): [number, number] => {
        const total = pad === "same" ? size - 1 : 0;
        return [Math.floor(total / 2), Math.ceil(total / 2)];
      };
      return tf.tidy(() => {
        const padded = tf.pad(tf.transpose(x, [3, 1, 2, 0]), [
          [0, 0],
          around(kernelHeight),
          around(kernelWidth),
          [0, 0],
        ]) as tf.Tensor4D;
        const filter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
        return tf.transpose(tf.conv2d(padded, filter, 1, "valid"), [
          1,
          2,
          0,
          3,
        ]);
      });
    },
  });
}
