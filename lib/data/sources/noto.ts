/**
 * Google's Noto emoji, from the package `emoji-datasource-google`: the default.
 *
 * @module
 */
import metadata from "emoji-datasource-google/package.json" with {
  type: "json",
};
import { openEmojiDatasource } from "./emoji_datasource.ts";
import type { PictureSource } from "./picture_source.ts";

/** The package and its version. */
export const notoVersion = `${metadata.name} ${metadata.version}`;

/** Opens the source; it needs nothing from outside. */
export function openNoto(): Promise<PictureSource> {
  return openEmojiDatasource("google", {
    title: "Google's Noto emoji",
    licence:
      `Graphics: Noto Emoji, © Google, Apache License 2.0, as packaged in ${notoVersion} (Cal Henderson, MIT License).`,
    version: notoVersion,
  });
}
