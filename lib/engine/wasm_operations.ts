/**
 * The gradients of a convolution on WebAssembly, where TensorFlow.js lacks the
 * one with respect to the filter and has a slow one with respect to the input
 * (ten times a convolution's time). Both are convolutions themselves.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/**
 * Gives WebAssembly both gradients, for stride 1 and the padding "same", which
 * are this project's.
 */
export function registerConvolutionGradients() {
  tf.unregisterKernel(tf.Conv2DBackpropInput, "wasm"); // the slow one
  register(
    tf.Conv2DBackpropInput,
    ({ dy, filter }) => inputGradient(dy as tf.Tensor4D, filter as tf.Tensor4D),
  );
  register(
    tf.Conv2DBackpropFilter,
    ({ x, dy }, { filterShape }) =>
      filterGradient(x as tf.Tensor4D, dy as tf.Tensor4D, filterShape),
  );
}

/**
 * Each input reaches the outputs around it through the filter turned by half a
 * circle.
 */
function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  const [height, width] = filter.shape;
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
  // The other way round, since an even filter is not centred.
  const padded = pad(dy, around(height).reverse(), around(width).reverse());
  return tf.conv2d(padded, turned as tf.Tensor4D, 1, "valid");
}

/**
 * With the batch taken as channels, the pictures `[in, height, width, batch]`
 * are convolved with the output's gradient `[height, width, batch, out]`, which
 * leaves `[in, height, width, out]` of the filter's size.
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  [height, width]: [number, number, number, number],
): tf.Tensor4D {
  const pictures = tf.transpose(x, [3, 1, 2, 0]);
  const filter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
  const padded = pad(pictures, around(height), around(width));
  return tf.transpose(tf.conv2d(padded, filter, 1, "valid"), [1, 2, 0, 3]);
}

/** What the padding "same" adds before and after the pictures of a filter. */
function around(size: number): number[] {
  return [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
}

function pad(x: tf.Tensor, vertical: number[], horizontal: number[]) {
  const around = [[0, 0], vertical, horizontal, [0, 0]] as [number, number][];
  return tf.pad(x, around) as tf.Tensor4D;
}

interface Attributes {
  strides: number | [number, number];
  pad: string;
  filterShape: [number, number, number, number];
}

function register(
  kernelName: string,
  compute: (inputs: tf.NamedTensorInfoMap, attributes: Attributes) => tf.Tensor,
) {
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    kernelFunc({ inputs, attrs }) {
      const attributes = attrs as unknown as Attributes;
      const { strides, pad } = attributes;
      if (!/^1(,1)?$/.test(String(strides)) || pad !== "same") {
        throw new RangeError(
          `On WebAssembly a convolution is trained with stride 1 and padding "same", but these are ${strides} and "${pad}".`,
        );
      }
      return tf.tidy(() => compute(inputs, attributes));
    },
  });
}
