/**
 * Watching a training from a notebook cell, and stopping it there.
 *
 * @module
 */
import { mse } from "../base/format.ts";
import type { TrainOptions } from "../experiments/run.ts";
import { drawChart } from "../figures/draw.ts";
import { growingCurves } from "../figures/learning_curves.ts";
import type { HistoryRow, Progress } from "../model/training.ts";
import { Display, isNotebook } from "./display.ts";
import { type MediaBundle, projectType, vegaLite } from "./shown.ts";
import { onStop } from "./stop.ts";

/**
 * Shows a training in the cell that runs: one chart of both losses that grows
 * in place, with epoch, losses and the time left. Stop ends the training after
 * the step that it is at; the cell then continues with what there is after the
 * last whole epoch.
 *
 * Made for one training: ask for a new one where a training starts. Outside a
 * notebook nothing is shown and Ctrl-C ends the program as usual.
 *
 * @param title Stands above the chart.
 * @param options `restart`: a training that was stopped begins anew when it is
 * asked for again; otherwise it continues.
 *
 * @example
 * ```ts ignore
 * const run = await trainAutoencoder(experiment, watch("Autoencoder"));
 * ```
 */
export function watch(
  title: string,
  { restart = false }: { restart?: boolean } = {},
): TrainOptions {
  if (!isNotebook()) return { restart };
  const display = new Display();
  let latest: Progress | undefined;
  const { signal, done } = onStop(() => {
    const epochs = latest?.history.length ?? 0;
    const kept = `stopped after epoch ${epochs}`;
    finish([kept, ...losses(latest?.history ?? [])]);
  });
  const finish = (state: string[]) =>
    display.show(() => final(title, latest, state.join(", ")));
  return {
    restart,
    signal,
    onWait: () =>
      display.show(() =>
        plain(`${title}: another notebook trains this; waiting for it`)
      ),
    onEnd: done, // A known run makes no progress.
    onProgress(progress) {
      latest = progress;
      const { history, epochs, isDone } = progress;
      if (signal.aborted) return;
      if (isDone) {
        done();
        finish([`${history.length} of ${epochs} epochs`, ...losses(history)]);
      } else if (display.isDue) {
        display.show(() => growing(title, progress));
      }
    },
  };
}

/** Progress is the notebook's: the report has the curves of the whole run. */
function plain(text: string): MediaBundle {
  return { "text/plain": text, [projectType("notebook-only")]: {} };
}

function describe(
  { epoch, epochs, step, steps, history, secondsLeft }: Progress,
): string {
  return [
    `epoch ${epoch} of ${epochs}`,
    `step ${step} of ${steps}`,
    ...losses(history),
    ...secondsLeft === undefined ? [] : [`${Math.ceil(secondsLeft)} s left`],
  ].join(", ");
}

function losses(history: readonly HistoryRow[]): string[] {
  const last = history.at(-1);
  if (!last) return [];
  return [
    `loss ${mse(last.loss)}`,
    `validation loss ${mse(last.validationLoss)}`,
  ];
}

/**
 * A picture, not a chart: VS Code draws each update of a chart below the one
 * before.
 */
async function growing(title: string, progress: Progress) {
  const { history, epochs } = progress;
  const state = describe(progress);
  const text = plain(`${title}: ${state}`);
  if (history.length === 0) return text; // There is no curve yet.
  const chart = growingCurves(history, { epochs, title, state });
  return { ...text, "image/svg+xml": await drawChart(chart) };
}

function final(title: string, progress: Progress | undefined, state: string) {
  const text = plain(`${title}: ${state}`);
  if (!progress || progress.history.length === 0) return text;
  const { history, epochs } = progress;
  return {
    ...text,
    ...vegaLite(growingCurves(history, { epochs, title, state })),
  };
}
