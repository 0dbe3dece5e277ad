/**
 * Where the pictures come from: one module for each source beside this one.
 *
 * @module
 */
import type pl from "nodejs-polars";
import type { DatasetSettings } from "../dataset_settings.ts";
import type { DownloadProgress } from "../download.ts";
import type { Images } from "../images.ts";
import { openFolder } from "./folder.ts";
import { openHuggingFace } from "./huggingface.ts";
import { openNoto } from "./noto.ts";
import { openTwemoji } from "./twemoji.ts";

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
  /** @returns the catalogue's pictures, row by row. */
  readPictures(size: { height: number; width: number }): Promise<Images>;
}

/**
 * Opens the source that the settings name.
 *
 * @param onProgress Is told how far a download is.
 */
export async function openSource(
  { source = "noto", path }: Pick<DatasetSettings, "source" | "path">,
  onProgress?: (progress: DownloadProgress) => void,
): Promise<PictureSource> {
  switch (source) {
    case "noto":
      return await openNoto();
    case "twemoji":
      return await openTwemoji();
    case "huggingface":
      return await openHuggingFace(path, onProgress);
    case "folder":
      return await openFolder(path!); // The settings were checked.
  }
}

/**
 * Says whether the pictures are still those of an earlier time, without reading
 * or building a data set.
 *
 * @returns a version or a hash that changes with the pictures.
 */
export async function sourceVersion(
  settings: Pick<DatasetSettings, "source" | "path">,
): Promise<string> {
  return (await openSource(settings)).version;
}
