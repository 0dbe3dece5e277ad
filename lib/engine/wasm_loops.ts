/**
 * What WebAssembly's backend does slowly, as loops over its memory: it finds
 * each number's place anew, which took a quarter of a training step
 * (docs/engines.txt).
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/**
 * Gives each output's gradient to the first of the largest numbers in its
 * window, as TensorFlow does.
 *
 * The backend's own kernel begins its search with the least number above 0
 * where the least of all is meant (`std::numeric_limits<float>::min()`;
 * TensorFlow.js 4.22.0), and so loses windows without a positive number.
 */
export function maxPoolingGradient(
  parameters: Parameters<tf.KernelFunc>[0],
): tf.TensorInfo {
  const { dy, input } = parameters.inputs as Record<string, tf.TensorInfo>;
  const { filterSize, strides, pad, dimRoundingMode } = parameters
    .attrs as unknown as Pooling;
  const { batchSize, inHeight, inWidth, outHeight, outWidth, ...pool } = tf
    .backend_util.computePool2DInfo(
      input!.shape as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
  const channels = pool.inChannels;
  const output = backend().makeOutput(input!.shape, "float32");
  // After makeOutput, which may move the memory.
  const [gradients, values, sums] = [dy!, input!, output].map(numbers);
  sums!.fill(0);
  let from = 0;
  for (let example = 0; example < batchSize; example++) {
    for (let y = 0; y < outHeight; y++) {
      const top = y * pool.strideHeight - pool.padInfo.top;
      const bottom = Math.min(top + pool.filterHeight, inHeight);
      for (let x = 0; x < outWidth; x++) {
        const left = x * pool.strideWidth - pool.padInfo.left;
        const right = Math.min(left + pool.filterWidth, inWidth);
        for (let channel = 0; channel < channels; channel++) {
          let largest = -Infinity;
          let at = -1;
          for (let row = Math.max(top, 0); row < bottom; row++) {
            let index = ((example * inHeight + row) * inWidth +
                  Math.max(left, 0)) * channels + channel;
            for (let column = Math.max(left, 0); column < right; column++) {
              if (values![index]! > largest) {
                largest = values![index]!;
                at = index;
              }
              index += channels;
            }
          }
          sums![at]! += gradients![from++]!;
        }
      }
    }
  }
  return output;
}

/** Puts the axes of a tensor in another order. */
export function transpose(
  { inputs, attrs }: Parameters<tf.KernelFunc>[0],
): tf.TensorInfo {
  const x = inputs["x"]!;
  const { perm } = attrs as unknown as { perm: number[] };
  const strides = stridesOf(x);
  return walk(x, {
    shape: perm.map((axis) => x.shape[axis]!),
    steps: perm.map((axis) => strides[axis]!),
  });
}

/** Turns the order of a tensor's numbers along some axes. */
export function reverse(
  { inputs, attrs }: Parameters<tf.KernelFunc>[0],
): tf.TensorInfo {
  const x = inputs["x"]!;
  const { dims } = attrs as unknown as { dims: number[] };
  const turned = new Set(tf.util.parseAxisParam(dims, x.shape));
  const strides = stridesOf(x);
  return walk(x, {
    shape: x.shape,
    steps: strides.map((stride, axis) => turned.has(axis) ? -stride : stride),
    start: strides.reduce(
      (sum, stride, axis) =>
        turned.has(axis) ? sum + stride * (x.shape[axis]! - 1) : sum,
      0,
    ),
  });
}

/**
 * @param way `steps`: how far apart in `x` the neighbours along each axis of the
 * result are; `start`: where its first number stands.
 */
function walk(
  x: tf.TensorInfo,
  { shape, steps, start = 0 }: {
    shape: number[];
    steps: number[];
    start?: number;
  },
): tf.TensorInfo {
  const output = backend().makeOutput(shape, x.dtype);
  const [from, to] = [x, output].map(numbers);
  const last = shape.length - 1;
  let end = 0;
  const along = (axis: number, at: number) => {
    const [size, step] = [shape[axis]!, steps[axis]!];
    for (let count = 0; count < size; count++, at += step) {
      if (axis === last) to![end++] = from![at]!;
      else along(axis + 1, at);
    }
  };
  along(0, start);
  return output;
}

function stridesOf({ shape }: tf.TensorInfo): number[] {
  return [...tf.util.computeStrides(shape), 1];
}

interface Pooling {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: "valid" | "same" | number;
  dimRoundingMode?: "floor" | "round" | "ceil";
}

function backend(): BackendWasm {
  return tf.backend() as unknown as BackendWasm;
}

/** @returns a tensor's numbers where they are, not a copy. */
function numbers(tensor: tf.TensorInfo) {
  return backend().typedArrayFromHeap(tensor);
}
