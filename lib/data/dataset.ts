/**
 * The data set: catalogue, selection, split by group, then augmentation of each
 * split by itself.
 *
 * @module
 */
import pl from "nodejs-polars";
import { sha256 } from "../base/fingerprint.ts";
import { createRandom } from "../base/random.ts";
import { textColumn } from "./catalogue.ts";
import { augmentAnew } from "./copies.ts";
import { loadPixels, requireMemory } from "./dataset_pixels.ts";
import { checkDataset, type DatasetSettings } from "./dataset_settings.ts";
import { type DatasetSplit, labelSplit, planSplit } from "./dataset_split.ts";
import type { DownloadProgress } from "./download.ts";
import { Images } from "./images.ts";
import { openSource } from "./sources/source.ts";
import { assertGroupsApart, splitByGroup, splits } from "./split.ts";

export type { DatasetSettings, DatasetSplit };

export interface Dataset {
  /**
   * What decides the result: without the default source, and without the path,
   * since the fingerprint says what was read from there.
   */
  settings: DatasetSettings;
  /** One row per selected picture: name, codePoint, group, subcategory, split. */
  catalogue: pl.DataFrame;
  /** One row per split: its originals, groups, augmented copies, and images. */
  counts: pl.DataFrame;
  /** The pictures without augmentation; row i is the catalogue's row i. */
  originals: Images;
  /** `[height, width, channels]` of a picture. */
  pictureShape: [number, number, number];
  /** Different base emoji. */
  groupCount: number;
  /** Names of the pictures that no training or validation may see. */
  heldOut: string[];
  train: DatasetSplit;
  validation: DatasetSplit;
  test: DatasetSplit;
  /**
   * The training split with copies of its own for an epoch: as many of each
   * original as the fixed ones, drawn from the data's seed and the epoch.
   */
  augmentAnew(
    epoch: number,
    options?: { signal?: AbortSignal },
  ): Promise<DatasetSplit>;
  /** SHA-256 of the data themselves: names, groups, split and pixels. */
  fingerprint: string;
  /** Sentences for the report: which pictures these are and how selected. */
  description: string;
  /** Whose the graphics are: to be said wherever they are shown. */
  licence: string;
}

/** How loading is followed and stopped. */
export interface LoadOptions {
  /** Is told how far a download is, where there is one. */
  onProgress?: (progress: DownloadProgress) => void;
  /**
   * Is told, in a sentence, what holds the loading up or is not as it should
   * be: another process downloads the same file, the cache cannot be written.
   */
  onNotice?: (notice: string) => void;
  /** Ends the loading within a second or two when it is aborted. */
  signal?: AbortSignal;
}

/**
 * Builds the data set, or reads it from the cache: the same settings give the
 * same bytes.
 *
 * U+1F639 "cat face with tears of joy" is always in the test set: it is the
 * true answer of question 3's arithmetic, and means something only if no
 * training saw it.
 *
 * @throws {TypeError} when a setting is missing, unknown or of the wrong type.
 * @throws {RangeError} when a setting is out of range, a split shall have
 * fewer images than it has originals, or all images would take more than 2 GiB.
 * @throws {Error} when the source cannot be read or downloaded.
 *
 * @example
 * ```ts
 * import { loadDataset } from "./dataset.ts";
 * const dataset = await loadDataset({
 *   seed: 1,
 *   imageSize: 64,
 *   trainCount: 600,
 *   validationCount: 200,
 *   testCount: 200,
 *   augmentation: {
 *     maximumRotation: 15,
 *     maximumShift: 0.05,
 *     minimumScale: 0.85,
 *     maximumScale: 1.05,
 *     flip: true,
 *   },
 * });
 * console.log(dataset.train.images.shape); // [600, 64, 64, 4]
 * ```
 */
export async function loadDataset(
  settings: DatasetSettings,
  { onProgress, onNotice, signal }: LoadOptions = {},
): Promise<Dataset> {
  checkDataset(settings);
  requireMemory(settings);
  signal?.throwIfAborted();
  const source = await openSource(settings, { onProgress, onNotice, signal });
  const random = createRandom(settings.seed);
  const catalogue = splitByGroup(source.catalogue, {
    heldOut: source.heldOut,
    random: random.fork(),
  });
  assertGroupsApart(catalogue);

  const plans = splits.map((split) =>
    planSplit(catalogue, { split, settings, random: random.fork() })
  );
  const decisive = decisiveSettings(settings);
  const { splits: images, digest } = await loadPixels(source, {
    settings: decisive,
    plans,
    signal,
    onNotice,
  });
  const made = plans.map((plan, split) =>
    labelSplit(catalogue, plan, images[split]!)
  );
  const [train, validation, test] = made as [
    DatasetSplit,
    DatasetSplit,
    DatasetSplit,
  ];
  const { imageSize } = settings;
  let inCatalogue: Images | undefined;

  return {
    settings: decisive,
    catalogue: catalogue.select(
      "name",
      "codePoint",
      "group",
      "subcategory",
      "split",
    ),
    counts: pl.DataFrame({
      split: splits,
      originals: integers(plans.map(({ originals }) => originals.length)),
      groups: integers(made.map(({ groupCount }) => groupCount)),
      "augmented copies": integers(plans.map(({ copies }) => copies.length)),
      images: integers(made.map(({ images }) => images.count)),
    }),
    get originals() { // A copy, which a large data set need not have.
      return inCatalogue ??= inOrder(
        made,
        plans.map(({ originals }) => originals),
      );
    },
    pictureShape: [imageSize, imageSize, 4],
    groupCount: new Set(textColumn(catalogue, "group")).size,
    heldOut: namesOf(catalogue, source.heldOut),
    train,
    validation,
    test,
    augmentAnew: (epoch, { signal } = {}) =>
      augmentAnew(train, { settings, epoch, signal }),
    fingerprint: sha256(JSON.stringify({
      digest,
      imageSize,
      catalogue: catalogue.toRecords(),
      parts: made.map(({ codePoints }) => codePoints),
    })),
    description: source.description,
    licence: source.licence,
  };
}

/** @returns the originals of all splits in the catalogue's order; a copy. */
function inOrder(splits: DatasetSplit[], rows: number[][]): Images {
  const [, ...size] = splits[0]!.originals.shape;
  const count = rows.flat().length;
  const length = splits[0]!.originals.picture(0).length;
  const images = new Images(new Float32Array(count * length), [count, ...size]);
  splits.forEach(({ originals }, split) =>
    rows[split]!.forEach((row, index) =>
      images.picture(row).set(originals.picture(index))
    )
  );
  return images;
}

/** @returns the names of all pictures of some groups. */
function namesOf(catalogue: pl.DataFrame, groups: string[]): string[] {
  const names = textColumn(catalogue, "name");
  return textColumn(catalogue, "group")
    .flatMap((group, row) => groups.includes(group) ? [names[row]!] : []);
}

/** Defaults left out, so that naming them changes no run's key. */
function decisiveSettings(
  { path: _, source, ...settings }: DatasetSettings,
): DatasetSettings {
  return source === undefined || source === "noto"
    ? settings
    : { ...settings, source };
}

/** Without a type, polars shows counts as 131.0. */
function integers(values: number[]): pl.Series {
  return pl.Series("", values, pl.Int32);
}
