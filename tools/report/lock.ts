/**
 * What the report's files were made from, so that an export with nothing stale
 * need not render them to see that they are right. It is kept in `report.lock`,
 * beside them.
 *
 * @module
 */
import { join } from "node:path";
import { hashFile, sha256 } from "../../lib/base/fingerprint.ts";
import { hashModules } from "../../lib/base/modules.ts";
import { ifThere } from "../../lib/base/workspace.ts";
import { formatNotebook } from "../notebook/notebook.ts";
import type { Chapter, ExportOptions } from "./chapter.ts";
import { literaturePath } from "./literature.ts";

/** Its name. */
export const lockFile = "report.lock";

/** The report's command, and what its modules read that is no module. */
const sources = [
  "../report.ts",
  "./html/page.css",
  "./html/browser/start.ts",
  "./pdf/report.typ",
  "./pdf/no_fonts.conf",
].map((path) => new URL(path, import.meta.url));

/**
 * Hashes all that the report's files are made from: the notebooks with their
 * outputs, which name figures and runs by hash; the title page; the literature;
 * the meaning of the code; and the packages.
 *
 * @param chapters None of them stale.
 */
export async function hashSources(
  chapters: Chapter[],
  { project }: ExportOptions,
): Promise<string> {
  return sha256(JSON.stringify({
    notebooks: chapters.map(({ notebook }) => sha256(formatNotebook(notebook))),
    title: await ifThere(hashFile(join(project, "notebooks", "report.json"))),
    literature: await ifThere(hashFile(join(project, literaturePath))),
    code: await hashModules(sources),
    packages: await hashFile(join(project, "deno.lock")),
  }));
}

/**
 * @param from The hash of what the files are made from.
 * @param files Each file by its name.
 * @returns the content of `report.lock`.
 */
export function formatLock(
  from: string,
  files: ReadonlyMap<string, Uint8Array | string>,
): string {
  const hashes = Object.fromEntries(
    [...files].map(([name, content]) => [name, sha256(content)]),
  );
  return `${JSON.stringify({ from, files: hashes }, null, 2)}\n`;
}

/** Whether the report's files are there, made from the same and unchanged. */
export async function isMade(
  from: string,
  { output, renderers }: ExportOptions,
): Promise<boolean> {
  const files = new Map<string, Uint8Array>();
  for (const name of Object.keys(renderers)) {
    const found = await ifThere(Deno.readFile(join(output, name)));
    if (!found) return false;
    files.set(name, found);
  }
  const lock = await ifThere(Deno.readTextFile(join(output, lockFile)));
  return lock === formatLock(from, files);
}
