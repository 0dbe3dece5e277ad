/**
 * The data set in a notebook cell.
 *
 * @module
 */
import {
  type Dataset,
  type DatasetSettings,
  loadDataset as load,
} from "../data/dataset.ts";
import type { DownloadProgress } from "../data/download.ts";
import { sourceVersion } from "../data/sources/source.ts";
import { Display, isNotebook } from "./display.ts";
import { projectType } from "./shown.ts";
import { onStop } from "./stop.ts";

/**
 * Loads the data set. In a notebook a download, and what holds it up, is one
 * line that is replaced in place, Stop ends it, and the cell says which data its
 * outputs are made from.
 */
export async function loadDataset(settings: DatasetSettings): Promise<Dataset> {
  if (!isNotebook()) return await load(settings);
  const display = new Display();
  const { signal, done } = onStop();
  try {
    const say = (text: string) =>
      display.show(() => ({
        "text/plain": text,
        [projectType("notebook-only")]: {},
      }));
    const dataset = await load(settings, {
      signal,
      onNotice: say,
      onProgress(progress) {
        const isDone = progress.received === progress.total;
        if (display.isDue || isDone) say(describe(progress));
      },
    });
    await display.settled();
    await Deno.jupyter.display({
      "text/plain": `Data set ${dataset.fingerprint.slice(0, 12)}`,
      [projectType("data")]: {
        settings,
        version: await sourceVersion(settings),
      },
    }, { raw: true });
    return dataset;
  } finally {
    done();
  }
}

function describe({ received, total }: DownloadProgress): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return total === undefined
    ? `${megabytes(received)} MB downloaded`
    : `${megabytes(received)} of ${megabytes(total)} MB downloaded`;
}
