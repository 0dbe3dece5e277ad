/**
 * How an editor names figures and tables: the report numbers them anew.
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
 * 'Figure "curves"' as long as no cell has made it.
 */
export function withLabels(markdown: string): string {
  return markdown.replaceAll(
    /(?<![\w@])@(fig|tbl)-([a-z0-9]+(?:-[a-z0-9]+)*)/g,
    (_, kind: Kind, name: string) => labelOf(kind, name),
  );
}

function labelOf(kind: Kind, name: string): string {
  const number = made[kind].indexOf(name) + 1;
  return `${words[kind]} ${number || `"${name}"`}`;
}
