/**
 * What a data set is made from, and what is refused.
 *
 * @module
 */
import {
  checkSettings,
  flag,
  group,
  integer,
  number,
  seed,
  text,
  word,
} from "../base/settings.ts";
import type { AugmentationSettings } from "./augmentation.ts";

/** The sources that pictures can come from; the first is the default. */
const sources = [
  "noto",
  "twemoji",
  "openmoji",
  "fluent",
  "huggingface",
  "folder",
] as const;

/** All that the data set depends on; there is no hidden choice. */
export interface DatasetSettings {
  /**
   * Where the pictures come from: "noto" (the default), "twemoji", "openmoji"
   * and "fluent" are installed with this project, "huggingface" is the assigned
   * data set `valhalla/emoji-dataset`, "folder" your own pictures.
   */
  source?: typeof sources[number];
  /**
   * The pictures' place, from the clone's folder: for "folder" the folder, for
   * "huggingface" a Parquet file that is here already; without it that file is
   * downloaded once.
   */
  path?: string;
  /** Decides the split and the augmentation; an integer in [0, 2^32). */
  seed: number;
  /** Height and width of a picture in pixels, 8 to 256; the files have 64. */
  imageSize: number;
  /** Images in the training set, its originals included; 0: these alone. */
  trainCount: number;
  /** Images in the validation set, likewise. */
  validationCount: number;
  /** Images in the test set, likewise. */
  testCount: number;
  /** How far the augmented copies depart from their originals. */
  augmentation: AugmentationSettings;
}

/** Where the pictures come from, without what is made of them. */
export type SourceSettings = Pick<DatasetSettings, "source" | "path">;

const count = integer(0, 1_000_000);

const schema = group({
  source: word(...sources).optional(),
  path: text("a path from the clone's folder").optional(),
  seed,
  imageSize: integer(8, 256),
  trainCount: count,
  validationCount: count,
  testCount: count,
  augmentation: group({
    maximumRotation: number(0, 180),
    maximumShift: number(0, 0.5),
    minimumScale: number(0.1, 10),
    maximumScale: number(0.1, 10),
    flip: flag,
  }).refine(({ minimumScale, maximumScale }) => minimumScale <= maximumScale, {
    path: ["minimumScale"],
    error: ({ input }) =>
      `at most maximumScale, ${(input as AugmentationSettings).maximumScale}`,
  }),
}).refine(({ source, path }) => source !== "folder" || path !== undefined, {
  path: ["path"],
  error: "the folder of your pictures",
}).refine(
  ({ source = "noto", path }) =>
    path === undefined || source === "folder" || source === "huggingface",
  {
    path: ["path"],
    error: "absent, since the pictures of this source are installed",
  },
);

/**
 * Refuses settings that no data set can be made from. Notebook cells are not
 * type-checked, so a mistyped name must not pass.
 *
 * @throws {TypeError} when a setting is missing or unknown.
 * @throws {RangeError} when one is out of range or of the wrong type.
 */
export function checkDataset(settings: DatasetSettings): void {
  checkSettings("data set", schema, settings);
}
