/**
 * The report as `report.md`, for code hosts.
 *
 * @module
 */
import { type Block, blocksOf, markdownOf, type Report } from "../document.ts";
import { readMarkdown, writeMarkdown } from "../pandoc.ts";
import {
  anchorOf,
  type Labels,
  numberReport,
  replaceReferences,
} from "../references.ts";
import {
  codeBlock,
  heading,
  html,
  image,
  link,
  type Node,
  paragraph,
  strong,
  tableNode,
  words,
} from "../tree.ts";

/** Renders the report; paths of figures stay relative to the report. */
export async function renderMarkdown(report: Report): Promise<string> {
  const labels = numberReport(report);
  const notebooks = report.sections.flatMap(({ notebook }) => notebook ?? [])
    .join(", ");
  const blocks = blocksOf(report);
  const texts = await readMarkdown(blocks.map(markdownOf));
  const made =
    `<!-- Made by \`deno task report\` from ${notebooks}: edit those. -->`;
  const written = await writeMarkdown([
    titlePage(report),
    ...blocks.map((block, index) =>
      renderBlock(block, linkReferences(texts[index]!, labels), labels)
    ),
  ]);
  return [made, ...written].join("\n\n") + "\n";
}

function titlePage(
  { title, authors, course, date, abstract, notice }: Report,
): Node[] {
  return [
    heading(1, title),
    ...notice ? [quote(paragraph(strong(notice)))] : [],
    ...[authors.join(", "), course, date].filter((line) => line)
      .map((line) => paragraph(...words(line!))),
    ...abstract
      ? [paragraph(strong("Abstract."), { t: "Space" }, ...words(abstract))]
      : [],
  ];
}

function linkReferences(nodes: Node[], labels: Labels): Node[] {
  return replaceReferences(
    nodes,
    (anchor) => [link(labels.get(anchor)!, `#${anchor}`)],
  );
}

function renderBlock(block: Block, text: Node[], labels: Labels): Node[] {
  switch (block.kind) {
    case "text":
      return text.map(demote);
    case "small-print":
      return text.map(shrink);
    case "code":
      return [codeBlock(block.source.trim(), "ts")];
    case "source": {
      const [entry] = text;
      return [paragraph(anchorNode(anchorOf(block)), ...entry!.c)];
    }
    case "figure": {
      const anchor = anchorOf(block);
      return [
        paragraph(anchorNode(anchor), image(block.svg ?? block.png, block.alt)),
        ...caption(labels.get(anchor)!, text),
      ];
    }
    case "table": {
      const anchor = anchorOf(block);
      const [first, ...rest] = caption(labels.get(anchor)!, text);
      return [
        { ...first!, c: [anchorNode(anchor), ...first!.c] },
        ...rest,
        tableNode(block.columns, block.rows),
      ];
    }
  }
}

function anchorNode(anchor: string): Node {
  return html(`<a id="${anchor}"></a>`);
}

function caption(label: string, text: Node[]): Node[] {
  const [first, ...rest] = text;
  const number = strong(`${label}.`);
  return first?.t === "Para"
    ? [{ ...first, c: [number, { t: "Space" }, ...first.c] }, ...rest]
    : [paragraph(number), ...text];
}

/** A notebook's title is a chapter of the report. */
function demote(node: Node): Node {
  if (node.t !== "Header") return node;
  const [level, attributes, inlines] = node.c;
  return { t: "Header", c: [Math.min(level + 1, 6), attributes, inlines] };
}

/** Code hosts have no small type but this; lists and tables stay as they are. */
function shrink(node: Node): Node {
  return node.t === "Para"
    ? { ...node, c: [html("<sub>"), ...node.c, html("</sub>")] }
    : node;
}

function quote(...blocks: Node[]): Node {
  return { t: "BlockQuote", c: blocks };
}
