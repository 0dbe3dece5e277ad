/**
 * A notebook with its outputs becomes a section of the report.
 *
 * @module
 */
import { describeChange, describeFailure } from "../../lib/notebook/claim.ts";
import {
  type Bundle,
  type FigureOutput,
  type ProseOutput,
  readBundles,
  type TableOutput,
} from "./bundle.ts";
import type { Block, Section } from "./document.ts";
import {
  type Cell,
  cellName,
  hasTag,
  type Notebook,
} from "../notebook/notebook.ts";
import { type LinkOptions, rebaseLinks } from "./md/links.ts";
import { replaceOutsideCode } from "./references.ts";

/** A section, and what must be put right before the report can be made. */
export interface Collected {
  section: Section;
  /** One sentence each, with the name of the cell. */
  problems: string[];
  /** The same of sentences that no longer hold. */
  falsehoods: string[];
}

/**
 * Collects prose, computed prose, figures and tables in the order in which they
 * stand, and the source of cells tagged `show-code`.
 */
export function collectSection(
  notebook: Notebook,
  { path, ...links }: { path: string } & LinkOptions,
): Collected {
  const problems: string[] = [];
  const rebase = (markdown: string, cell: string) => {
    const rebased = rebaseLinks(markdown, links);
    problems.push(
      ...rebased.dangling.map((target) =>
        `${cell}: the link to "${target}" leads nowhere: correct it.`
      ),
    );
    return rebased.markdown;
  };
  const bundles = readBundles(notebook);
  const blocks = notebook.cells.flatMap((cell, index): Block[] => {
    const origin = cellName(path, index);
    if (cell.cell_type === "raw") return [];
    if (cell.cell_type === "markdown") {
      const markdown = rebase(cell.source, origin);
      return [{ cell: origin, kind: "text", markdown }];
    }
    const own = bundles.filter((bundle) => bundle.cell === index);
    problems.push(
      ...[...checkCell(cell), ...own.flatMap(checkBundle)]
        .map((problem) => `${origin}: ${problem}`),
    );
    const code: Block[] = hasTag(cell, "show-code")
      ? [{ cell: origin, kind: "code", source: cell.source }]
      : [];
    const made = own
      .map(({ markdown, ...bundle }): Bundle => ({
        ...bundle,
        markdown: markdown && rebase(markdown, origin),
      }))
      .flatMap((bundle) => toBlock(bundle, origin));
    return [...code, ...made];
  });
  return {
    section: { notebook: path, blocks },
    problems: [...problems, ...findSharedNames(bundles, path)],
    falsehoods: bundles.flatMap(({ cell, prose }) =>
      prose ? describeFalsehoods(prose, cellName(path, cell)) : []
    ),
  };
}

/** What a rehearsal only marks, and a report does not say. */
function describeFalsehoods(
  { claims, observed }: ProseOutput,
  cell: string,
): string[] {
  return [
    ...claims.filter(({ holds }) => !holds).map((claim) =>
      `${cell}: ${
        describeFailure(claim)
      }: this sentence no longer holds: rewrite it.`
    ),
    ...observed.filter(({ expected, actual }) => expected !== actual).map(
      (observation) => `${cell}: the ${describeChange(observation)}.`,
    ),
  ];
}

/** A claim is known by its name, so that no two of a notebook share one. */
function findSharedNames(bundles: Bundle[], path: string): string[] {
  const seen = new Map<string, number>();
  return bundles.flatMap(({ cell, prose }) =>
    (prose?.claims ?? []).flatMap(({ name }) => {
      const first = seen.get(name);
      seen.set(name, cell);
      return first === undefined ? [] : [
        `${
          cellName(path, cell)
        }: the claim "${name}" has the name of one in cell ${
          first + 1
        }: rename one of them.`,
      ];
    })
  );
}

function toBlock(
  { figure, table, prose, markdown }: Bundle,
  cell: string,
): Block[] {
  if (figure) {
    const { name, caption, alt, files } = figure;
    const svg = files.find(({ path }) => path.endsWith(".svg"))?.path;
    const png = `figures/${name}.png`;
    return [{
      cell,
      kind: "figure",
      name,
      caption,
      alt,
      png,
      ...svg && { svg },
    }];
  }
  if (table) {
    const { name, caption, columns, rows } = table;
    return [{ cell, kind: "table", name, caption, columns, rows }];
  }
  if (markdown === undefined) return [];
  return [{ cell, kind: prose?.smallPrint ? "small-print" : "text", markdown }];
}

/** A value that prints nothing, such as undefined, must not go unnoticed. */
function checkCell(cell: Cell): string[] {
  if (cell.cell_type !== "code" || cell.outputs.length > 0) return [];
  if (!endsWithValue(cell.source)) return [];
  return [
    "it ends with a value but has no output: make it a value that prints, or " +
    "write `void` before it.",
  ];
}

function checkBundle({ figure, table, markdown }: Bundle): string[] {
  return [
    ...figure ? checkFigure(figure) : [],
    ...table ? checkTable(table) : [],
    ...markdown === undefined ? [] : checkComputed("its prose", markdown),
  ];
}

function checkFigure({ name, caption, alt }: FigureOutput): string[] {
  return [
    ...checkComputed(`the caption of figure "${name}"`, caption),
    ...checkComputed(`the text alternative of figure "${name}"`, alt),
  ];
}

function checkTable({ name, caption, columns, rows }: TableOutput): string[] {
  const isEmpty = rows.length === 0 || columns.length === 0;
  return [
    ...checkComputed(`the caption of table "${name}"`, caption),
    ...isEmpty ? [`table "${name}" is empty: see what it is made of.`] : [],
    ...rows.some((row) => row.length !== columns.length)
      ? [`table "${name}" has a row that is not ${columns.length} cells long.`]
      : [],
    ...checkValues(`table "${name}"`, rows.flat().join(" | ")),
  ];
}

function checkComputed(what: string, markdown: string): string[] {
  if (markdown.trim() === "") return [`${what} is empty: write it.`];
  return checkValues(what, markdown);
}

/** Numbers that went wrong on their way into a text. */
function checkValues(what: string, text: string): string[] {
  const found = new Set<string>();
  replaceOutsideCode(
    text,
    /\bNaN\b|\bundefined\b|\bInfinity\b|\[object \w+\]/g,
    (value) => {
      found.add(value!);
      return "";
    },
  );
  return [...found].map((value) =>
    `${what} contains "${value}": see how it is computed.`
  );
}

/**
 * Whether a cell ends with an expression whose value Jupyter shows. The code is
 * formatted, so the last statement begins on the last line that is not indented
 * and does not begin with a bracket.
 */
function endsWithValue(source: string): boolean {
  const code = source.replaceAll(/^\s*(\/\/.*|\/\*[\s\S]*?\*\/)\s*$/gm, "");
  const last = code.split("\n").findLast((line) => /^[^\s)\]}]/.test(line));
  if (!last) return false;
  const isStatement =
    /^(import|export|const|let|var|function|async function|class|interface|type|enum|for|if|while|do|try|switch|throw|void|using|await using)\b/;
  const isAssignment = /^[\w$.[\]]+\s*([-+*/%&|^]|\*\*|&&|\|\||\?\?)?=(?!=|>)/;
  return !isStatement.test(last) && !isAssignment.test(last);
}
