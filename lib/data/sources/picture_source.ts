/**
 * What a source of pictures is.
 *
 * @module
 */
import type pl from "nodejs-polars";
import type { DownloadProgress } from "../download.ts";
import type { Images } from "../images.ts";

/** Pictures that a data set can be made from. */
export interface PictureSource {
  /**
   * One row per selected picture: name, codePoint, group, category,
   * subcategory, file. Sources that know names only have "" for codePoint,
   * category and subcategory, and the base emoji's name for group.
   */
  catalogue: pl.DataFrame;
  /** Groups that no training or validation may see. */
  heldOut: string[];
  /** Sentences for the report: which pictures these are and how selected. */
  description: string;
  /** Whose the graphics are: to be said wherever they are shown. */
  licence: string;
  /** Changes whenever the pictures do: a version or a hash. */
  version: string;
  /** @returns the pictures of some of the catalogue's rows, in that order. */
  readPictures(
    rows: readonly number[],
    size: { height: number; width: number },
  ): Promise<Images>;
}

/** How the opening of a source is followed and stopped. */
export interface OpenOptions {
  /** Is told how far a download is. */
  onProgress?: (progress: DownloadProgress) => void;
  /** Is told, in a sentence, what holds the opening up. */
  onNotice?: (notice: string) => void;
  signal?: AbortSignal;
}
