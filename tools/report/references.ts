/**
 * Numbers of figures and tables, and the references to them and to sources.
 *
 * @module
 */
import {
  blocksOf,
  type Figure,
  type Report,
  type Source,
  type Table,
} from "./document.ts";
import { mapNodes, type Node } from "./tree.ts";

/** E.g. `fig-curves` -> `Figure 3`; `ref-radford2015` -> `radford2015`. */
export type Labels = ReadonlyMap<string, string>;

/** `@fig-name` and `@tbl-name`, which stand in a text. */
const reference = /(?<![\w@])@((?:fig|tbl)-[a-z0-9]+(?:-[a-z0-9]+)*)/;

/** Names sources, and numbers figures and tables as they stand. */
export function numberReport(report: Report): Labels {
  const labels = new Map<string, string>();
  const counts = { figure: 0, table: 0 };
  for (const block of blocksOf(report)) {
    if (block.kind === "source") labels.set(anchorOf(block), block.name);
    if (block.kind !== "figure" && block.kind !== "table") continue;
    const word = block.kind === "figure" ? "Figure" : "Table";
    labels.set(anchorOf(block), `${word} ${++counts[block.kind]}`);
  }
  return labels;
}

/** @returns a sentence for each name given twice. */
export function findSharedNames(report: Report): string[] {
  const seen = new Map<string, string>();
  return blocksOf(report).flatMap((block) => {
    if (block.kind !== "figure" && block.kind !== "table") return [];
    const anchor = anchorOf(block);
    const first = seen.get(anchor);
    seen.set(anchor, block.cell);
    return first === undefined ? [] : [
      `${block.cell}: the ${block.kind} "${block.name}" has the name of ` +
      `the one in ${first}: rename one of them.`,
    ];
  });
}

/**
 * A copy of a text in which each reference is what `replace` makes of it, given
 * the reference without `@`. Code has no references.
 */
export function replaceReferences(
  nodes: Node[],
  replace: (anchor: string) => Node[],
): Node[] {
  return mapNodes(
    nodes,
    ({ t, c }) =>
      t !== "Str" ? undefined : (c as string).split(reference)
        .flatMap((part, index) => {
          if (index % 2 === 1) return replace(part);
          return part === "" ? [] : [{ t, c: part }];
        }),
  );
}

/** The anchor of a figure, table or source, as references name it. */
export function anchorOf({ kind, name }: Figure | Table | Source): string {
  return `${{ figure: "fig", table: "tbl", source: "ref" }[kind]}-${name}`;
}
