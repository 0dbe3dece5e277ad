/**
 * Twemoji, from the package `emoji-datasource-twitter`: the same emoji, names
 * and rows as Noto's, drawn by others.
 *
 * @module
 */
import metadata from "emoji-datasource-twitter/package.json" with {
  type: "json",
};
import {
  describeSelection,
  facesAndHeroes,
  pictureFiles,
  readCatalogue,
  selectPictures,
} from "../catalogue.ts";
import { readImages } from "../image.ts";
import type { PictureSource } from "./source.ts";

const version = `${metadata.name} ${metadata.version}`;

/** Opens the source; it needs nothing from outside. */
export async function openTwemoji(): Promise<PictureSource> {
  const emoji = await readCatalogue("twitter");
  const catalogue = selectPictures(emoji, facesAndHeroes);
  return {
    catalogue,
    heldOut: ["1F639"],
    description: `The pictures are Twemoji. ${describeSelection(emoji)}`,
    // CC-BY asks for the authors, the licence's address, and what was changed.
    licence:
      `Graphics: Twemoji, © Twitter, Inc. and other contributors, CC-BY 4.0 (https://creativecommons.org/licenses/by/4.0/), as packaged in ${version} (Cal Henderson, MIT License); augmented copies and outputs of a network are changed.`,
    version,
    readPictures: (size) =>
      readImages(pictureFiles(catalogue, "twitter"), size),
  };
}
