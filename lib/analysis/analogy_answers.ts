/**
 * Ways to answer an analogy with vectors, be they codes, pixels or principal
 * components: the arithmetic, and what it has to beat.
 *
 * @module
 */
import type { Analogy } from "./analogies.ts";
import {
  averageAttribute,
  distancesFrom,
  type Vector,
  weightedSum,
} from "./vectors.ts";

/** Answers an analogy in the space of the vectors, one for each picture. */
export type AnalogyAnswer = (analogy: Analogy, vectors: Vector[]) => Vector;

/** The ways; none of them looks at the target. */
export const analogyAnswers = {
  /** `A - B + C`. */
  arithmetic: ({ a, b, c }, vectors) =>
    weightedSum([1, -1, 1], [vectors[a]!, vectors[b]!, vectors[c]!]),
  /** `C` and the mean difference of all pairs but the target's. */
  averagedAttribute: ({ c, exemplars }, vectors) =>
    weightedSum([1, 1], [vectors[c]!, averageAttribute(vectors, exemplars)]),
  /** `A`, as if nothing had been asked. */
  copyA: ({ a }, vectors) => vectors[a]!,
  /** The mean of the others with the attribute, whatever `C` is. */
  meanOfOthers: ({ exemplars }, vectors) =>
    weightedSum(
      exemplars.map(() => 1 / exemplars.length),
      exemplars.map((pair) => vectors[pair.with]!),
    ),
  /** The one with the attribute whose counterpart is closest to `C`. */
  nearest: ({ c, exemplars }, vectors) => {
    const distances = distancesFrom(
      vectors[c]!,
      exemplars.map((pair) => vectors[pair.without]!),
    );
    const closest = distances.indexOf(Math.min(...distances));
    return vectors[exemplars[closest]!.with]!;
  },
} satisfies Record<string, AnalogyAnswer>;
