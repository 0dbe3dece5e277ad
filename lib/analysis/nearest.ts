/**
 * How near the test pictures are to what training has seen.
 *
 * @module
 */
import { mean, meanSquaredError } from "../base/statistics.ts";
import { mse } from "../base/format.ts";
import type { Dataset } from "../data/dataset.ts";
import { pixelVectors } from "./vectors.ts";

/** Test originals at one distance from the training originals. */
export interface DistanceBin {
  /** Mean squared difference to the nearest training original. */
  distance: string;
  pictures: number;
  /** The network's mean error on them. */
  mse: number;
}

/** Bounds of the bins: the distances of near copies, cousins and strangers. */
const bounds = [0.01, 0.02, 0.06, Infinity];

/** How a table writes the bins. */
export const distanceColumns = {
  distance: { title: "distance to the nearest training picture" },
  pictures: {},
  mse: { title: "mean squared error", format: mse },
};

/**
 * The error on test originals by their distance from the nearest training
 * original; bins without a picture are left out.
 *
 * @param pictureErrors Of the test set's images, in their order.
 */
export function errorByDistance(
  { train, test }: Dataset,
  pictureErrors: readonly number[],
): DistanceBin[] {
  const known = pixelVectors(train.originals);
  const distances = pixelVectors(test.originals).map((picture) =>
    Math.min(...known.map((one) => meanSquaredError(picture, one)))
  );
  return bounds.flatMap((bound, index) => {
    const low = bounds[index - 1] ?? 0;
    const errors = pictureErrors.slice(0, distances.length)
      .filter((_, at) => distances[at]! >= low && distances[at]! < bound);
    if (errors.length === 0) return [];
    const distance = bound === Infinity
      ? `at least ${mse(low)}`
      : `below ${mse(bound)}`;
    return [{ distance, pictures: errors.length, mse: mean(errors) }];
  });
}
