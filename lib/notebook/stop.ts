/**
 * Stop: what an interrupt of the kernel ends.
 *
 * @module
 */

/** What goes on and can be stopped. */
const running = new Set<() => void>();
let isListening = false;

/**
 * Registers something that Stop (SIGINT) shall end.
 *
 * @param action Is called when Stop is pressed, once.
 * @returns `signal`, which is aborted then, and `done`, to be called when there
 * is nothing left to stop.
 */
export function onStop(
  action: () => void = () => {},
): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const stop = () => {
    controller.abort(new DOMException("Stop was pressed.", "AbortError"));
    action();
  };
  running.add(stop);
  listen();
  return { signal: controller.signal, done: () => running.delete(stop) };
}

/** A process can have one listener for good, not one for each cell. */
function listen() {
  if (isListening) return;
  isListening = true;
  Deno.addSignalListener("SIGINT", () => {
    const stopped = [...running];
    running.clear();
    for (const stop of stopped) stop();
  });
}
