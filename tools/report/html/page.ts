/**
 * The page around the report's HTML: one file that asks nobody for anything.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Report } from "../document.ts";
import type { Body } from "./body.ts";
import { escapeHtml } from "./escape.ts";

/** What the page is made of. */
export interface PageParts {
  report: Report;
  body: Body;
  css: string;
  /** A classic script that runs when the document is there. */
  script: string;
  /** HTML that the script brings to life, by the figure that it stands below. */
  live: ReadonlyMap<string, string>;
  /** Base64 of what the live parts compute with, if there is any. */
  data?: string;
}

/**
 * Puts the page together. Its Content-Security-Policy allows nothing but its
 * own style, its own script and what the two make out of the file itself.
 */
export function renderPage(
  { report, body, css, script, live, data }: PageParts,
): string {
  const policy = [
    "default-src 'none'",
    "img-src data: blob:",
    `style-src '${hashOf(css)}'`,
    `script-src '${hashOf(script)}' 'wasm-unsafe-eval'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const title = escapeHtml(report.title);
  const main = report.sections.map(({ blocks }, index) =>
    [
      "<section>",
      ...blocks.flatMap((block, at) => {
        const below = block.kind === "figure" && live.get(block.name);
        const shown = body.sections[index]![at]!;
        return below ? [shown, below] : [shown];
      }),
      "</section>",
    ].join("\n")
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${css}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<nav aria-label="Contents">
<details open>
<summary>Contents</summary>
${renderContents(body.headings)}
</details>
</nav>
<main id="report" tabindex="-1">
<header>
<h1>${title}</h1>
${renderTitlePage(report)}
</header>
${main.join("\n")}
${body.footnotes}
</main>
${
    data === undefined
      ? ""
      : `<script type="text/plain" id="data">${data}</script>`
  }
<script>${script}</script>
</body>
</html>
`;
}

/** What stands below the title. */
function renderTitlePage(
  { authors, course, date, abstract, notice }: Report,
): string {
  const lines = [authors.join(", "), course, date].filter((line) => line);
  return [
    ...notice
      ? [`<p class="notice"><strong>${escapeHtml(notice)}</strong></p>`]
      : [],
    ...lines.map((line) => `<p class="authors">${escapeHtml(line!)}</p>`),
    ...abstract
      ? [`<p><strong>Abstract.</strong> ${escapeHtml(abstract)}</p>`]
      : [],
  ].join("\n");
}

/** Parts of a question below the question. */
function renderContents(headings: Body["headings"]): string {
  const items: { level: number; link: string; parts: string[] }[] = [];
  for (const { level, id, html } of headings) {
    const link = `<a href="#${id}">${html}</a>`;
    if (level === 2 || items.length === 0) {
      items.push({ level, link, parts: [] });
    } else items.at(-1)!.parts.push(`<li>${link}</li>`);
  }
  return `<ol>\n${
    items.map(({ link, parts }) =>
      `<li>${link}${parts.length > 0 ? `<ol>${parts.join("")}</ol>` : ""}</li>`
    ).join("\n")
  }\n</ol>`;
}

function hashOf(content: string): string {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}
