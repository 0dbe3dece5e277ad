/**
 * The data set: catalogue, selection, split by group, then augmentation of each
 * split by itself.
 *
 * @module
 */
import pl from "nodejs-polars";
import sharp from "sharp";
import {
  drawTransformation,
  type Transformation,
  transformImages,
} from "./augmentation.ts";
import { readOrBuild } from "./cache.ts";
import { textColumn } from "./catalogue.ts";
import { checkSettings, type DatasetSettings } from "./dataset_settings.ts";
import type { DownloadProgress } from "./download.ts";
import { sha256 } from "../base/fingerprint.ts";
import { hashModules } from "../base/modules.ts";
import { Images } from "./images.ts";
import { createRandom, type Random } from "../base/random.ts";
import {
  assertGroupsApart,
  type Split,
  splitByGroup,
  splits,
} from "./split.ts";
import { openSource, type PictureSource } from "./sources/source.ts";
import { workspace } from "../base/workspace.ts";

export type { DatasetSettings };

/**
 * One split, row by row: the originals, in the order of the catalogue, then
 * augmented copies of them. Row i of `images` shows `names[i]`.
 */
export interface DatasetSplit {
  /** `[count, imageSize, imageSize, 4]`. */
  images: Images;
  /** The first of them: the pictures without augmentation. */
  originals: Images;
  /** For each image the row of its original. */
  originalOf: number[];
  /** Different base emoji. */
  groupCount: number;
  /** E.g. "crying cat face"; a copy has its original's name. */
  names: string[];
  /** E.g. "1F63F"; "" where the source knows names only. */
  codePoints: string[];
  /** Base emoji, over skin tone and gender: its code point, else its name. */
  groups: string[];
}

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
  augmentAnew(epoch: number): Promise<DatasetSplit>;
  /** SHA-256 of the data themselves: names, groups, split and pixels. */
  fingerprint: string;
  /** Sentences for the report: which pictures these are and how selected. */
  description: string;
  /** Whose the graphics are: to be said wherever they are shown. */
  licence: string;
}

/**
 * Builds the data set, or reads it from the cache: the same settings give the
 * same bytes.
 *
 * U+1F639 "cat face with tears of joy" is always in the test set: it is the
 * true answer of question 3's arithmetic, and means something only if no
 * training saw it.
 *
 * @param options `onProgress`: is told how far a download is, where there is
 * one.
 * @throws {TypeError} when a setting is missing, unknown or of the wrong type.
 * @throws {RangeError} when a setting is out of range, or a part shall have
 * fewer images than it has originals.
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
  { onProgress, signal }: {
    onProgress?: (progress: DownloadProgress) => void;
    signal?: AbortSignal;
  } = {},
): Promise<Dataset> {
  checkSettings(settings);
  signal?.throwIfAborted();
  const source = await openSource(settings, onProgress);
  const random = createRandom(settings.seed);
  const catalogue = splitByGroup(source.catalogue, {
    heldOut: source.heldOut,
    random: random.fork(),
  });
  assertGroupsApart(catalogue);

  const plans = splits.map((split) =>
    planSplit(catalogue, { split, settings, random: random.fork() })
  );
  const copies = plans.flatMap((plan) => plan.copies);
  const { pixels, digest } = await loadPixels(source, { settings, copies });
  const { imageSize } = settings;
  const batch = (count: number, offset: number) => {
    const length = imageSize * imageSize * 4;
    return new Images(
      pixels.subarray(offset * length, (offset + count) * length),
      [count, imageSize, imageSize, 4],
    );
  };

  const originals = batch(catalogue.height, 0);
  let offset = catalogue.height;
  const made = plans.map((plan) => {
    const copies = batch(plan.copies.length, offset);
    offset += plan.copies.length;
    return toSplit(catalogue, plan, originals.select(plan.originals), copies);
  });
  const [train, validation, test] = made as [
    DatasetSplit,
    DatasetSplit,
    DatasetSplit,
  ];

  return {
    settings: decisiveSettings(settings),
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
    originals,
    pictureShape: [imageSize, imageSize, 4],
    groupCount: new Set(textColumn(catalogue, "group")).size,
    heldOut: namesOf(catalogue, source.heldOut),
    train,
    validation,
    test,
    augmentAnew: (epoch) =>
      augmentAnew({ catalogue, plan: plans[0]!, train, settings, epoch }),
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

/** The catalogue's rows of one split, and how its copies are made. */
interface SplitPlan {
  originals: number[];
  copies: { row: number; transformation: Transformation }[];
}

function planSplit(
  catalogue: pl.DataFrame,
  { split, settings, random }: {
    split: Split;
    settings: DatasetSettings;
    random: Random;
  },
): SplitPlan {
  const originals = textColumn(catalogue, "split")
    .flatMap((value, row) => value === split ? [row] : []);
  if (originals.length === 0) {
    throw new RangeError(
      `The ${split} split gets no picture of the ${catalogue.height}; add pictures of other groups.`,
    );
  }
  const name = `${split}Count` as const;
  const missing = settings[name] - originals.length;
  if (missing < 0) {
    throw new RangeError(
      `The ${split} split has ${originals.length} original pictures, but ${name} is ${
        settings[name]
      }; set it to ${originals.length} or more.`,
    );
  }
  const groups = textColumn(catalogue, "group");
  return {
    originals,
    copies: drawCopies(originals.map((row) => ({ row, group: groups[row]! })), {
      count: missing,
      random,
    }).map((row) => ({
      row,
      transformation: drawTransformation(settings.augmentation, random),
    })),
  };
}

function toSplit(
  catalogue: pl.DataFrame,
  { originals: rows, copies }: SplitPlan,
  originals: Images,
  augmented: Images,
): DatasetSplit {
  const all = [...rows, ...copies.map(({ row }) => row)];
  const take = (column: string) => {
    const values = textColumn(catalogue, column);
    return all.map((row) => values[row]!);
  };
  const groups = take("group");
  return {
    images: originals.concat(augmented),
    originals,
    originalOf: all.map((row) => rows.indexOf(row)),
    groupCount: new Set(groups).size,
    names: take("name"),
    codePoints: take("codePoint"),
    groups,
  };
}

async function augmentAnew({ catalogue, plan, train, settings, epoch }: {
  catalogue: pl.DataFrame;
  plan: SplitPlan;
  train: DatasetSplit;
  settings: DatasetSettings;
  epoch: number;
}): Promise<DatasetSplit> {
  const random = createRandom((settings.seed * 1_000_003 + epoch) % 2 ** 31);
  const rows = plan.copies.map(({ row }) => plan.originals.indexOf(row));
  const copies = await transformImages(
    train.originals.select(rows),
    rows.map(() => drawTransformation(settings.augmentation, random)),
  );
  return toSplit(catalogue, plan, train.originals, copies);
}

/** @returns the names of all pictures of some groups. */
function namesOf(catalogue: pl.DataFrame, groups: string[]): string[] {
  const names = textColumn(catalogue, "name");
  return textColumn(catalogue, "group")
    .flatMap((group, row) => groups.includes(group) ? [names[row]!] : []);
}

/**
 * Draws which originals are copied, so that each group comes to about as many
 * images as any other: eighteen variants of one hero need no copies, a single
 * face needs some.
 *
 * @returns rows; within a group each original is drawn as often as any other,
 * or once more.
 */
function drawCopies(
  originals: { row: number; group: string }[],
  { count, random }: { count: number; random: Random },
): number[] {
  const members = new Map<string, { images: number; rows: number[] }>();
  for (const { row, group } of random.shuffle(originals)) {
    const member = members.get(group) ?? { images: 0, rows: [] };
    member.rows.push(row);
    member.images++;
    members.set(group, member);
  }
  return Array.from({ length: count }, () => {
    const smallest = [...members.values()].reduce((one, other) =>
      other.images < one.images ? other : one
    );
    return smallest.rows[smallest.images++ % smallest.rows.length]!;
  });
}

/** Defaults left out, so that naming them changes no run's key. */
function decisiveSettings(
  { path: _, source, ...settings }: DatasetSettings,
): DatasetSettings {
  return source === undefined || source === "noto"
    ? settings
    : { ...settings, source };
}

/** @returns the source's pictures, and behind them the copies. */
async function loadPixels(
  source: PictureSource,
  { settings, copies }: {
    settings: DatasetSettings;
    copies: SplitPlan["copies"];
  },
) {
  const key = sha256(JSON.stringify({
    settings: decisiveSettings(settings),
    source: source.version,
    sharp: sharp.versions,
    modules: await hashModules([new URL(import.meta.url)]),
  }));
  const { bytes, digest } = await readOrBuild(
    `${workspace().cache}dataset-${key}.bin`,
    async () => {
      const { imageSize } = settings;
      const pictures = await source.readPictures({
        height: imageSize,
        width: imageSize,
      });
      const augmented = await transformImages(
        pictures.select(copies.map(({ row }) => row)),
        copies.map(({ transformation }) => transformation),
      );
      return new Uint8Array(pictures.concat(augmented).data.buffer);
    },
  );
  return {
    pixels: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4),
    digest,
  };
}

/** Without a type, polars shows counts as 131.0. */
function integers(values: number[]): pl.Series {
  return pl.Series("", values, pl.Int32);
}
