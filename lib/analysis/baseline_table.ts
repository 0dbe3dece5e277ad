/**
 * All baselines of a data set beside the errors of trained models.
 *
 * @module
 */
import pl from "nodejs-polars";
import {
  halfResolutionError,
  meanImageError,
  pcaErrors,
  zeroError,
} from "./baselines.ts";
import type { Dataset } from "../data/dataset.ts";

/** An answer to every test picture, and how far off it is. */
export interface Method {
  method: string;
  /** Numbers that the method may choose for each picture. */
  numbers: number;
  /** Mean squared error on the test set. */
  error: number;
}

/**
 * Compares models with what needs no network: zeros, the mean training picture,
 * principal components of the training set, and the best possible picture of
 * half the resolution.
 *
 * @param options `models`: the measured models; `components`: numbers of
 * principal components.
 * @returns columns `method`, `numbers`, `error`, the largest error first.
 */
export async function baselineTable(
  { train, test }: Dataset,
  { models, components }: { models: Method[]; components: number[] },
): Promise<pl.DataFrame> {
  const pca = await pcaErrors(
    { train: train.images, test: test.images },
    components,
  );
  const [, height, width, channels] = test.images.shape;
  const methods: Method[] = [
    { method: "all zeros", numbers: 0, error: await zeroError(test.images) },
    {
      method: "mean training picture",
      numbers: 0,
      error: await meanImageError(train.images, test.images),
    },
    ...components.map((numbers, index) => ({
      method: `PCA, ${numbers} components`,
      numbers,
      error: pca[index]!,
    })),
    {
      method: "best picture of half the resolution",
      numbers: height / 2 * width / 2 * channels,
      error: await halfResolutionError(test.images),
    },
    ...models,
  ];
  return pl.DataFrame(methods.sort((one, other) => other.error - one.error));
}
