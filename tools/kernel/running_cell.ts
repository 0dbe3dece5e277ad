/**
 * The cell that a kernel runs, and why it failed.
 *
 * @module
 */
import { prepareCell, type PreparedCell } from "./cell_code.ts";
import { explain, interrupted, isUnexplained } from "./cell_errors.ts";
import type { Message } from "./message.ts";
import { type KernelOutput, readError } from "./messages.ts";
import type { CellError, KernelNote } from "./protocol.ts";

/** What is known of a cell while it runs. */
export class RunningCell {
  readonly prepared: PreparedCell;
  hasYielded = false;
  wasInterrupted = false;
  /** Fulfilled when Stop was heard: whether what runs ends by itself. */
  heard = Promise.withResolvers<boolean>();
  readonly ended = Promise.withResolvers<void>();
  /** The first error that no reply tells. */
  stray?: CellError;
  #failure?: { line: number; error?: CellError };

  constructor(
    code: string,
    readonly onOutput: (output: KernelOutput) => void,
  ) {
    this.prepared = prepareCell(code);
  }

  /** Takes what the code inside the kernel tells of the cell. */
  take(note: KernelNote): void {
    if (note.kind === "yielded") this.hasYielded = true;
    if (note.kind === "heard") this.heard.resolve(note.listening);
    if (note.kind === "failure") this.#failure = note;
  }

  /** @returns why it failed, as well as it is known, or nothing if it has not. */
  errorOf({ content }: Message): CellError | undefined {
    if (content["status"] === "ok") return this.stray;
    const error = readError(content);
    const line = this.#failure?.line || undefined;
    if (isUnexplained(error)) {
      return this.wasInterrupted
        ? { ...interrupted(), line }
        : { line, ...explain(this.prepared) };
    }
    const seen = this.#failure?.error;
    const isSame = seen?.name === error.name && seen.message === error.message;
    return { ...error, line, reasons: isSame ? seen.reasons : undefined };
  }
}
