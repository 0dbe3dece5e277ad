/**
 * Watching a download from a notebook cell.
 *
 * @module
 */
import type { DownloadProgress } from "./data/download.ts";

/** How often the display in the cell may change. */
const displayInterval = 500; // milliseconds

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
  const id = crypto.randomUUID();
  let shown: Promise<void> | undefined;
  let due = 0;
  return {
    onProgress(progress: DownloadProgress) {
      const isDone = progress.received === progress.total;
      if (!isNotebook() || (performance.now() < due && !isDone)) return;
      due = performance.now() + displayInterval;
      const update = shown !== undefined;
      // One after the other, or an update could overtake what it updates.
      shown = Promise.resolve(shown).then(() =>
        Deno.jupyter.display({ "text/plain": describe(progress) }, {
          raw: true,
          display_id: id,
          update,
        })
      );
    },
  };
}

function describe({ received, total }: DownloadProgress): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return total === undefined
    ? `${megabytes(received)} MB downloaded`
    : `${megabytes(received)} of ${megabytes(total)} MB downloaded`;
}

function isNotebook(): boolean {
  try {
    return Boolean(Deno.jupyter); // Throws outside a kernel.
  } catch {
    return false;
  }
}
