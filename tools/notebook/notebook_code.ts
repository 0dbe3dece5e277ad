/**
 * The code of a notebook as a TypeScript module, for tools that know no
 * notebooks: `deno check` and `deno lint`.
 *
 * @module
 */
import { cellName, type Notebook } from "./notebook.ts";

/** A module, and where in the notebook each of its lines stands. */
export interface NotebookCode {
  source: string;
  /** E.g. `1_autoencoder.ipynb, cell 7, line 2` for a line counted from 1. */
  locate(line: number): string;
}

/** Joins the code cells; a top-level `await` is allowed in a module. */
export function extractCode(notebook: Notebook, path: string): NotebookCode {
  const lines: string[] = [];
  const origins: string[] = [];
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code") continue;
    for (const [number, line] of cell.source.split("\n").entries()) {
      lines.push(line);
      origins.push(`${cellName(path, index)}, line ${number + 1}`);
    }
  }
  return {
    source: [...lines, "export {};", ""].join("\n"),
    locate: (line) => origins[line - 1] ?? path,
  };
}
