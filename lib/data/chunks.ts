/**
 * Work in pieces, and pieces of batches.
 *
 * @module
 */
import { Images } from "./images.ts";

/** Enough to keep all threads busy. */
const size = 16;

/**
 * Goes through a list in pieces that are so small that little memory is needed
 * at once, and that a stop is soon heard.
 *
 * @throws the signal's reason, before the next piece.
 */
export function* chunksOf<Item>(
  items: readonly Item[],
  signal: AbortSignal | undefined,
): Generator<{ first: number; chunk: Item[] }> {
  for (let first = 0; first < items.length; first += size) {
    signal?.throwIfAborted();
    yield { first, chunk: items.slice(first, first + size) };
  }
}

/** @returns some consecutive pictures; a view. */
export function slice(images: Images, first: number, count: number): Images {
  const [, height, width, channels] = images.shape;
  const length = height * width * channels;
  return new Images(
    images.data.subarray(first * length, (first + count) * length),
    [count, height, width, channels],
  );
}
