/**
 * The settings of a notebook, for a task that does its training elsewhere.
 *
 * @module
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectFolder } from "../../lib/base/workspace.ts";
import { readNotebook } from "./notebook.ts";

/**
 * Runs the cells of a notebook that import, and the one tagged `parameters`.
 *
 * @param path The notebook.
 * @returns what the cell calls `settings`.
 * @throws {RangeError} when no cell is tagged so.
 */
export async function readSettings<Settings>(path: string): Promise<Settings> {
  const { cells } = await readNotebook(path);
  const index = cells.findIndex(({ metadata }) =>
    metadata.tags?.includes("parameters")
  );
  if (index < 0) {
    throw new RangeError(
      `${path} has no cell tagged "parameters": tag the one that chooses the settings.`,
    );
  }
  const code = cells.slice(0, index + 1)
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ source }) => source);
  // Under build/ the import map is found.
  const build = join(projectFolder, "build");
  await Deno.mkdir(build, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: build, prefix: "settings-" });
  try {
    const module = join(folder, "settings.ts");
    await Deno.writeTextFile(
      module,
      [...code, "export { settings };", ""].join("\n"),
    );
    return (await import(pathToFileURL(module).href)).settings;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
