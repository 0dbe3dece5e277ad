/**
 * The editor's Stop button.
 *
 * @module
 */

/** What this project's kernel tells of the cell that runs. */
interface Cell {
  listen(): { signal: AbortSignal; done: () => void };
}

/**
 * Registers something that Stop shall end, in the cell that runs. Until `done`
 * is called, the cell goes on with what that gives; a cell in which nothing
 * listens is ended at its next `await` (tools/kernel/child/cell.ts).
 *
 * @param action Is called when Stop is pressed, once.
 * @returns `signal`, which is aborted then, and never outside this project's
 * kernel, and `done`, to be called when there is nothing left to stop.
 */
export function onStop(
  action: () => void = () => {},
): { signal: AbortSignal; done: () => void } {
  const cell = (globalThis as Record<symbol, Cell | undefined>)[
    Symbol.for("emoji-autoencoder.cell")
  ];
  if (!cell) return { signal: new AbortController().signal, done() {} };
  const { signal, done } = cell.listen();
  signal.addEventListener("abort", action, { once: true });
  return {
    signal,
    done() {
      signal.removeEventListener("abort", action);
      done();
    },
  };
}
