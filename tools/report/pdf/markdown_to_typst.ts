/**
 * What the report's texts need between pandoc's reading and Typst: references
 * and links that find their target over the whole report, formulas, tables and
 * quotes.
 *
 * @module
 */
import { readMarkdown, writeTypst } from "../pandoc.ts";
import { type Labels, replaceReferences } from "../references.ts";
import { link, mapNodes, type Math, type Node, typst } from "../tree.ts";
import { translateFormulas } from "./formulas.ts";
import { textTables } from "./text_table.ts";

/** A piece of the report's Markdown, and the cell that it comes from. */
export interface Piece {
  cell: string;
  markdown: string;
}

/** A formula of the report. */
export interface Formula {
  cell: string;
  tex: string;
  /** The same in Typst. */
  markup: string;
}

/**
 * Turns all the Markdown of a report, as `checkTexts` gives it, into Typst.
 *
 * @param labels What references say, e.g. `Figure 3` for `@fig-curves`.
 * @returns The markup of each piece, the formulas in them, and a sentence for
 * each formula that pandoc does not understand.
 */
export async function markdownToTypst(
  pieces: Piece[],
  labels: Labels,
): Promise<{ markup: string[]; formulas: Formula[]; problems: string[] }> {
  const texts = await readMarkdown(pieces.map(({ markdown }) => markdown));
  const anchors = labelHeadings(texts);
  for (const anchor of labels.keys()) anchors.set(anchor, anchor);
  const found: { cell: string; node: Math }[] = [];
  const prepared = texts.map((nodes, index) => {
    const linked = replaceReferences(nodes, (anchor) => [
      link(labels.get(anchor)!.replace(" ", "\u00a0"), `#${anchor}`),
    ]);
    return mapNodes(linked, (node) => {
      if (node.t === "Str") return quotes(node.c);
      if (node.t === "Link") return localLink(node, anchors);
      if (node.t !== "Math") return undefined;
      const copy = { ...node } as Math;
      found.push({ cell: pieces[index]!.cell, node: copy });
      return [copy];
    });
  });
  const { formulas, problems } = await translateFormulas(found);
  found.forEach(({ node }, index) =>
    Object.assign(node, typst(formulas[index]!.markup))
  );
  const { markup } = await writeTypst(await textTables(prepared));
  return { markup, formulas, problems };
}

/** Gives each heading a label, and returns them by what links call them. */
function labelHeadings(texts: Node[][]): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { t, c } of texts.flat()) {
    if (t !== "Header") continue;
    const attributes = c[1];
    const name: string = attributes[0];
    let unique = name;
    for (let copy = 1; labels.has(unique); copy++) unique = `${name}-${copy}`;
    attributes[0] = `heading-${labels.size + 1}`;
    labels.set(unique, attributes[0]);
  }
  return labels;
}

/**
 * Text whose straight quotes Typst makes curly; but after a digit it would make
 * a prime of an apostrophe, and pandoc straightens what is curly.
 */
function quotes(text: string): Node[] {
  const parts = text.replaceAll(/(?<=\d)'(?=\p{L})/gu, "\u2019")
    .split(/(["'\u2018\u2019\u201c\u201d])/);
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [typst(part)];
    return part === "" ? [] : [{ t: "Str", c: part }];
  });
}

/**
 * A link within the report leads to a label. One to a file of the project stays
 * text, since the PDF is read away from it.
 */
function localLink(
  { t, c }: Node,
  anchors: Map<string, string>,
): Node[] | undefined {
  const [attributes, inlines, [url, title]] = c;
  if (url.startsWith("#")) {
    const label = anchors.get(decodeURIComponent(url.slice(1)));
    return [{ t, c: [attributes, inlines, [`#${label}`, title]] }];
  }
  return /^(https?|mailto):/.test(url) ? undefined : inlines;
}
