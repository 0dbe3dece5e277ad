/**
 * How an editor names figures, tables and sources, which the report numbers and
 * lists.
 *
 * @module
 */

/** As references name them: `@fig-name`, `@tbl-name`. */
type Kind = "fig" | "tbl";

const words = { fig: "Figure", tbl: "Table" };

/** Names in the order in which this process made them; the place is the number. */
const made: Record<Kind, string[]> = { fig: [], tbl: [] };

/**
 * A caption with number and name, in Markdown; made again, a figure or table
 * keeps its number.
 */
export function captionOf(kind: Kind, name: string, caption: string): string {
  if (!made[kind].includes(name)) made[kind].push(name);
  return `**${labelOf(kind, name)}** (${name}). ${withLabels(caption)}`;
}

/**
 * A text whose references can be read: `@fig-curves` becomes "Figure 3", or
 * 'Figure "curves"' as long as no cell has made it; `[@white2016]` becomes
 * "(White 2016)" and `@linzen2016` "Linzen (2016)", by the key alone.
 */
export function withLabels(markdown: string): string {
  return markdown
    .replaceAll(
      /(?<![\w@])@(fig|tbl)-([a-z0-9]+(?:-[a-z0-9]+)*)/g,
      (_, kind: Kind, name: string) => labelOf(kind, name),
    )
    .replaceAll(
      /\[([^[\]]*@[a-z]+\d{4}[^[\]]*)\](?!\()/g,
      (_, cited: string) =>
        `(${
          cited.replaceAll(
            citationKey,
            (_, name: string, year: string) => `${capitalised(name)} ${year}`,
          )
        })`,
    )
    .replaceAll(
      citationKey,
      (_, name: string, year: string) => `${capitalised(name)} (${year})`,
    );
}

/** A source: family name and year. */
const citationKey = /(?<![\w@])@([a-z]+)(\d{4}[a-z]?)(?![\w-])/g;

/** With a capital at its beginning. */
export function capitalised(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}

function labelOf(kind: Kind, name: string): string {
  const number = made[kind].indexOf(name) + 1;
  return `${words[kind]} ${number || `"${name}"`}`;
}
