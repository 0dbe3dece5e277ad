/**
 * The sources that are emoji of Iconify's icon sets: the default source's names
 * and rows, drawn as SVG by others.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import pl from "nodejs-polars";
import { textColumn } from "../catalogue.ts";
import { readImages } from "../images.ts";
import { openEmojiDatasource } from "./emoji_datasource.ts";
import type { PictureSource } from "./picture_source.ts";

/** What is read of a set's `icons.json`. */
interface Icons {
  /** Side of an icon, in its own units. */
  width: number;
  height: number;
  icons: Record<string, { body: string }>;
}

/**
 * Opens such a source; it needs nothing from outside. Emoji that the set has not
 * are left out.
 *
 * @param set The package, e.g. "@iconify-json/openmoji".
 * @param about As of {@linkcode openEmojiDatasource}, whose rows are taken.
 */
export async function openIconSet(
  set: string,
  about: Parameters<typeof openEmojiDatasource>[1],
): Promise<PictureSource> {
  const names: Record<string, string> = await readJson(`${set}/chars.json`);
  const { icons, width, height }: Icons = await readJson(`${set}/icons.json`);
  const source = await openEmojiDatasource("google", about);
  const all = source.catalogue;
  const iconOf = (codePoint: string) => {
    const code = codePoint.toLowerCase();
    return names[code] ?? names[code.replaceAll("-fe0f", "")];
  };
  const icon = textColumn(all, "codePoint").map((code) => iconOf(code) ?? "");
  const catalogue = all.withColumn(pl.Series("file", icon))
    .filter(pl.col("file").neq(pl.lit("")));
  const files = textColumn(catalogue, "file");
  const missing = all.height - catalogue.height;
  return {
    ...source,
    catalogue,
    description: missing === 0
      ? source.description
      : `${source.description} ${missing} of them ${
        missing === 1 ? "is" : "are"
      } not drawn there.`,
    readPictures(rows, size) {
      const svg = ({ body }: { body: string }) =>
        `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
      const encoder = new TextEncoder();
      return readImages(
        rows.map((row) => ({
          name: `${files[row]} of ${set}`,
          bytes: encoder.encode(svg(icons[files[row]!]!)),
        })),
        size,
      );
    },
  };
}

async function readJson<Content>(path: string): Promise<Content> {
  const file = fileURLToPath(import.meta.resolve(path));
  return JSON.parse(await Deno.readTextFile(file));
}
