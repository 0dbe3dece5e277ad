/**
 * The files of the report.
 *
 * @module
 */
import type { ExportOptions } from "./chapter.ts";
import type { Report } from "./document.ts";

/** @returns each file by its name, and what each renderer refuses. */
export async function renderAll(
  report: Report,
  folder: string,
  renderers: ExportOptions["renderers"],
): Promise<{ files: Map<string, Uint8Array | string>; problems: string[] }> {
  const files = new Map<string, Uint8Array | string>();
  const problems: string[] = [];
  for (const [file, render] of Object.entries(renderers)) {
    try {
      files.set(file, await render(report, folder));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      problems.push(...error.message.split("\n"));
    }
  }
  return { files, problems };
}
