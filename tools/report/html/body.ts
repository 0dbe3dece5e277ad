/**
 * The report's blocks as HTML.
 *
 * @module
 */
import { join } from "node:path";
import sharp from "sharp";
import {
  type Block,
  blocksOf,
  type Code,
  type Figure,
  markdownOf,
  type Report,
  type Table,
} from "../document.ts";
import { anchorOf, numberReport } from "../references.ts";
import { inlineChart } from "./chart.ts";
import { escapeHtml } from "./escape.ts";
import { markdownToHtml } from "./markdown_to_html.ts";

/** The main part of the page. */
export interface Body {
  /** HTML of each block, in the order of `blocksOf`, by section. */
  sections: string[][];
  footnotes: string;
  /** For the table of contents: levels 2 and 3. */
  headings: { level: number; id: string; html: string }[];
}

/**
 * @param folder What the paths of figures are relative to.
 * @throws {Error} that names the cell of a figure whose file is missing, and
 * what {@linkcode markdownToHtml} refuses.
 */
export async function renderBody(
  report: Report,
  folder: string,
): Promise<Body> {
  const labels = numberReport(report);
  const blocks = blocksOf(report);
  const { html, footnotes } = await markdownToHtml(
    blocks.map((block) => ({ cell: block.cell, markdown: markdownOf(block) })),
    labels,
  );
  const rendered = await Promise.all(blocks.map((block, index) => {
    const content = html[index]!;
    switch (block.kind) {
      case "text":
        return content;
      case "small-print":
        return `<div class="small-print">\n${content}\n</div>`;
      case "code":
        return renderCode(block);
      case "source":
        return content.replace(
          "<p>",
          `<p class="source" id="${anchorOf(block)}">`,
        );
      case "figure":
      case "table": {
        const id = anchorOf(block);
        const caption = `<span class="label">${labels.get(id)}.</span> ${
          inline(content)
        }`;
        return block.kind === "figure"
          ? renderFigure(block, { id, caption, folder })
          : renderTable(block, { id, caption });
      }
    }
  }));
  const headings = [
    ...rendered.join("\n").matchAll(/<h([23]) id="([^"]*)">(.*?)<\/h\1>/gs),
  ].map(([, level, id, html]) => ({
    level: Number(level),
    id: id!,
    html: html!.replaceAll(/<\/?a[^>]*>/g, ""),
  }));
  let at = 0;
  const sections = report.sections.map(({ blocks }) =>
    rendered.slice(at, at += blocks.length)
  );
  return { sections, footnotes, headings };
}

/** A caption is one paragraph, whose marks do not fit in a caption. */
function inline(html: string): string {
  return html.replaceAll("</p>\n<p>", "<br>").replaceAll(/<\/?p>/g, "");
}

/** Folded; what is seen of it is its first comment. */
function renderCode({ source }: Code): string {
  const [, comment] = source.match(/^\/\/ (.*)/) ?? [];
  return `<details class="code"><summary>Code${
    comment ? `: ${escapeHtml(comment)}` : ""
  }</summary>\n<pre tabindex="0"><code>${
    escapeHtml(source.trim())
  }</code></pre>\n</details>`;
}

async function renderFigure(
  { cell, name, alt, png, svg }: Block & Figure,
  { id, caption, folder }: { id: string; caption: string; folder: string },
): Promise<string> {
  const path = svg ?? png;
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(join(folder, path));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      `${cell}: the figure "${name}" has no file "${path}"; run the notebook again.`,
      { cause: error },
    );
  }
  const shown = svg
    ? inlineChart(new TextDecoder().decode(bytes), alt)
    : `<img src="data:image/webp;base64,${
      (await shrink(bytes)).toBase64()
    }" alt="${escapeHtml(alt)}">`;
  return `<figure id="${id}">\n${shown}\n<figcaption>${caption}</figcaption>\n</figure>`;
}

/** The same pixels in two thirds of the bytes. */
function shrink(png: Uint8Array): Promise<Uint8Array> {
  return sharp(png).webp({ lossless: true, effort: 1 }).toBuffer();
}

function renderTable(
  { columns, rows }: Table,
  { id, caption }: { id: string; caption: string },
): string {
  const row = (cells: string[], tag: "th" | "td") =>
    `<tr>${
      cells.map((cell, column) =>
        `<${tag}${tag === "th" ? ' scope="col"' : ""}${
          columns[column]?.align === "right" ? ' class="right"' : ""
        }>${escapeHtml(cell)}</${tag}>`
      ).join("")
    }</tr>`;
  return `<div class="table" id="${id}" tabindex="0" role="region" aria-labelledby="${id}-caption">
<table>
<caption id="${id}-caption">${caption}</caption>
<thead>${row(columns.map(({ name }) => name), "th")}</thead>
<tbody>
${rows.map((cells) => row(cells, "td")).join("\n")}
</tbody>
</table>
</div>`;
}
