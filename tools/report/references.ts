/**
 * Numbers of figures and tables, and the references to them.
 *
 * @module
 */
import { type Block, blocksOf, markdownOf, type Report } from "./document.ts";

/** E.g. `fig-curves` -> `Figure 3`. */
export type Labels = ReadonlyMap<string, string>;

/** Numbers figures and tables in the order in which they stand. */
export function numberReport(report: Report): Labels {
  const labels = new Map<string, string>();
  const counts = { figure: 0, table: 0 };
  for (const block of blocksOf(report)) {
    if (block.kind !== "figure" && block.kind !== "table") continue;
    const word = block.kind === "figure" ? "Figure" : "Table";
    labels.set(anchorOf(block), `${word} ${++counts[block.kind]}`);
  }
  return labels;
}

/** @returns a sentence for each name given twice and each dangling reference. */
export function findReferenceProblems(report: Report): string[] {
  const labels = numberReport(report);
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const block of blocksOf(report)) {
    if (block.kind === "figure" || block.kind === "table") {
      const anchor = anchorOf(block);
      const first = seen.get(anchor);
      if (first) {
        problems.push(
          `${block.cell}: the ${block.kind} "${block.name}" has the name of ` +
            `the one in ${first}: rename one of them.`,
        );
      }
      seen.set(anchor, block.cell);
    }
    replaceReferences(markdownOf(block), (anchor) => {
      if (!labels.has(anchor)) {
        problems.push(
          `${block.cell}: "@${anchor}" refers to nothing in the report: ` +
            "correct the reference or make what it names.",
        );
      }
      return "";
    });
  }
  return problems;
}

/**
 * Replaces each `@fig-name` and `@tbl-name` outside code; `replace` is given
 * the reference without `@`.
 */
export function replaceReferences(
  markdown: string,
  replace: (anchor: string) => string,
): string {
  return replaceOutsideCode(
    markdown,
    /(?<![\w@])@((?:fig|tbl)-[a-z0-9]+(?:-[a-z0-9]+)*)/g,
    (_, anchor) => replace(anchor!),
  );
}

/** Replaces a pattern in Markdown, except in code blocks and code spans. */
export function replaceOutsideCode(
  markdown: string,
  pattern: RegExp,
  replace: (...match: string[]) => string,
): string {
  const code =
    /^ *(`{3,}|~{3,})[^\n]*\n[\s\S]*?^ *\1[^\n]*$|(`+)(?!`)[\s\S]*?[^`]\2(?!`)/gm;
  let end = 0;
  let result = "";
  for (const match of markdown.matchAll(code)) {
    result += markdown.slice(end, match.index).replace(pattern, replace) +
      match[0];
    end = match.index + match[0].length;
  }
  return result + markdown.slice(end).replace(pattern, replace);
}

/** The anchor of a figure or table, as references name it. */
export function anchorOf(block: Block & { kind: "figure" | "table" }): string {
  return `${block.kind === "figure" ? "fig" : "tbl"}-${block.name}`;
}
