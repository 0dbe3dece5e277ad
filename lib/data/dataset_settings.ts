/**
 * What a data set is made from, and what is refused.
 *
 * @module
 */
import type { AugmentationSettings } from "./augmentation.ts";

/** The sources that pictures can come from; the first is the default. */
export const sources = ["noto", "twemoji", "huggingface", "folder"] as const;

/** All that the data set depends on; there is no hidden choice. */
export interface DatasetSettings {
  /**
   * Where the pictures come from: "noto" (the default) and "twemoji" are
   * installed with this project, "huggingface" is the assigned data set
   * `valhalla/emoji-dataset`, "folder" your own pictures.
   */
  source?: typeof sources[number];
  /**
   * The pictures' place, from the clone's folder: for "folder" the folder, for
   * "huggingface" a Parquet file that is here already; without it that file is
   * downloaded once.
   */
  path?: string;
  /** Seed of the split and of the augmentation. */
  seed: number;
  /** Height and width of a picture in pixels, 8 to 256; the files have 64. */
  imageSize: number;
  /** Images in the training set, its originals included. */
  trainCount: number;
  /** Images in the validation set, its originals included. */
  validationCount: number;
  /** Images in the test set, its originals included. */
  testCount: number;
  /** How far the augmented copies depart from their originals. */
  augmentation: AugmentationSettings;
}

/**
 * Refuses settings that no data set can be made from. Notebook cells are not
 * type-checked, so a mistyped name must not pass.
 *
 * @throws {TypeError} when a setting is missing or unknown.
 * @throws {RangeError} when one is out of range or of the wrong type.
 */
export function checkSettings(settings: DatasetSettings) {
  checkNames(settings, [
    "seed",
    "imageSize",
    "trainCount",
    "validationCount",
    "testCount",
    "augmentation",
  ], ["source", "path"]);
  const { augmentation, source = "noto", path, ...counts } = settings;
  checkSource(source, path);
  checkNames(augmentation, [
    "maximumRotation",
    "maximumShift",
    "minimumScale",
    "maximumScale",
    "flip",
  ]);
  checkInteger("seed", counts.seed, [0, Number.MAX_SAFE_INTEGER]);
  checkInteger("imageSize", counts.imageSize, [8, 256]);
  checkInteger("trainCount", counts.trainCount, [1, 1e6]);
  checkInteger("validationCount", counts.validationCount, [1, 1e6]);
  checkInteger("testCount", counts.testCount, [1, 1e6]);
  const { maximumRotation, maximumShift, minimumScale, maximumScale, flip } =
    augmentation;
  checkNumber("maximumRotation", maximumRotation, [0, 180]);
  checkNumber("maximumShift", maximumShift, [0, 0.5]);
  checkNumber("maximumScale", maximumScale, [0.1, 10]);
  checkNumber("minimumScale", minimumScale, [0.1, maximumScale]);
  if (typeof flip !== "boolean") refuse("flip", flip, "true or false");
}

function checkSource(source: string, path: unknown) {
  if (!sources.some((known) => known === source)) {
    refuse("source", source, `one of ${sources.join(", ")}`);
  }
  const hasPath = typeof path === "string" && path !== "";
  if (source === "folder" && !hasPath) {
    refuse("path", path, "the folder of your pictures");
  }
  if (source === "huggingface" && path !== undefined && !hasPath) {
    refuse("path", path, "the path of a Parquet file, or absent");
  }
  if ((source === "noto" || source === "twemoji") && path !== undefined) {
    refuse("path", path, `absent, since "${source}" is installed`);
  }
}

function checkNames(
  settings: object,
  names: string[],
  optional: string[] = [],
) {
  const known = [...names, ...optional];
  for (const name of Object.keys(settings)) {
    if (!known.includes(name)) {
      throw new TypeError(
        `The data set has no setting "${name}"; it has ${known.join(", ")}.`,
      );
    }
  }
  for (const name of names) {
    if ((settings as Record<string, unknown>)[name] === undefined) {
      throw new TypeError(
        `The data set's setting "${name}" is missing; add it.`,
      );
    }
  }
}

function checkInteger(name: string, value: number, range: [number, number]) {
  if (!Number.isInteger(value)) refuse(name, value, "an integer");
  checkNumber(name, value, range);
}

function checkNumber(
  name: string,
  value: number,
  [minimum, maximum]: [number, number],
) {
  if (!(typeof value === "number" && value >= minimum && value <= maximum)) {
    refuse(name, value, `a number from ${minimum} to ${maximum}`);
  }
}

function refuse(name: string, value: unknown, rule: string): never {
  throw new RangeError(
    `The data set's ${name} must be ${rule}, but it is ${Deno.inspect(value)}.`,
  );
}
