/**
 * Watching a download from a notebook cell.
 *
 * @module
 */
import type { DownloadProgress } from "../data/download.ts";
import { Display, isNotebook } from "./display.ts";

/**
 * Shows in the cell that runs how far a download is, in one line that is
 * replaced in place. Where nothing is downloaded, or outside a notebook,
 * nothing is shown.
 *
 * @example
 * ```ts ignore
 * const dataset = await loadDataset(settings, watchDownload());
 * ```
 */
export function watchDownload() {
  const display = new Display();
  return {
    onProgress(progress: DownloadProgress) {
      const isDone = progress.received === progress.total;
      if (!isNotebook() || !(display.isDue || isDone)) return;
      display.show({ "text/plain": describe(progress) });
    },
  };
}

function describe({ received, total }: DownloadProgress): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return total === undefined
    ? `${megabytes(received)} MB downloaded`
    : `${megabytes(received)} of ${megabytes(total)} MB downloaded`;
}
