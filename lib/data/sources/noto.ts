/**
 * Google's Noto emoji, from the package `emoji-datasource-google`: the default.
 *
 * @module
 */
import metadata from "emoji-datasource-google/package.json" with {
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
export async function openNoto(): Promise<PictureSource> {
  const emoji = await readCatalogue("google");
  const catalogue = selectPictures(emoji, facesAndHeroes);
  return {
    catalogue,
    heldOut: ["1F639"],
    description: `The pictures are Google's Noto emoji. ${
      describeSelection(emoji)
    }`,
    licence:
      `Graphics: Noto Emoji, © Google, Apache License 2.0, as packaged in ${version} (Cal Henderson, MIT License).`,
    version,
    readPictures: (size) => readImages(pictureFiles(catalogue, "google"), size),
  };
}
