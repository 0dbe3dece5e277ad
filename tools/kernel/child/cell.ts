/**
 * The cell that runs inside the Deno kernel, and how Stop ends it.
 *
 * What can end by itself, and keep something, listens:
 *
 * ```ts ignore
 * const cell = globalThis[Symbol.for("emoji-autoencoder.cell")];
 * const { signal, done } = cell.listen();
 * signal.addEventListener("abort", () => …);
 * done(); // There is nothing to stop any more.
 * ```
 *
 * The signal is new in each cell and aborted by Stop. A cell in which nobody
 * listens is ended at its next `await`; one in which somebody does goes on with
 * what that gives, unless Stop is pressed once more. `cell.signal` is the signal
 * of one who listens until the cell's end.
 *
 * @module
 */
import { note, publish } from "./publish.ts";
import { describeError } from "./errors.ts";
import { bundleOf, metadataOf } from "./values.ts";

/** A cell that awaits lets signals and timers come after so long. */
const longestTurn = 100; // milliseconds

/** What a cell fails with that Stop ended. */
export class Interrupted extends Error {
  override name = "Interrupted";
  constructor() {
    super("Stop ended this cell.");
  }
}

let controller = new AbortController();
let isRunning = false;
let listeners = 0;
let isEnded = false; // By Stop.
let hasYielded = false;
let turnedAt = 0;
let line = 0;
let failure: { error: unknown } | undefined;
let value: { value: unknown } | undefined;
const waiting = new Set<(reason: unknown) => void>();

/** What a program knows of the cell that runs. */
export const cell = {
  /** Aborted by Stop. Who takes it is expected to end by it. */
  get signal(): AbortSignal {
    return cell.listen().signal;
  },
  /** As `signal`, until `done` is called. */
  listen(): { signal: AbortSignal; done: () => void } {
    const { signal } = controller;
    let isListening = true;
    listeners++;
    const done = () => {
      if (isListening && signal === controller.signal) listeners--;
      isListening = false;
    };
    return { signal, done };
  },
};

/** What the code of a cell calls; it is put there before the cell is run. */
export const steps = {
  begin() {
    controller = new AbortController();
    isRunning = true;
    isEnded = hasYielded = false;
    listeners = 0;
    turnedAt = performance.now();
    line = 0;
    failure = value = undefined;
  },
  /** A statement begins on this line of the cell. */
  at(number: number) {
    line = number;
    if (isEnded) throw new Interrupted();
  },
  /** Waits until it is settled or Stop ends the cell. */
  async until<T>(start: () => T): Promise<Awaited<T>> {
    if (isEnded) throw new Interrupted();
    if (!hasYielded) note({ kind: "yielded" });
    hasYielded = true;
    // What is settled at once would keep Stop from being heard.
    if (performance.now() - turnedAt > longestTurn) await turn();
    if (isEnded) throw new Interrupted();
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    waiting.add(reject);
    try {
      return await Promise.race([start(), stopped]) as Awaited<T>;
    } catch (error) {
      throw remember(error);
    } finally {
      waiting.delete(reject);
    }
  },
  /** What `for await` goes through. */
  async *each<T>(items: AsyncIterable<T> | Iterable<T | Promise<T>>) {
    const iterator = Symbol.asyncIterator in items
      ? items[Symbol.asyncIterator]()
      : items[Symbol.iterator]();
    try {
      while (true) {
        const next = await steps.until(() => iterator.next());
        if (next.done) return;
        yield await next.value;
      }
    } finally {
      // One that Stop has ended may never return.
      if (!isEnded) await iterator.return?.();
    }
  },
  /** Computes, and remembers what is thrown. */
  now<T>(compute: () => T): T {
    try {
      return compute();
    } catch (error) {
      throw remember(error);
    }
  },
  /** What is thrown. */
  thrown: remember,
  /** The cell's value; it is shown at its end. */
  show(shown: unknown) {
    value = { value: shown };
  },
  /** Shows the value and says that all is out. */
  async end(marker: string) {
    // One turn of the event loop, so that rejections are reported before.
    await turn();
    try {
      if (value) await showResult(value.value);
    } catch (error) {
      note({ kind: "stray", error: describeError(error) });
    }
    const error = failure && describeError(failure.error);
    note({ kind: "failure", line, error });
    isRunning = false;
    value = failure = undefined;
    note({ kind: "marker", id: marker });
  },
};

/** Stop was pressed. */
export function stop() {
  if (!isRunning) return;
  const isFirst = !controller.signal.aborted;
  const listening = listeners > 0 && isFirst;
  note({ kind: "heard", listening });
  const stopped = controller;
  stopped.abort(new DOMException("Stop was pressed.", "AbortError"));
  if (listening) return;
  // What listens to the process's own signals, or to the cell's, comes first.
  setTimeout(() => {
    if (controller !== stopped) return; // It has ended meanwhile.
    isEnded = true;
    for (const reject of waiting) reject(new Interrupted());
  }, 20);
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  turnedAt = performance.now();
}

function remember(error: unknown): unknown {
  failure = { error };
  return error;
}

async function showResult(value: unknown): Promise<void> {
  if (value === undefined) return;
  const data = await steps.until(() => bundleOf(value));
  publish("execute_result", {
    execution_count: 0, // Whoever runs the cell counts.
    data,
    metadata: metadataOf(value),
    transient: {},
  });
}
