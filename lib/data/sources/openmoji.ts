/**
 * OpenMoji, from Iconify's package: the same emoji and names as Noto's, drawn by
 * others.
 *
 * @module
 */
import metadata from "@iconify-json/openmoji/package.json" with {
  type: "json",
};
import { openIconSet } from "./icon_set.ts";
import type { PictureSource } from "./picture_source.ts";

/** The package and its version. */
export const openMojiVersion = `${metadata.name} ${metadata.version}`;

/** Opens the source; it needs nothing from outside. */
export function openOpenMoji(): Promise<PictureSource> {
  return openIconSet(metadata.name, {
    title: "OpenMoji",
    // CC BY-SA asks for the authors, the licence's address, what was changed, and
    // the same licence for what is made of them.
    licence:
      `Graphics: OpenMoji, © the OpenMoji contributors, CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/), as packaged by Iconify (openmoji ${metadata.version}); augmented copies and outputs of a network are changed.`,
    version: openMojiVersion,
  });
}
