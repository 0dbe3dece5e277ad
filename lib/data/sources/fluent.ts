/**
 * Microsoft's Fluent emoji in their flat form, from Iconify's package: the same
 * emoji and names as Noto's, drawn by others.
 *
 * @module
 */
import metadata from "@iconify-json/fluent-emoji-flat/package.json" with {
  type: "json",
};
import { openIconSet } from "./icon_set.ts";
import type { PictureSource } from "./picture_source.ts";

/** The package and its version. */
export const fluentVersion = `${metadata.name} ${metadata.version}`;

/** Opens the source; it needs nothing from outside. */
export function openFluent(): Promise<PictureSource> {
  return openIconSet(metadata.name, {
    title: "Microsoft's Fluent emoji in their flat form",
    licence:
      `Graphics: Fluent Emoji, © Microsoft Corporation, MIT License, as packaged by Iconify (fluent-emoji-flat ${metadata.version}).`,
    version: fluentVersion,
  });
}
