/**
 * What TensorFlow.js lacks, gets wrong or does slowly on WebAssembly.
 *
 * Of a convolution the one with respect to the filter is missing, and the one
 * with respect to the input is slow (ten times a convolution's time); both are
 * convolutions themselves. That of max pooling is slow, and lost where no number
 * is positive.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { maxPoolingGradient, reverse, transpose } from "./wasm_loops.ts";

/** Gives WebAssembly what this project's networks need. */
export function registerOperations() {
  registerConvolutionGradients();
  replace(tf.MaxPoolGrad, maxPoolingGradient);
  replace(tf.Reverse, reverse);
  const ofFewAxes = tf.getKernel(tf.Transpose, "wasm").kernelFunc;
  replace(tf.Transpose, (parameters) => {
    const { shape } = parameters.inputs["x"]!;
    return (shape.length > 4 ? transpose : ofFewAxes)(parameters);
  });
}

/**
 * Both gradients of a convolution, for the padding "same", which is this
 * project's. With strides the slow gradient stays.
 */
function registerConvolutionGradients() {
  const slow = tf.getKernel(tf.Conv2DBackpropInput, "wasm").kernelFunc;
  register(tf.Conv2DBackpropInput, (parameters, attributes) => {
    if (strideOf(attributes) > 1) return slow(parameters);
    const { dy, filter } = parameters.inputs;
    return tf.tidy(() =>
      inputGradient(dy as tf.Tensor4D, filter as tf.Tensor4D)
    );
  });
  register(
    tf.Conv2DBackpropFilter,
    ({ inputs: { x, dy } }, attributes) =>
      tf.tidy(() =>
        filterGradient(x as tf.Tensor4D, dy as tf.Tensor4D, attributes)
      ),
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
 * leaves `[in, height, width, out]` of the filter's size. Strides hold the
 * gradient's values apart.
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attributes: Attributes,
): tf.Tensor4D {
  const stride = strideOf(attributes);
  const [height, width] = attributes.filterShape;
  const pictures = tf.transpose(x, [3, 1, 2, 0]);
  const filter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
  const padded = pad(
    pictures,
    around(height, { stride, inputs: x.shape[1], outputs: dy.shape[1] }),
    around(width, { stride, inputs: x.shape[2], outputs: dy.shape[2] }),
  );
  const all = tf.conv2d(padded, filter, 1, "valid", "NHWC", stride);
  const sized = tf.slice(all, [0, 0, 0, 0], [-1, height, width, -1]);
  return tf.transpose(sized, [1, 2, 0, 3]);
}

/** What the padding "same" adds before and after the pictures of a filter. */
function around(
  size: number,
  { stride, inputs, outputs }: {
    stride: number;
    inputs: number;
    outputs: number;
  } = { stride: 1, inputs: 1, outputs: 1 },
): number[] {
  const added = Math.max((outputs - 1) * stride + size - inputs, 0);
  return [Math.floor(added / 2), Math.ceil(added / 2)];
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

function strideOf({ strides }: Attributes): number {
  return [strides].flat()[0]!;
}

function register(
  kernelName: string,
  compute: (
    parameters: Parameters<tf.KernelFunc>[0],
    attributes: Attributes,
  ) => ReturnType<tf.KernelFunc>,
) {
  replace(kernelName, (parameters) => {
    const attributes = parameters.attrs as unknown as Attributes;
    if (attributes.pad !== "same") {
      throw new RangeError(
        `On WebAssembly a convolution is trained with padding "same", but this is "${attributes.pad}".`,
      );
    }
    return compute(parameters, attributes);
  });
}

function replace(kernelName: string, kernelFunc: tf.KernelFunc) {
  if (tf.getKernel(kernelName, "wasm")) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc });
}
