import { tf } from "../../../lib/engine/engine.ts";
import { gradientConflict } from "../../../lib/model/gradient_conflict.ts";
import { assertClose, assertNoTensorsLeft } from "../../support/assertions.ts";

Deno.test("the conflict of two tasks is the angle between their gradients", () =>
  assertNoTensorsLeft(async () => {
    const [a, b] = tf.tidy(() => [
      tf.variable(tf.scalar(0)),
      tf.variable(tf.scalar(0)),
    ]) as [tf.Variable, tf.Variable];
    const images = tf.zeros<tf.Rank.R4>([1, 2, 3, 4]);
    // The main task's gradient is (3, 4), of length 5.
    const conflictWith = (first: number, second: number) =>
      gradientConflict(() => ({
        loss: tf.scalar(0),
        meanSquaredError: a.mul(3).add(b.mul(4)).asScalar(),
        crossEntropy: a.mul(first).add(b.mul(second)).asScalar(),
      }), { variables: [a, b], batch: { images } });
    const opposed = await conflictWith(-6, -8);
    assertClose(opposed.gradientCosine, -1);
    assertClose(opposed.gradientNormRatio, 2);
    assertClose((await conflictWith(4, -3)).gradientCosine, 0);
    assertClose((await conflictWith(3, 4)).gradientCosine, 1);
    tf.dispose([a, b, images]);
  }));
