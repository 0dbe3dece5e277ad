/**
 * What the page's live parts compute with.
 *
 * @module
 */
import type { AttributePair } from "../../../lib/analysis/vectors.ts";
import type { QuantisedCodes, QuantisedLayer } from "./quantise.ts";

/** All that is put into the page besides the report itself. */
export interface PageData {
  /** The program of `kernel_source.ts`. */
  program: Uint8Array<ArrayBuffer>;
  /** Sides of a picture in pixels. */
  height: number;
  width: number;
  /** The originals' names, and their pictures: straight RGBA. */
  names: string[];
  pixels: Uint8Array;
  /** Rows of the test set's originals. */
  test: number[];
  network: QuantisedCodes & {
    /** The run's name. */
    name: string;
    encoder: QuantisedLayer[];
    decoder: QuantisedLayer[];
    codeShape: [height: number, width: number, channels: number];
    /** How far the quantised network is from the full one. */
    change: Change;
  };
  /** Other networks, which the page shows but does not run. */
  others: ShownNetwork[];
  joint: (ShownNetwork & {
    lambda: number;
    /** Of the second class, for each test original. */
    probabilities: number[];
  })[];
  classes: string[];
  attributes: { label: string; pairs: AttributePair[] }[];
  /** Rows of the first expression: a - b + c. */
  example: [number, number, number];
  /** The originals' places in the plane of two principal components, in [0, 1]. */
  map: { places: [x: number, y: number][]; share: number };
}

/**
 * Differences of pixel values in [0, 1], over the reconstructions of the test
 * originals and the composite of the first example.
 */
export interface Change {
  greatest: number;
  mean: number;
}

/** A network's reconstructions of the test originals, made by the export. */
export interface ShownNetwork {
  name: string;
  /** Straight RGBA. */
  reconstructions: Uint8Array;
  /** Mean squared error of each. */
  errors: number[];
}
