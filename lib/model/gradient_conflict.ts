/**
 * Do two tasks pull the encoder in the same direction?
 *
 * @module
 */
import { tf } from "../engine/engine.ts";
import { takeNumbers } from "./evaluation.ts";
import type { Batch, Objective } from "./objective.ts";

/** How the gradients of two tasks on the same weights compare. */
export interface GradientConflict {
  /**
   * Cosine of the angle between the gradients, in [-1, 1]: below 0 a step for
   * one task harms the other (Yu et al. 2020, "Gradient Surgery"; Du et al.
   * 2018 use it to gate an auxiliary loss).
   */
  gradientCosine: number;
  /** Length of the auxiliary task's gradient over that of the main task's. */
  gradientNormRatio: number;
}

/**
 * Compares the gradients of reconstruction and classification.
 *
 * @param objective Measures `meanSquaredError` and `crossEntropy`; both are
 * taken without their weights in the loss.
 * @param options `variables`: the weights that both tasks share; `batch`: the
 * examples.
 */
export async function gradientConflict(
  objective: Objective,
  { variables, batch }: { variables: tf.Variable[]; batch: Batch },
): Promise<GradientConflict> {
  const scalars = tf.tidy(() => {
    const gradient = (task: "meanSquaredError" | "crossEntropy") => {
      const { grads } = tf.variableGrads(
        () => objective(batch, { training: false })[task]!,
        variables,
      );
      return tf.concat(variables.map(({ name }) => grads[name]!.flatten()));
    };
    const main = gradient("meanSquaredError");
    const auxiliary = gradient("crossEntropy");
    return {
      product: main.mul(auxiliary).sum().asScalar(),
      mainNorm: main.norm().asScalar(),
      auxiliaryNorm: auxiliary.norm().asScalar(),
    };
  });
  const { product, mainNorm, auxiliaryNorm } = await takeNumbers(scalars);
  return {
    gradientCosine: product! / (mainNorm! * auxiliaryNorm!),
    gradientNormRatio: auxiliaryNorm! / mainNorm!,
  };
}
