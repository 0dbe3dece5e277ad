/**
 * Watching a training from a notebook cell, and stopping it there.
 *
 * @module
 */
import type { Watch } from "../experiments/run.ts";
import { growingCurves } from "../figures/chart.ts";
import { Display, isNotebook } from "./display.ts";
import { onStop } from "./stop.ts";
import type { HistoryRow, Progress } from "../model/training.ts";

/**
 * Shows a training in the cell that runs: one chart of both losses that grows
 * in place, with epoch, losses and the time left. Stop ends the
 * training after the step that it is at; the cell then goes on with what there
 * is after the last whole epoch.
 *
 * Made for one training: ask for a new one where a training starts. Outside a
 * notebook nothing is shown and Ctrl-C ends the program as usual.
 *
 * @param title Stands above the chart.
 * @param options `restart`: a training that was stopped begins anew when it is
 * asked for again; otherwise it goes on.
 *
 * @example
 * ```ts ignore
 * const run = await trainAutoencoder(experiment, watchTraining("Autoencoder"));
 * ```
 */
export function watchTraining(
  title: string,
  { restart = false }: { restart?: boolean } = {},
): Watch {
  if (!isNotebook()) return { restart };
  const display = new Display();
  let latest: Progress | undefined;
  const show = (progress: Progress, state: string[]) =>
    display.show(bundle(title, progress, state.join(", ")));
  const { signal, done } = onStop(() => {
    if (!latest) return; // It will not begin.
    const { history } = latest;
    show(latest, [`stopped after epoch ${history.length}`, ...losses(history)]);
  });
  return {
    restart,
    signal,
    onProgress(progress) {
      latest = progress;
      const { history, epochs } = progress;
      if (history.length === epochs) {
        done();
        show(progress, [`${epochs} epochs`, ...losses(history)]);
      } else if (display.isDue) {
        show(progress, describe(progress));
      }
    },
  };
}

function describe(
  { epoch, epochs, step, steps, history, secondsLeft }: Progress,
): string[] {
  return [
    `epoch ${epoch} of ${epochs}`,
    `step ${step} of ${steps}`,
    ...losses(history),
    ...secondsLeft === undefined ? [] : [`${Math.ceil(secondsLeft)} s left`],
  ];
}

function losses(history: readonly HistoryRow[]): string[] {
  const last = history.at(-1);
  if (!last) return [];
  return [
    `loss ${last.loss.toFixed(4)}`,
    `validation loss ${last.validationLoss.toFixed(4)}`,
  ];
}

function bundle(
  title: string,
  { history, epochs }: Progress,
  state: string,
): Deno.jupyter.MediaBundle {
  const text = { "text/plain": `${title}: ${state}` };
  if (history.length === 0) return text; // There is no curve yet.
  return {
    ...text,
    "application/vnd.vegalite.v5+json": {
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      ...growingCurves(history, { epochs, title, state }),
    },
  };
}
