/**
 * Runs a notebook without an editor.
 *
 * @module
 */
import { Kernel } from "../kernel/kernel.ts";
import type { KernelOutput } from "../kernel/messages.ts";
import { cellName, type CodeCell, type Notebook } from "./notebook.ts";
import { OutputCollector } from "./outputs.ts";

/** Where a notebook runs and who hears how far it is. */
export interface ExecuteOptions {
  /** The notebook's name in messages. */
  name: string;
  /** Working directory of the kernel. */
  folder: string;
  /** Variables for the kernel. */
  environment?: Record<string, string>;
  /** Receives a line for each cell, and now and then one from a long cell. */
  onProgress?: (line: string) => void;
}

/**
 * Runs the code cells from top to bottom in a fresh kernel and stops at the
 * first that fails.
 *
 * @returns a copy of the notebook with the outputs of this run.
 * @throws {Error} that names the notebook, the cell and its error; its cause is
 * the error's trace.
 */
export async function executeNotebook(
  notebook: Notebook,
  options: ExecuteOptions,
): Promise<Notebook> {
  const { name, folder, environment, onProgress = () => {} } = options;
  const executed = structuredClone(notebook);
  const collector = new OutputCollector();
  let executionCount = 0;
  let running: CodeCell | undefined;
  await using kernel = await Kernel.start({
    folder,
    environment,
    onFrontEndMessage({ type, content }) {
      if (type !== "clear_output" || !running) return;
      collector.clear(running, { wait: content["wait"] === true });
    },
  });
  for (const [index, cell] of executed.cells.entries()) {
    if (cell.cell_type !== "code") continue;
    const start = performance.now();
    const say = (what: string) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      const where = `${cellName(name, index)} of ${executed.cells.length}`;
      onProgress(`${where}, ${seconds} s: ${what}`);
    };
    const sayLatest = every(10_000, say);
    running = cell;
    cell.outputs = [];
    cell.execution_count = ++executionCount;
    const error = await kernel.execute(cell.source, (output) => {
      collector.add(cell, output);
      sayLatest(output);
    }).catch((cause) => {
      throw new Error(`${cellName(name, index)}: ${cause.message}`, { cause });
    });
    if (error) {
      throw new Error(
        `${cellName(name, index)} failed with ${error.name}: ${error.message}`,
        { cause: error.traceback.join("\n") },
      );
    }
    say("done");
  }
  return executed;
}

/** Training updates its display twice a second; a log needs it less often. */
function every(
  milliseconds: number,
  say: (what: string) => void,
): (output: KernelOutput) => void {
  let next = performance.now() + milliseconds;
  return (output) => {
    const now = performance.now();
    if (output.type !== "update_display_data" || now < next) return;
    next = now + milliseconds;
    const text = output.data["text/plain"];
    if (typeof text === "string") say(text.trim().split("\n")[0] ?? "");
  };
}
