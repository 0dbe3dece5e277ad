/**
 * Twemoji, from the package `emoji-datasource-twitter`: the same emoji, names
 * and rows as Noto's, drawn by others.
 *
 * @module
 */
import metadata from "emoji-datasource-twitter/package.json" with {
  type: "json",
};
import { openEmojiDatasource } from "./emoji_datasource.ts";
import type { PictureSource } from "./picture_source.ts";

/** The package and its version. */
export const twemojiVersion = `${metadata.name} ${metadata.version}`;

/** Opens the source; it needs nothing from outside. */
export function openTwemoji(): Promise<PictureSource> {
  return openEmojiDatasource("twitter", {
    title: "Twemoji",
    // CC-BY asks for the authors, the licence's address, and what was changed.
    licence:
      `Graphics: Twemoji, © Twitter, Inc. and other contributors, CC-BY 4.0 (https://creativecommons.org/licenses/by/4.0/), as packaged in ${twemojiVersion} (Cal Henderson, MIT License); augmented copies and outputs of a network are changed.`,
    version: twemojiVersion,
  });
}
