/**
 * Watching a training from a notebook cell, and stopping it there.
 *
 * @module
 */
import type { Watch } from "./run.ts";
import { learningCurves } from "./show/chart.ts";
import type { HistoryRow, Progress } from "./training.ts";

/** How often the display in the cell may change. */
const displayInterval = 500; // milliseconds

/**
 * Shows a training in the cell that runs: one chart of both losses that grows
 * in place, with epoch, losses and the time left. Stop (SIGINT) ends the
 * training after the step that it is at; the cell then goes on with what there
 * is after the last whole epoch.
 *
 * Made for one training: ask for a new one where a training starts. Outside a
 * notebook nothing is shown and Ctrl-C ends the program as usual.
 *
 * @param title Stands above the chart.
 *
 * @example
 * ```ts ignore
 * const run = await trainAutoencoder(experiment, watchTraining("Autoencoder"));
 * ```
 */
export function watchTraining(title: string): Watch {
  if (!isNotebook()) return {};
  const display = new Display();
  const controller = new AbortController();
  let latest: Progress | undefined;
  const stop = () => {
    controller.abort();
    if (!latest) return;
    const epoch = latest.history.length;
    display.show(chart(title, latest.history, `stopped after epoch ${epoch}`));
  };
  onStop(stop);
  return {
    signal: controller.signal,
    onProgress(progress) {
      latest = progress;
      const { history, epochs } = progress;
      if (history.length === epochs) {
        stops.delete(stop);
        display.show(chart(title, history, `${epochs} epochs`));
      } else if (display.isDue) {
        display.show(chart(title, history, describe(progress)));
      }
    },
  };
}

/** What Stop stops; a process can have one listener for good, not one a cell. */
const stops = new Set<() => void>();
let isListening = false;

function onStop(stop: () => void) {
  stops.add(stop);
  if (isListening) return;
  isListening = true;
  Deno.addSignalListener("SIGINT", () => {
    for (const stop of stops) stop();
    stops.clear();
  });
}

function isNotebook(): boolean {
  try {
    return Boolean(Deno.jupyter); // Throws outside a kernel.
  } catch {
    return false;
  }
}

/** One output of a cell that is replaced in place. */
class Display {
  readonly #id = crypto.randomUUID();
  #shown: Promise<void> | undefined;
  #due = 0;

  get isDue(): boolean {
    return performance.now() >= this.#due;
  }

  show(bundle: Deno.jupyter.MediaBundle) {
    this.#due = performance.now() + displayInterval;
    const update = this.#shown !== undefined;
    // One after the other, or an update could overtake what it updates.
    this.#shown = Promise.resolve(this.#shown).then(() =>
      Deno.jupyter.display(bundle, {
        raw: true,
        display_id: this.#id,
        update,
      })
    );
  }
}

/** E.g. "epoch 3 of 100, loss 0.0312, validation loss 0.0350, 72 s left". */
function describe({ epoch, epochs, step, steps, ...rest }: Progress): string {
  const last = rest.history.at(-1);
  return [
    `epoch ${epoch} of ${epochs}, step ${step} of ${steps}`,
    ...last ? [losses(last)] : [],
    ...rest.secondsLeft === undefined
      ? []
      : [`${Math.ceil(rest.secondsLeft)} s left`],
  ].join(", ");
}

function losses({ loss, validationLoss }: HistoryRow): string {
  return `loss ${loss.toFixed(4)}, validation loss ${
    validationLoss.toFixed(4)
  }`;
}

function chart(
  title: string,
  history: readonly HistoryRow[],
  state: string,
): Deno.jupyter.MediaBundle {
  const text = { "text/plain": `${title}: ${state}` };
  if (history.length === 0) return text; // There is no curve yet.
  return {
    ...text,
    "application/vnd.vegalite.v5+json": {
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      title: { text: title, subtitle: state, anchor: "start" },
      ...learningCurves(history),
    },
  };
}
