/**
 * The report as `report.md`, for code hosts.
 *
 * @module
 */
import type { Block, Report, Section, Table } from "../document.ts";
import {
  anchorOf,
  type Labels,
  numberReport,
  replaceOutsideCode,
  replaceReferences,
} from "../references.ts";

/** Renders the report; paths of figures stay relative to the report. */
export function renderMarkdown(report: Report): string {
  const labels = numberReport(report);
  const notebooks = report.sections.map(({ notebook }) => notebook).join(", ");
  const parts = [
    `<!-- Made by \`deno task report\` from ${notebooks}: edit those. -->`,
    `# ${report.title}`,
    ...report.authors.length > 0 ? [report.authors.join(", ")] : [],
    ...report.sections.flatMap((section) => renderSection(section, labels)),
  ];
  return parts.join("\n\n") + "\n";
}

function renderSection(section: Section, labels: Labels): string[] {
  return section.blocks.map((block) => renderBlock(block, labels));
}

function renderBlock(block: Block, labels: Labels): string {
  const link = (markdown: string) =>
    replaceReferences(
      markdown.trim(),
      (anchor) => `[${labels.get(anchor)}](#${anchor})`,
    );
  switch (block.kind) {
    case "text":
      return demoteHeadings(link(block.markdown));
    case "small-print":
      return link(block.markdown).split(/\n{2,}/).map(shrink).join("\n\n");
    case "code":
      return fence(block.source);
    case "figure": {
      const anchor = anchorOf(block);
      const alt = escape(block.alt.replaceAll(/\s+/g, " "));
      return `<a id="${anchor}"></a>![${alt}](${block.svg ?? block.png})\n\n` +
        `**${labels.get(anchor)}.** ${link(block.caption)}`;
    }
    case "table": {
      const anchor = anchorOf(block);
      return `<a id="${anchor}"></a>**${labels.get(anchor)}.** ` +
        `${link(block.caption)}\n\n${renderTable(block)}`;
    }
  }
}

function renderTable({ columns, rows }: Table): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ name }) => escape(name))),
    line(columns.map(({ align }) => align === "right" ? "--:" : ":--")),
    ...rows.map((row) => line(row.map(escape))),
  ].join("\n");
}

/** A notebook's title is a chapter of the report. */
function demoteHeadings(markdown: string): string {
  return replaceOutsideCode(markdown, /^#{1,5} /gm, (marks) => `#${marks}`);
}

/** Code hosts have no small type but this; lists and tables stay as they are. */
function shrink(paragraph: string): string {
  return /^\s*([-*+|>#]|\d+\.)\s?/.test(paragraph) && !/^\*\*/.test(paragraph)
    ? paragraph
    : `<sub>${paragraph}</sub>`;
}

function fence(source: string): string {
  const longest = Math.max(
    2,
    ...(source.match(/`+/g) ?? []).map((x) => x.length),
  );
  const ticks = "`".repeat(longest + 1);
  return `${ticks}ts\n${source.trim()}\n${ticks}`;
}

/** Plain text as Markdown in one line. */
function escape(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>|$~#]/g, (mark) => `\\${mark}`)
    .replaceAll(/\s*\n\s*/g, " ");
}
