/**
 * What a training for arithmetic asks for beside the right pixels.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import { losses } from "../model/losses.ts";

/** How near codes must be, in shares of their variance, to be told apart. */
const temperature = 0.2;

/**
 * The mean squared error of the differences between neighbours, to the right and
 * below: `MSE(∂drawn / ∂x, ∂target / ∂x) + MSE(∂drawn / ∂y, ∂target / ∂y)`, the
 * gradient difference loss (Mathieu et al. 2016) with squares.
 *
 * @param drawn `[batch, height, width, channels]`, as `target`.
 */
export function edgeError(drawn: tf.Tensor4D, target: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => {
    const [down, right] = ([1, 2] as const).map((axis) =>
      losses.meanSquaredError(
        differences(drawn, axis),
        differences(target, axis),
      )
    );
    return down!.add(right!).asScalar();
  });
}

/**
 * How well codes tell which picture an analogy's answer is (InfoNCE, van den Oord
 * et al. 2018): the cross-entropy of `softmax(-|s - z|² / (0.2 v))` over the codes
 * `z` of all pictures of the batch but the analogy's own `a`, `b` and `c`, where
 * `s` is the sum and `v` the codes' variance. That of `d` is to be the nearest.
 *
 * @param sums `[analogies, …]`: codes of `a - b + c`.
 * @param codes `[4 · analogies, …]`: those of all `a`, then all `b`, `c` and `d`.
 * @returns 0 where each answer is told from the others with certainty.
 */
export function contrastError(sums: tf.Tensor, codes: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const count = sums.shape[0]!;
    const rows = sums.reshape([count, -1]) as tf.Tensor2D;
    const candidates = codes.reshape([4 * count, -1]) as tf.Tensor2D;
    const distances = squaredLengths(rows).reshape([count, 1])
      .add(squaredLengths(candidates).reshape([1, 4 * count]))
      .sub(rows.matMul(candidates, false, true).mul(2));
    const variance = tf.moments(candidates, 0).variance.sum();
    const own = tf.eye(count);
    const other = tf.zerosLike(own);
    // Not 0, where all codes are one.
    const scale = variance.mul(temperature).add(1e-12);
    const logits = distances.div(scale).neg()
      .sub(tf.concat([own, own, own, other], 1).mul(1e4));
    const correct = tf.concat([other, other, other, own], 1);
    return tf.losses.softmaxCrossEntropy(correct, logits).asScalar();
  });
}

function differences(pictures: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  const size = [...pictures.shape];
  size[axis]!--;
  const begin = [0, 0, 0, 0];
  begin[axis] = 1;
  return pictures.slice(begin, size).sub(pictures.slice([0, 0, 0, 0], size));
}

function squaredLengths(rows: tf.Tensor2D): tf.Tensor1D {
  return rows.square().sum(1);
}
