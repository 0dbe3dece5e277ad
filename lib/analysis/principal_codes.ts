/**
 * Pictures as coordinates along principal components (Pearson 1901).
 *
 * @module
 */
import { EigenvalueDecomposition } from "ml-matrix";
import { tf } from "../engine/engine.ts";
import { type Pictures, toTensor } from "../model/evaluation.ts";
import type { Vector } from "./vectors.ts";

/**
 * The coordinates of pictures along the first components of others, each
 * component with the length 1: `(t - mean) Xᵀ U Λ^(-1/2)` with the centred
 * pictures `X` and their Gram matrix `X Xᵀ = U Λ Uᵀ`.
 *
 * @param fitted The pictures that the components are of.
 * @param options `count`: components, fewer than pictures are fitted; `of`: the
 * pictures to describe.
 * @returns for each entry of `of` a vector for each picture.
 * @throws {RangeError} when there are not so many components.
 */
export async function principalCodes<Name extends string>(
  fitted: Pictures,
  { count, of }: { count: number; of: Record<Name, Pictures> },
): Promise<Record<Name, Vector[]>> {
  const available = fitted.shape[0] - 1;
  if (!Number.isSafeInteger(count) || count < 1 || count > available) {
    throw new RangeError(
      `${
        fitted.shape[0]
      } pictures have 1 to ${available} components, but ${count} were asked for.`,
    );
  }
  const { mean, centred, gram } = tf.tidy(() => {
    const rows = toTensor(fitted).reshape([fitted.shape[0], -1]);
    const mean = rows.mean(0);
    const centred = rows.sub(mean) as tf.Tensor2D;
    const gram = tf.matMul(centred, centred, false, true) as tf.Tensor2D;
    return { mean, centred, gram };
  });
  try {
    const { realEigenvalues: values, eigenvectorMatrix } =
      new EigenvalueDecomposition(await gram.array(), {
        assumeSymmetric: true,
      });
    // Eigenvalues come in ascending order.
    const [first, last] = [values.length - count, values.length - 1];
    // Where nothing varies, as far as float32 can tell, all coordinates are 0.
    const smallest = 1e-7 * values.at(-1)!;
    const lengths = values.slice(first)
      .map((value) => value > smallest ? Math.sqrt(value) : Infinity);
    const scaled = eigenvectorMatrix.subMatrix(0, last, first, last)
      .divRowVector(lengths).to2DArray();
    const codes = {} as Record<Name, Vector[]>;
    for (const name of Object.keys(of) as Name[]) {
      const product = tf.tidy(() =>
        toTensor(of[name]).reshape([of[name].shape[0], -1]).sub(mean)
          .matMul(centred, false, true).matMul(tf.tensor2d(scaled))
      );
      const data = await product.data() as Float32Array;
      product.dispose();
      codes[name] = Array.from(
        { length: of[name].shape[0] },
        (_, row) => data.slice(row * count, (row + 1) * count),
      );
    }
    return codes;
  } finally {
    tf.dispose([mean, centred, gram]);
  }
}
