/**
 * Where the pictures come from: one module for each source beside this one.
 *
 * @module
 */
import type { SourceSettings } from "../dataset_settings.ts";
import { fluentVersion, openFluent } from "./fluent.ts";
import { folderVersion, openFolder } from "./folder.ts";
import { huggingFaceVersion, openHuggingFace } from "./huggingface.ts";
import { notoVersion, openNoto } from "./noto.ts";
import { openMojiVersion, openOpenMoji } from "./openmoji.ts";
import type { OpenOptions, PictureSource } from "./picture_source.ts";
import { openTwemoji, twemojiVersion } from "./twemoji.ts";

/** Opens the source that checked settings name. */
export async function openSource(
  { source = "noto", path }: SourceSettings,
  options: OpenOptions = {},
): Promise<PictureSource> {
  switch (source) {
    case "noto":
      return await openNoto();
    case "twemoji":
      return await openTwemoji();
    case "openmoji":
      return await openOpenMoji();
    case "fluent":
      return await openFluent();
    case "huggingface":
      return await openHuggingFace(path, options);
    case "folder":
      return await openFolder(path!, options);
  }
}

/**
 * Says whether the pictures are still those of an earlier time, without
 * decoding, downloading or building anything.
 *
 * @returns a text that changes with the pictures, their names, and what the
 * description says of them.
 * @throws {Error} when the source cannot be read.
 */
export async function sourceVersion(
  { source = "noto", path }: SourceSettings,
): Promise<string> {
  switch (source) {
    case "noto":
      return notoVersion;
    case "twemoji":
      return twemojiVersion;
    case "openmoji":
      return openMojiVersion;
    case "fluent":
      return fluentVersion;
    case "huggingface":
      return await huggingFaceVersion(path);
    case "folder":
      return await folderVersion(path!);
  }
}
