/**
 * The editor's Stop button, as a signal.
 *
 * @module
 */

/**
 * The signal of the cell that runs: Stop aborts it. Whoever asks for it is
 * expected to end by it: a cell in which nobody has asked is ended at its next
 * `await` instead (tools/kernel/child/cell.ts).
 *
 * @returns nothing outside this project's kernel.
 */
export function stopSignal(): AbortSignal | undefined {
  const cell =
    (globalThis as Record<symbol, { signal: AbortSignal } | undefined>)[
      Symbol.for("emoji-autoencoder.cell")
    ];
  return cell?.signal;
}
