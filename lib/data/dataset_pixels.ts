/**
 * The pixels of a data set: built once, then read from the cache.
 *
 * @module
 */
import { createHash } from "node:crypto";
import sharp from "sharp";
import { sha256 } from "../base/fingerprint.ts";
import { hashModules } from "../base/modules.ts";
import { workspace } from "../base/workspace.ts";
import { readOrBuild } from "./cache.ts";
import { chunksOf, slice } from "./chunks.ts";
import { writeCopies } from "./copies.ts";
import type { DatasetSettings } from "./dataset_settings.ts";
import type { SplitPlan } from "./dataset_split.ts";
import { Images } from "./images.ts";
import type { PictureSource } from "./sources/picture_source.ts";

/** RGBA as 32-bit floating-point numbers. */
const bytesPerPixel = 16;
/** More than this is refused: training needs about as much again. */
const largest = 2 ** 31;

/**
 * @throws {RangeError} when the images would take too much memory.
 */
export function requireMemory(
  { imageSize, trainCount, validationCount, testCount }: DatasetSettings,
) {
  const count = trainCount + validationCount + testCount;
  const bytes = count * imageSize ** 2 * bytesPerPixel;
  if (bytes > largest) {
    throw new RangeError(
      `${
        count.toLocaleString("en-US")
      } images of ${imageSize}x${imageSize} pixels need ${
        gibibytes(bytes)
      } of memory, but at most ${
        gibibytes(largest)
      } are allowed: make imageSize or the counts smaller.`,
    );
  }
}

/**
 * Reads and augments the pictures of all splits, or takes them from the cache.
 *
 * @param options `settings`: those that decide the result.
 * @returns each split's images, and the SHA-256 of all originals in the
 * catalogue's order followed by all copies.
 */
export async function loadPixels(
  source: PictureSource,
  { settings, plans, signal, onNotice }: {
    settings: DatasetSettings;
    plans: readonly SplitPlan[];
    signal: AbortSignal | undefined;
    onNotice: ((notice: string) => void) | undefined;
  },
): Promise<{ splits: Images[]; digest: string }> {
  const { imageSize } = settings;
  const key = sha256(JSON.stringify({
    settings,
    source: source.version,
    sharp: sharp.versions,
    modules: await hashModules([new URL("dataset.ts", import.meta.url)]),
  }));
  const counts = plans.map(({ originals, copies }) =>
    originals.length + copies.length
  );
  const count = counts.reduce((sum, count) => sum + count, 0);
  const inSplits = (bytes: Uint8Array<ArrayBuffer>) => {
    const all = new Images(
      new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4),
      [count, imageSize, imageSize, 4],
    );
    let first = 0;
    return counts.map((count) => slice(all, (first += count) - count, count));
  };
  const { bytes, digest } = await readOrBuild(
    `${workspace().cache}dataset-${key}.bin`,
    {
      length: count * imageSize ** 2 * bytesPerPixel,
      build: (bytes) =>
        build(source, plans, { splits: inSplits(bytes), signal }),
      hash: (bytes) => digestOf(inSplits(bytes), plans),
      onNotice,
    },
  );
  return { splits: inSplits(bytes), digest };
}

async function build(
  source: PictureSource,
  plans: readonly SplitPlan[],
  { splits, signal }: { splits: Images[]; signal: AbortSignal | undefined },
) {
  for (const [index, { originals: rows, copies }] of plans.entries()) {
    const images = splits[index]!;
    const [, height, width] = images.shape;
    for (const { first, chunk } of chunksOf(rows, signal)) {
      const pictures = await source.readPictures(chunk, { height, width });
      slice(images, first, chunk.length).data.set(pictures.data);
    }
    const originals = slice(images, 0, rows.length);
    await writeCopies(images, { originals, copies, signal });
  }
}

/** The order is that of the first version, whose fingerprints runs record. */
function digestOf(splits: Images[], plans: readonly SplitPlan[]): string {
  const hash = createHash("sha256");
  const add = ({ buffer, byteOffset, byteLength }: Float32Array) =>
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  const places = plans.flatMap(({ originals }, split) =>
    originals.map((row, index) => ({ row, split, index }))
  ).sort((one, other) => one.row - other.row);
  for (const { split, index } of places) add(splits[split]!.picture(index));
  for (const [split, { originals, copies }] of plans.entries()) {
    add(slice(splits[split]!, originals.length, copies.length).data);
  }
  return hash.digest("hex");
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
