/**
 * Watching several trainings from a notebook cell, and stopping them there.
 *
 * @module
 */
import { mse } from "../base/format.ts";
import { describeEngine } from "../engine/engine.ts";
import type { TrainOptions } from "../experiments/run.ts";
import type { Progress } from "../model/training.ts";
import { Display, isNotebook } from "./display.ts";
import { type MediaBundle, projectType } from "./shown.ts";
import { onStop } from "./stop.ts";

/** More would need more memory than many machines have: each takes 1 GB. */
const mostProcesses = 4;

/** A training in the table: where it stands, and why it does not go on. */
interface Row {
  title: string;
  progress?: Progress;
  state?: string;
}

/**
 * Shows trainings in one table that changes in place, and says how many shall run
 * at once: one for each thread of a processor that TensorFlow computes on. Stop
 * ends all of them after the step that they are at.
 *
 * Made for one sweep: ask for a new one where a sweep starts. Outside a notebook
 * nothing is shown.
 *
 * @example
 * ```ts ignore
 * const records = await trainSweep(experiment, sweep, watchTogether());
 * ```
 */
export function watchTogether(): {
  watch?: (title: string) => TrainOptions;
  processes: number;
} {
  const { backend, device, threads } = describeEngine();
  const processes = backend === "tensorflow" && device === "CPU"
    ? Math.min(threads, mostProcesses)
    : 1;
  if (!isNotebook()) return { processes };
  const display = new Display();
  const rows: Row[] = [];
  const show = () => display.show(() => tableOf(rows));
  const watch = (title: string): TrainOptions => {
    const row: Row = { title };
    rows.push(row);
    const { signal, done } = onStop(() => {
      row.state = `stopped after epoch ${row.progress?.history.length ?? 0}`;
      show();
    });
    return {
      signal,
      onWait() {
        row.state = "another notebook trains this; waiting for it";
        show();
      },
      onProgress(progress) {
        if (signal.aborted) return;
        row.progress = progress;
        row.state = progress.isDone ? "done" : undefined;
        if (progress.isDone) done();
        if (progress.isDone || display.isDue) show();
      },
      onEnd: done,
    };
  };
  return { watch, processes };
}

/** Progress is the notebook's: the report has what was trained. */
function tableOf(rows: readonly Row[]): MediaBundle {
  const lines = rows.map(({ title, progress, state }) => {
    const last = progress?.history.at(-1);
    return [
      title,
      progress ? `${progress.epoch} of ${progress.epochs}` : "",
      last ? mse(last.loss) : "",
      last ? mse(last.validationLoss) : "",
      state ?? secondsLeft(progress),
    ];
  });
  const table = [
    ["training", "epoch", "loss", "validation loss", ""],
    ["---", "---", "---:", "---:", "---"],
    ...lines,
  ].map((cells) => `| ${cells.join(" | ")} |`);
  const now = lines.filter((_, index) => rows[index]!.state !== "done");
  return {
    "text/markdown": table.join("\n"),
    "text/plain": (now.length > 0 ? now : lines)
      .map((cells) => cells.filter(Boolean).join(", ")).join("; "),
    [projectType("notebook-only")]: {},
  };
}

function secondsLeft(progress: Progress | undefined): string {
  return progress?.secondsLeft === undefined
    ? "begins"
    : `${Math.ceil(progress.secondsLeft)} s left`;
}
