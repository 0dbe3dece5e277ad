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
import { type Block, places, type Section } from "./document.ts";
import {
  type Cell,
  cellName,
  type CodeCell,
  hasTag,
  type Notebook,
} from "../notebook/notebook.ts";
import { endsWithValue, findMade, type Made } from "./cell_values.ts";

/** A section, and what must be put right before the report can be made. */
export interface Collected {
  section: Section;
  /** One sentence each, with the name of the cell. */
  problems: string[];
  /** The same of sentences that no longer hold. */
  falsehoods: string[];
}

/**
 * Collects prose, computed prose, figures, tables and what else the cells show,
 * in the order in which it stands, and the source of cells tagged `show-code`.
 * A cell tagged `notebook-only` is none of the report's; one tagged `summary` or
 * `appendix` stands there.
 */
export function collectSection(
  notebook: Notebook,
  { path }: { path: string },
): Collected {
  const problems: string[] = [];
  const bundles = readBundles(notebook);
  const shown = new Set(bundles.flatMap(namesOf));
  const readCell = (cell: Cell, index: number): Block[] => {
    const origin = cellName(path, index);
    if (hasTag(cell, "notebook-only")) return [];
    if (cell.cell_type !== "code") {
      return cell.cell_type === "raw" ? [] : [{
        cell: origin,
        kind: "text",
        markdown: cell.source,
        isSource: true,
      }];
    }
    const own = bundles.filter((bundle) => bundle.cell === index);
    problems.push(
      ...[
        ...checkCell(cell, own, shown),
        ...own.flatMap(checkBundle),
      ].map((problem) => `${origin}: ${problem}`),
    );
    const code: Block[] = hasTag(cell, "show-code")
      ? [{ cell: origin, kind: "code", source: cell.source }]
      : [];
    const made = own.flatMap((bundle) => toBlock(bundle, origin));
    return [...code, ...made];
  };
  const blocks = notebook.cells.flatMap((cell, index) => {
    const place = places.find((tag) => hasTag(cell, tag));
    return readCell(cell, index)
      .map((block) => ({ ...block, ...place && { place } }));
  });
  const runs = bundles.flatMap(({ run }) => run ? [run.name] : []);
  return {
    section: { notebook: path, runs, blocks },
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
  { figure, table, prose, plain, markdown = plain?.markdown }: Bundle,
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

/** A value that shows nothing, or is not shown, must not go unnoticed. */
function checkCell(
  { source, outputs }: CodeCell,
  own: Bundle[],
  shown: ReadonlySet<string>,
): string[] {
  if (outputs.length === 0 && endsWithValue(source)) {
    return [
      "it ends with a value but has no output: make it a value that prints, " +
      "or write `void` before it.",
    ];
  }
  const { made, texts } = findMade(source);
  const dropped = made.filter((it) => !shown.has(nameOf(it)));
  const proses = own.filter(({ prose }) => prose).length;
  const how = "a cell shows its last value alone, so give it its own cell.";
  return [
    ...dropped.map(({ kind, name }) =>
      `the ${kind} "${name}" is made but not shown: ${how}`
    ),
    ...texts > proses
      ? [`it has ${texts} texts but shows ${proses} of them: ${how}`]
      : [],
  ];
}

function namesOf({ figure, table }: Bundle): string[] {
  return [
    ...figure ? [nameOf({ kind: "figure", name: figure.name })] : [],
    ...table ? [nameOf({ kind: "table", name: table.name })] : [],
  ];
}

function nameOf({ kind, name }: Made): string {
  return `${kind} ${name}`;
}

function checkBundle(
  { figure, table, markdown, plain }: Bundle,
): string[] {
  return [
    ...plain?.problem ? [plain.problem] : [],
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

/** Numbers that went wrong on their way into a text; code may name them. */
function checkValues(what: string, text: string): string[] {
  const found = text.replaceAll(/(`+)(?!`)[^]*?[^`]\1(?!`)/g, "")
    .match(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object \w+\]/g) ?? [];
  return [...new Set(found)].map((value) =>
    `${what} contains "${value}": see how it is computed.`
  );
}
