/**
 * What the report's Markdown needs between pandoc's reading and writing:
 * references and links that find their target over the whole report, formulas,
 * quotes; and a refusal of what would be lost.
 *
 * @module
 */
import {
  formula,
  type Node,
  rawTypst,
  readMarkdown,
  writeTypst,
} from "./pandoc.ts";
import { type Labels, replaceReferences } from "../references.ts";

/** A piece of the report's Markdown, and the cell that it comes from. */
export interface Fragment {
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
 * Turns all the Markdown of a report into Typst.
 *
 * @param labels What references say, e.g. `Figure 3` for `@fig-curves`.
 * @returns The markup of each fragment, and the formulas in them.
 * @throws {Error} that names the cell of a reference or link that leads
 * nowhere, of a formula that pandoc does not understand, and of an image or
 * HTML, which would be missing from the page.
 */
export async function markdownToTypst(
  fragments: Fragment[],
  labels: Labels,
): Promise<{ markup: string[]; formulas: Formula[] }> {
  const documents: { cell: string; blocks: Node[] }[] = [];
  for (const { cell, markdown } of fragments) {
    const linked = replaceReferences(
      markdown,
      (anchor) => `[${referenceText(anchor, { cell, labels })}](#${anchor})`,
    );
    documents.push({ cell, blocks: await readMarkdown(linked) });
  }
  const anchors = labelHeadings(documents);
  for (const anchor of labels.keys()) anchors.set(anchor, anchor);

  const math: { cell: string; node: Node }[] = [];
  const filtered = documents.map(({ cell, blocks }) =>
    mapNodes(blocks, (node) => {
      switch (node.t) {
        case "Str":
          return text(node.c, cell);
        case "Link":
          return link(node, { cell, anchors });
        case "Math": {
          const copy = { ...node };
          math.push({ cell, node: copy });
          return [copy];
        }
        case "RawInline":
        case "RawBlock":
          return html(node, cell);
        case "Image":
          throw new Error(
            `${cell}: the image "${
              node.c[2][0]
            }" stands in the text; show it as a figure, which has a number and a caption.`,
          );
      }
    })
  );
  const formulas = await translate(math);
  math.forEach(({ node }, index) =>
    Object.assign(node, rawTypst(formulas[index]!.markup))
  );
  const { markup } = await writeTypst(filtered);
  return { markup, formulas };
}

function referenceText(
  anchor: string,
  { cell, labels }: { cell: string; labels: Labels },
): string {
  const label = labels.get(anchor);
  if (label) return label.replace(" ", "\u00a0");
  const known = [...labels.keys()].map((it) => `@${it}`).join(", ");
  throw new Error(
    `${cell}: @${anchor} refers to nothing; ${
      known
        ? `correct it to one of ${known}`
        : "the report has no figure or table"
    }.`,
  );
}

/** Gives each heading a label, and returns them by what links call them. */
function labelHeadings(documents: { blocks: Node[] }[]): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { blocks } of documents) {
    for (const { t, c } of blocks) {
      if (t !== "Header") continue;
      const attributes = c[1];
      const name: string = attributes[0];
      let unique = name;
      for (let copy = 1; labels.has(unique); copy++) unique = `${name}-${copy}`;
      attributes[0] = `heading-${labels.size + 1}`;
      labels.set(unique, attributes[0]);
    }
  }
  return labels;
}

/**
 * Text whose straight quotes Typst makes curly. A formula with a brace or dollar
 * sign too few is text to Markdown.
 */
function text(text: string, cell: string): Node[] {
  if (/\\[A-Za-z]+\{|\$\\[A-Za-z]/.test(text)) {
    throw new Error(
      `${cell}: "${text}" looks like TeX but is no formula; check its dollar signs and braces.`,
    );
  }
  return text.split(/(["'])/).filter((part) => part !== "").map((part) =>
    part === '"' || part === "'" ? rawTypst(part) : { t: "Str", c: part }
  );
}

/**
 * A link within the report leads to a label. One to a file of the project stays
 * text, since the PDF is read away from it.
 */
function link(
  { t, c }: Node,
  { cell, anchors }: { cell: string; anchors: Map<string, string> },
): Node[] | undefined {
  const [attributes, inlines, [url, title]] = c;
  if (url.startsWith("#")) {
    const label = anchors.get(decodeURIComponent(url.slice(1)));
    if (!label) {
      throw new Error(
        `${cell}: the link to "${url}" leads to nothing in the report; correct it.`,
      );
    }
    return [{ t, c: [attributes, inlines, [`#${label}`, title]] }];
  }
  if (/^(https?|mailto):/.test(url)) return undefined;
  return inlines;
}

/** Comments are dropped and line breaks kept; other HTML would be lost. */
function html({ c: [format, content] }: Node, cell: string): Node[] {
  if (/^\s*<!--.*-->\s*$/s.test(content)) return [];
  if (/^<br\s*\/?>$/.test(content)) return [{ t: "LineBreak" }];
  throw new Error(
    `${cell}: the PDF cannot show the ${format} "${content.trim()}"; write it in Markdown.`,
  );
}

/** Translates the formulas into Typst, each by itself. */
async function translate(
  math: { cell: string; node: Node }[],
): Promise<Formula[]> {
  const { markup, untranslated } = await writeTypst(
    math.map(({ node: { c: [kind, tex] } }) => [
      formula(tex, kind.t === "DisplayMath"),
    ]),
  );
  const [failed] = untranslated;
  if (failed) {
    const cell = math.find(({ node }) => node.c[1] === failed.tex)?.cell;
    throw new Error(
      `${cell}: the formula "${failed.tex}" is not understood (${failed.reason}); write it in plainer TeX.`,
    );
  }
  return math.map(({ cell, node }, index) => ({
    cell,
    tex: node.c[1],
    markup: olderSymbols(markup[index]!),
  }));
}

/** pandoc names these symbols as newer versions of Typst do. */
function olderSymbols(markup: string): string {
  return markup.replaceAll(/\bchevron\b/g, "angle")
    .replaceAll(/\bbracket\.([lr])\.stroked\b/g, "bracket.$1.double")
    .replaceAll(/\b(dot|minus|times)\.o\b/g, "$1.circle");
}

/**
 * A copy of a list of nodes in which each node is what `replace` made of it, or
 * as before, with its own content treated the same, if that was undefined.
 */
export function mapNodes(
  nodes: Node[],
  replace: (node: Node) => Node[] | undefined,
): Node[] {
  // deno-lint-ignore no-explicit-any
  const inside = (value: any): any => {
    if (!Array.isArray(value)) {
      return typeof value?.t === "string" && "c" in value
        ? { ...value, c: inside(value.c) }
        : value;
    }
    return value.flatMap((item) => {
      if (typeof item?.t !== "string") return [inside(item)];
      const replaced = replace(item);
      return replaced ?? [inside(item)];
    });
  };
  return inside(nodes);
}
