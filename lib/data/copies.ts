/**
 * Augmented copies: the fixed ones of a data set, and new ones for each epoch.
 *
 * @module
 */
import { createRandom } from "../base/random.ts";
import { drawTransformation, transformImages } from "./augmentation.ts";
import { chunksOf, slice } from "./chunks.ts";
import type { DatasetSettings } from "./dataset_settings.ts";
import type { DatasetSplit, SplitPlan } from "./dataset_split.ts";
import { Images } from "./images.ts";

/**
 * Augments a split anew: as many copies of each original as there are, with
 * transformations that the data's seed and the epoch decide.
 */
export async function augmentAnew(
  split: DatasetSplit,
  { settings: { seed, augmentation }, epoch, signal }: {
    settings: DatasetSettings;
    epoch: number;
    signal: AbortSignal | undefined;
  },
): Promise<DatasetSplit> {
  // A product with an odd number keeps seeds apart modulo 2^32.
  const random = createRandom((seed * 1_000_003 + epoch) % 2 ** 32);
  const count = split.originals.count;
  const images = new Images(
    new Float32Array(split.images.data.length),
    split.images.shape,
  );
  images.data.set(split.originals.data);
  await writeCopies(images, {
    originals: split.originals,
    copies: split.originalOf.slice(count).map((original) => ({
      original,
      transformation: drawTransformation(augmentation, random),
    })),
    signal,
  });
  return { ...split, images, originals: slice(images, 0, count) };
}

/**
 * Writes augmented copies behind a split's originals.
 *
 * @param images The split's images; its first are the originals already.
 */
export async function writeCopies(
  images: Images,
  { originals, copies, signal }: {
    originals: Images;
    copies: SplitPlan["copies"];
    signal: AbortSignal | undefined;
  },
): Promise<void> {
  for (const { first, chunk } of chunksOf(copies, signal)) {
    const transformed = await transformImages(
      originals.select(chunk.map(({ original }) => original)),
      chunk.map(({ transformation }) => transformation),
    );
    slice(images, originals.count + first, chunk.length).data
      .set(transformed.data);
  }
}
