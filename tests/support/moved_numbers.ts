/**
 * Operations that WebAssembly gets from this project, on numbers where it is
 * easy to go wrong: run as a script, it prints what they give as JSON.
 *
 * @module
 */
import { describeEngine, tf } from "../../lib/engine/engine.ts";
import { createRandom } from "../../lib/base/random.ts";

/** @returns by name what each operation gives on this process's engine. */
export function moveNumbers(): Record<string, number[]> {
  const random = createRandom(1);
  const numbers = (...shape: number[]) =>
    tf.tensor(
      Array.from(
        { length: tf.util.sizeFromShape(shape) },
        () => random.integer(9) - 6, // many are equal, in most windows none is positive
      ),
      shape,
    );
  const pooling = (size: number, strides: number, pad: "same" | "valid") =>
    tf.grad((x: tf.Tensor) =>
      tf.maxPool(x as tf.Tensor4D, size, strides, pad).square()
    )(numbers(2, 5, 7, 3));
  return tf.tidy(() => {
    const results = {
      "pooling of pairs": pooling(2, 2, "valid"),
      "pooling of pairs, padded": pooling(2, 2, "same"),
      "pooling of windows that overlap": pooling(3, 2, "same"),
      "five axes in another order": numbers(2, 3, 4, 5, 6).transpose(
        [3, 1, 4, 0, 2],
      ),
      "two axes turned": numbers(2, 3, 4, 5).reverse([0, 2]),
      "the last axis turned": numbers(2, 3).reverse(-1),
    };
    return Object.fromEntries(
      Object.entries(results).map(([name, tensor]) => [
        name,
        [...tensor.dataSync()],
      ]),
    );
  });
}

if (import.meta.main) {
  const before = tf.memory().numTensors;
  const results = moveNumbers();
  const left = tf.memory().numTensors - before;
  console.log(JSON.stringify({ engine: describeEngine(), results, left }));
}
