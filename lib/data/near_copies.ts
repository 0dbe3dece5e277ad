/**
 * Pictures that are nearly the same under different names: the same drawing
 * saved twice, compressed, resized. In two splits they would leak.
 *
 * @module
 */
import { mean } from "../base/statistics.ts";
import { type Images, onWhite } from "./images.ts";

/** Height and width of the thumbnails that are compared, in pixels. */
export const thumbnailSize = 16;

/**
 * Two thumbnails, RGB in [0, 1] on white, whose mean squared difference is not
 * above this are one picture to us. Measured on pictures of 64x64 pixels: JPEG
 * files of quality 75 stay below it, as do palettes and half or 2.5 times the
 * size; of the 3,786 pictures of Noto 31 pairs of different emoji do, all of
 * them nearly alike to the eye (flags of territories, families, a speaker with
 * and without a sound wave), and of its and Twemoji's 219 faces and heroes
 * none, where the closest pair is at 0.00104.
 */
export const nearCopyThreshold = 0.001;

/** @returns a thumbnail's numbers, RGB in [0, 1] on white, as it is compared. */
export function thumbnail(images: Images, index: number): Float32Array {
  return Float32Array.from(
    onWhite(images.picture(index)),
    (byte) => byte / 255,
  );
}

/**
 * Joins groups whose pictures are near copies of each other.
 *
 * @param thumbnails Of {@linkcode thumbnail}, one for each picture.
 * @param groups Each picture's group.
 * @returns the groups, where those that were joined bear the name of their
 * first, and how many pictures are a near copy of one from another group.
 */
export function joinNearCopies(
  thumbnails: readonly Float32Array[],
  groups: readonly string[],
): { groups: string[]; copies: number } {
  const parents = new Map(groups.map((group) => [group, group]));
  const root = (group: string): string => {
    const parent = parents.get(group)!;
    return parent === group ? group : root(parent);
  };
  const first = new Map(
    groups.map((group, row) => [group, row] as const).reverse(),
  );
  const copies = new Set<number>();
  for (const [one, other] of nearPairs(thumbnails)) {
    if (groups[one] === groups[other]) continue;
    copies.add(one).add(other);
    const [lower, higher] = [root(groups[one]!), root(groups[other]!)]
      .sort((a, b) => first.get(a)! - first.get(b)!);
    parents.set(higher!, lower!);
  }
  return { groups: groups.map(root), copies: copies.size };
}

function* nearPairs(
  thumbnails: readonly Float32Array[],
): Generator<[one: number, other: number]> {
  // A mean squared difference is never below the squared difference of the
  // means, so that only pictures of about the same brightness can be near.
  const reach = Math.sqrt(nearCopyThreshold);
  const sorted = thumbnails
    .map((thumbnail, row) => ({ thumbnail, row, brightness: mean(thumbnail) }))
    .sort((one, other) => one.brightness - other.brightness);
  for (const [index, one] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next++) {
      const other = sorted[next]!;
      if (other.brightness - one.brightness > reach) break;
      if (areNear(one.thumbnail, other.thumbnail)) yield [one.row, other.row];
    }
  }
}

function areNear(one: Float32Array, other: Float32Array): boolean {
  let left = nearCopyThreshold * one.length;
  for (let at = 0; at < one.length && left >= 0; at++) {
    left -= (one[at]! - other[at]!) ** 2;
  }
  return left >= 0;
}
