/**
 * Whether the outputs of a notebook are still those that it would give.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../lib/base/fingerprint.ts";
import { kernelSpecification } from "../kernel/install.ts";
import {
  type Cell,
  codeCells,
  hashOutputs,
  type Notebook,
  type Provenance,
} from "./notebook.ts";

/**
 * Hashes all that the outputs of a notebook depend on: its code, the library,
 * and the packages with their versions. Prose is not part of it.
 */
export async function hashInputs(
  notebook: Notebook,
  projectFolder: string,
): Promise<string> {
  const read = (path: string) => readLines(join(projectFolder, path));
  const sources = await findSources(projectFolder, "lib");
  const inputs = {
    cells: codeCells(notebook).map((cell) => cell.source),
    sources: await Promise.all(
      sources.map(async (path) => [path, await read(path)]),
    ),
    imports: JSON.parse(await read("deno.json")).imports,
    lock: await read("deno.lock"),
  };
  return sha256(JSON.stringify(inputs));
}

/** Notes in the notebook what its outputs were made from. */
export function withProvenance(
  notebook: Notebook,
  made: Omit<Provenance, "outputs">,
): Notebook {
  return {
    ...notebook,
    metadata: {
      ...notebook.metadata,
      kernelspec: kernelSpecification,
      // As the kernel says; `deno fmt` formats no cells without it.
      language_info: {
        name: "typescript",
        file_extension: ".ts",
        mimetype: "text/x.typescript",
        codemirror_mode: "typescript",
        pygments_lexer: "typescript",
        nbconvert_exporter: "script",
      },
      emoji_autoencoder: { ...made, outputs: hashOutputs(notebook) },
    },
  };
}

/** The notebook with the outputs of another that has the same code. */
export function withOutputsOf(notebook: Notebook, made: Notebook): Notebook {
  const outputs = codeCells(made);
  let next = 0;
  const cells = notebook.cells.map((cell): Cell =>
    cell.cell_type === "code"
      ? {
        ...cell,
        outputs: outputs[next]?.outputs ?? [],
        execution_count: outputs[next++]?.execution_count ?? null,
      }
      : cell
  );
  const { emoji_autoencoder } = made.metadata;
  return {
    ...notebook,
    cells,
    metadata: { ...notebook.metadata, emoji_autoencoder },
  };
}

/** @returns why the outputs are stale, or undefined if they are not. */
export function whyStale(
  notebook: Notebook,
  { inputs, preset }: Omit<Provenance, "outputs">,
): string | undefined {
  const made = notebook.metadata.emoji_autoencoder;
  if (!made) return "has not been run by `deno task report`";
  if (made.preset !== preset) {
    return `shows outputs of the ${made.preset} preset, not of the ${preset} one`;
  }
  if (made.inputs !== inputs) {
    return "has outputs from before its code, lib/, deno.json's imports or " +
      "deno.lock changed";
  }
  if (made.outputs !== hashOutputs(notebook)) {
    return "has outputs that were changed after `deno task report` made them";
  }
}

async function findSources(
  projectFolder: string,
  folder: string,
): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of Deno.readDir(join(projectFolder, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) {
      paths.push(...await findSources(projectFolder, path));
    } else if (entry.name.endsWith(".ts")) paths.push(path);
  }
  return paths.sort();
}

/** A checkout may have either kind of line ends. */
async function readLines(path: string): Promise<string> {
  return (await Deno.readTextFile(path)).replaceAll("\r\n", "\n");
}
