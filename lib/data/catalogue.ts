/**
 * The emoji that ship inside the packages `emoji-datasource-google` and
 * `emoji-datasource-twitter`: their names, their code points, their groups, and
 * which of them this project takes.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import pl from "nodejs-polars";

/** The package whose graphics are meant: Noto or Twemoji. */
export type Graphics = "google" | "twitter";

/**
 * The assignment's rule: the description contains "face", or the emoji is a
 * superhero or supervillain, of any gender and skin tone. The 24 "clock face …"
 * match the word and show no face but a dial, so they are left out.
 */
export const facesAndHeroes: pl.Expr = pl.col("name").str
  .contains("face|superhero|supervillain")
  .and(pl.col("name").str.contains("^clock face").not());

/** @returns {@linkcode facesAndHeroes} as a sentence for the report. */
export function describeSelection(catalogue: pl.DataFrame): string {
  const clocks = catalogue.filter(pl.col("name").str.contains("^clock face"));
  return `As the assignment has it, a picture is selected when its description contains "face" or names a superhero or a supervillain, in all skin tones${
    clocks.height === 0
      ? "."
      : `; the ${clocks.height} clock faces match that rule too and are left out, since they are no faces.`
  }`;
}

/**
 * Reads a package's catalogue.
 *
 * @returns one row per picture, in the order of the Unicode charts: `name`
 * (Unicode's, lower case, spaces for hyphens, as in the assigned data set, e.g.
 * "face with stuck out tongue", and ": dark skin tone" behind it where there
 * is a tone), `codePoint` (e.g. "1F9B8-1F3FF-200D-2640-FE0F"), `group` (see
 * {@linkcode groupOf}), `category`, `subcategory`, and `file` (in the folder of
 * {@linkcode pictureFiles}).
 */
export async function readCatalogue(
  graphics: Graphics = "google",
): Promise<pl.DataFrame> {
  const emoji: Emoji[] = JSON.parse(
    await Deno.readTextFile(packagePath(graphics, "emoji.json")),
  );
  const rows = emoji
    .sort((one, other) => one.sort_order - other.sort_order)
    .flatMap(({ name, category, subcategory, ...emoji }) => [
      { ...emoji, name, category, subcategory },
      ...Object.entries(emoji.skin_variations ?? {}).map((
        [tones, variation],
      ) => ({
        ...variation,
        name: `${name}: ${describeTones(tones)}`,
        category,
        subcategory,
      })),
    ]);
  return pl.DataFrame({
    name: rows.map(({ name }) => name.toLowerCase().replaceAll("-", " ")),
    codePoint: rows.map(({ unified }) => unified),
    group: rows.map(({ unified }) => groupOf(unified)),
    category: rows.map(({ category }) => category),
    subcategory: rows.map(({ subcategory }) => subcategory),
    file: rows.map(({ image }) => image),
  });
}

/**
 * Keeps the rows that a rule names.
 *
 * @throws {RangeError} when none is left.
 *
 * @example
 * ```ts
 * import { facesAndHeroes, readCatalogue, selectPictures } from "./catalogue.ts";
 * const faces = selectPictures(await readCatalogue(), facesAndHeroes);
 * ```
 */
export function selectPictures(
  catalogue: pl.DataFrame,
  rule: pl.Expr,
): pl.DataFrame {
  const selected = catalogue.filter(rule);
  if (selected.height === 0) {
    throw new RangeError(
      `The selection matches none of the ${catalogue.height} pictures; change its key words (names are in lower case, with spaces for hyphens).`,
    );
  }
  return selected;
}

/**
 * The base emoji's code point: one for all skin tones and genders, since these
 * are nearly one picture.
 *
 * @example
 * ```ts
 * import { groupOf } from "./catalogue.ts";
 * groupOf("1F9B8-1F3FF-200D-2640-FE0F"); // "1F9B8", superhero
 * ```
 */
export function groupOf(codePoint: string): string {
  return codePoint
    .replaceAll(/-(FE0F|1F3F[B-F])\b/g, "") // emoji style, skin tone
    .replaceAll(/-200D-264[02]\b/g, "") // female, male sign
    .replaceAll(/\b1F46[89]\b/g, "1F9D1"); // man, woman -> person
}

/** @returns the paths of the catalogue's picture files, row by row. */
export function pictureFiles(
  catalogue: pl.DataFrame,
  graphics: Graphics,
): string[] {
  const folder = packagePath(graphics, `img/${graphics}/64/`);
  return textColumn(catalogue, "file").map((file) => folder + file);
}

/** @returns the column `name` as strings; it must hold text. */
export function textColumn(frame: pl.DataFrame, name: string): string[] {
  return frame.getColumn(name).toArray() as string[];
}

/** The fields of the package's `emoji.json` that are read here. */
interface Emoji extends Variation {
  name: string;
  category: string;
  subcategory: string;
  sort_order: number;
  /** By skin tone, e.g. "1F3FB", or "1F3FB-1F3FC" for two people. */
  skin_variations?: Record<string, Variation>;
}

interface Variation {
  /** Code points in hexadecimal, joined by hyphens. */
  unified: string;
  /** File name of the picture. */
  image: string;
}

const SKIN_TONES: Record<string, string> = {
  "1F3FB": "light",
  "1F3FC": "medium-light",
  "1F3FD": "medium",
  "1F3FE": "medium-dark",
  "1F3FF": "dark",
};

function describeTones(tones: string): string {
  return tones.split("-")
    .map((tone) => `${SKIN_TONES[tone]} skin tone`)
    .join(", ");
}

function packagePath(graphics: Graphics, path: string): string {
  const metadata = `emoji-datasource-${graphics}/package.json`;
  return fileURLToPath(new URL(path, import.meta.resolve(metadata)));
}
