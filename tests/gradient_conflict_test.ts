import { tf } from "../lib/engine.ts";
import { gradientConflict } from "../lib/gradient_conflict.ts";
import { assertClose, assertNoTensorsLeft } from "./assertions.ts";

Deno.test("the conflict of two tasks is the angle between their gradients", () =>
  assertNoTensorsLeft(() => {
    // By hand: gradients (3, 4) and (4, -3, ...) spread over two variables.
    const [a, b] = tf.tidy(() => [
      tf.variable(tf.scalar(0)),
      tf.variable(tf.scalar(0)),
    ]) as [tf.Variable, tf.Variable];
    const conflictOf = (first: number, second: number) =>
      gradientConflict(() => ({
        loss: tf.scalar(0),
        meanSquaredError: a.mul(3).add(b.mul(4)).asScalar(),
        crossEntropy: a.mul(first).add(b.mul(second)).asScalar(),
      }), { variables: [a, b], batch: { images: tf.zeros([1, 2, 3, 4]) } });
    tf.tidy(() => {
      const opposed = conflictOf(-6, -8);
      assertClose(opposed.gradientCosine, -1);
      assertClose(opposed.gradientNormRatio, 2);
      assertClose(conflictOf(4, -3).gradientCosine, 0);
      assertClose(conflictOf(3, 4).gradientCosine, 1);
    });
    tf.dispose([a, b]);
  }));
