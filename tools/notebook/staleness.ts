/**
 * Whether the outputs of a notebook are still those that it would give.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../lib/base/fingerprint.ts";
import { hashModules } from "../../lib/base/modules.ts";
import { kernelSpecification } from "../kernel/install.ts";
import {
  type Cell,
  codeCells,
  hashOutputs,
  type Notebook,
  type Provenance,
} from "./notebook.ts";
import { usedModules } from "./used_modules.ts";

/** What runs the cells, beside Deno itself, which says its version. */
const kernel = new URL("../kernel/child/start.ts", import.meta.url);

/** The engine's libraries, by their hashes. */
const enginePins = ["cpu.txt", "arm64.txt", "cuda.txt"]
  .map((name) => new URL(`../engine/${name}`, import.meta.url));

/**
 * Hashes all that the outputs of a notebook depend on: its code, the modules
 * that it uses with all that they import, the packages with their versions, the
 * kernel and the engine. Prose and comments in modules are not part of it.
 */
export async function hashInputs(
  notebook: Notebook,
  projectFolder: string,
): Promise<string> {
  const read = (path: string) => readLines(join(projectFolder, path));
  const cells = codeCells(notebook).map((cell) => cell.source);
  const { imports = {} } = JSON.parse(await read("deno.json"));
  const modules = await usedModules(cells.join("\n"), {
    imports,
    project: projectFolder,
  });
  const inputs = {
    cells,
    sources: await hashModules([...modules, kernel, ...enginePins]),
    imports,
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
    return "has outputs from before its code, what it uses of lib/, the kernel, " +
      "deno.json's imports or deno.lock changed";
  }
  if (made.outputs !== hashOutputs(notebook)) {
    return "has outputs that were changed after `deno task report` made them";
  }
}

/** A checkout may have either kind of line ends. */
async function readLines(path: string): Promise<string> {
  return (await Deno.readTextFile(path)).replaceAll("\r\n", "\n");
}
