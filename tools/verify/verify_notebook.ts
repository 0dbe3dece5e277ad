/**
 * A notebook's outputs against what its code gives today.
 *
 * @module
 */
import { join } from "node:path";
import { canonicalJson } from "../../lib/base/fingerprint.ts";
import { executeNotebook } from "../notebook/execute.ts";
import {
  cellName,
  type CodeCell,
  type Notebook,
  readNotebook,
} from "../notebook/notebook.ts";

/**
 * Runs a notebook, with the trained runs that are there, and compares. Nothing
 * is written; pictures go to a folder that is removed.
 *
 * @param path `notebooks/<name>.ipynb`.
 * @param options `project`: folder of the clone.
 * @returns a sentence for each cell whose outputs differ.
 * @throws {Error} when a cell fails.
 */
export async function verifyNotebook(
  path: string,
  { project }: { project: string },
): Promise<string[]> {
  const saved = await readNotebook(join(project, path));
  const figures = await Deno.makeTempDir();
  try {
    const made = await executeNotebook(saved, {
      name: path,
      folder: join(project, "notebooks"),
      environment: { PRESET: "full", FIGURES: `${figures}/` },
    });
    return compare(saved, made, path);
  } finally {
    await Deno.remove(figures, { recursive: true });
  }
}

function compare(saved: Notebook, made: Notebook, path: string): string[] {
  return saved.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code") return [];
    const now = made.cells[index] as CodeCell;
    return canonicalJson(cell.outputs) === canonicalJson(now.outputs) ? [] : [
      `${cellName(path, index)}: its outputs are not what it gives today.`,
    ];
  });
}
