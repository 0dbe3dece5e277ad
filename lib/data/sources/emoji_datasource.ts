/**
 * The sources that are packages of Cal Henderson's emoji-datasource: the same
 * emoji, names and rows, drawn by one vendor each.
 *
 * @module
 */
import {
  describeSelection,
  facesAndHeroes,
  type Graphics,
  pictureFiles,
  readCatalogue,
  selectPictures,
} from "../catalogue.ts";
import { readImages } from "../images.ts";
import type { PictureSource } from "./picture_source.ts";

/**
 * Opens such a source; it needs nothing from outside.
 *
 * @param graphics The vendor.
 * @param options `title`: what the report calls the pictures; `licence`: whose
 * they are; `version`: the package and its version.
 */
export async function openEmojiDatasource(
  graphics: Graphics,
  { title, licence, version }: {
    title: string;
    licence: string;
    version: string;
  },
): Promise<PictureSource> {
  const emoji = await readCatalogue(graphics);
  const catalogue = selectPictures(emoji, facesAndHeroes);
  const files = pictureFiles(catalogue, graphics);
  return {
    catalogue,
    heldOut: ["1F639"],
    description: `The pictures are ${title}. ${describeSelection(emoji)}`,
    licence,
    version,
    readPictures: (rows, size) =>
      readImages(rows.map((row) => files[row]!), size),
  };
}
