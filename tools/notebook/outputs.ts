/**
 * What the kernel publishes becomes the outputs that a notebook keeps.
 *
 * @module
 */
import type { KernelOutput } from "../kernel/messages.ts";
import type { CodeCell, DataOutput } from "./notebook.ts";

/**
 * Collects outputs as Jupyter's front ends do: text of one stream is joined,
 * and an update replaces what was displayed under its id, so that only the
 * final state of a display is kept, wherever in the notebook it stands.
 */
export class OutputCollector {
  readonly #displays = new Map<string, DataOutput[]>();
  /** Cells whose outputs go as soon as there is another. */
  readonly #clearing = new WeakSet<CodeCell>();

  /**
   * Removes what a cell has put out, as `clear_output` asks.
   *
   * @param options `wait`: until the next output is there.
   */
  clear(cell: CodeCell, { wait }: { wait: boolean }): void {
    if (wait) this.#clearing.add(cell);
    else cell.outputs = [];
  }

  /** Adds an output to the cell that runs. */
  add(cell: CodeCell, output: KernelOutput): void {
    const isNew = output.type !== "update_display_data";
    if (isNew && this.#clearing.delete(cell)) cell.outputs = [];
    if (output.type === "stream") {
      const last = cell.outputs.at(-1);
      if (last?.output_type === "stream" && last.name === output.name) {
        last.text += output.text;
      } else {
        const { name, text } = output;
        cell.outputs.push({ output_type: "stream", name, text });
      }
      return;
    }
    const { type, data, metadata, displayId = "" } = output;
    if (type === "update_display_data") {
      for (const display of this.#displays.get(displayId) ?? []) {
        Object.assign(display, { data, metadata });
      }
      return;
    }
    const kept: DataOutput = { output_type: type, data, metadata };
    if (type === "execute_result") {
      kept.execution_count = cell.execution_count ?? undefined;
    }
    cell.outputs.push(kept);
    if (displayId) {
      this.#displays.set(displayId, [
        ...this.#displays.get(displayId) ?? [],
        kept,
      ]);
    }
  }
}
