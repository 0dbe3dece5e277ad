/**
 * A Deno for the editors: one whose place stays.
 *
 * @module
 */
import { basename, join } from "node:path";
import { ifThere } from "../../lib/base/workspace.ts";

/**
 * Where editors find this Deno. `npx` keeps it in a folder that is emptied with
 * npm's cache, so that one is kept in the project's own.
 *
 * @param running This Deno: `Deno.execPath()`.
 * @param cache The project's cache.
 * @returns path of a Deno of this version.
 */
export async function lastingDeno(
  running: string,
  cache: string,
): Promise<string> {
  if (!/[\\/]_npx[\\/]/.test(running)) return running;
  const folder = join(cache, Deno.version.deno);
  const kept = join(folder, basename(running));
  const size = (path: string) =>
    ifThere(Deno.stat(path)).then((info) => info?.size);
  if (await size(kept) === await size(running)) return kept;
  await Deno.mkdir(folder, { recursive: true });
  const temporary = `${kept}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.copyFile(running, temporary);
    await Deno.rename(temporary, kept);
  } catch (error) {
    await ifThere(Deno.remove(temporary));
    throw error;
  }
  return kept;
}
