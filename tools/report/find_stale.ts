/**
 * What `deno task report --check` says.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ifThere } from "../../lib/base/workspace.ts";
import { figureFiles } from "./artefacts.ts";
import { assembleReport } from "./assemble.ts";
import { type Chapter, type ExportOptions, readChapters } from "./chapter.ts";
import { commandFor } from "./command.ts";
import { formatLock, hashSources, lockFile } from "./lock.ts";
import { renderAll } from "./render.ts";

/**
 * Looks for all that is not what an export would make, and changes nothing. The
 * report is rendered for it: `report.lock` is not taken at its word.
 *
 * @returns one sentence for each stale thing.
 */
export async function findStale(options: ExportOptions): Promise<string[]> {
  const { output, preset, renderers } = options;
  const chapters = await readChapters(options);
  const stale = chapters.flatMap((chapter) => chapter.stale);
  stale.push(...await findOrphans(chapters, options));
  const { report, problems } = await assembleReport(chapters, options);
  // Outputs that are stale make problems that running the notebook solves.
  if (chapters.every((chapter) => chapter.stale.length === 0)) {
    stale.push(...problems);
  }
  const { files, problems: refused } = await renderAll(
    report,
    output,
    renderers,
  );
  // What is missing or wrong already makes no file that could be compared.
  if (problems.length > 0) return [...new Set(stale)];
  stale.push(...refused);
  const remedy = `run \`${commandFor(preset)}\`.`;
  for (const [file, made] of files) {
    const found = await ifThere(Deno.readFile(join(output, file)));
    if (!found) stale.push(`${file} is missing: ${remedy}`);
    else if (!equal(found, made)) {
      stale.push(
        `${file} is not what the notebooks say, or was edited by hand: ` +
          remedy,
      );
    }
  }
  // Last, since whatever is stale already makes another one.
  if (stale.length === 0) {
    const lock = formatLock(await hashSources(chapters, options), files);
    const found = await ifThere(Deno.readTextFile(join(output, lockFile)));
    if (found !== lock) {
      stale.push(`${lockFile} is not that of these files: ${remedy}`);
    }
  }
  return stale;
}

async function findOrphans(
  chapters: Chapter[],
  { output }: ExportOptions,
): Promise<string[]> {
  const made = new Set(
    chapters.flatMap(({ notebook }) => figureFiles(notebook)),
  );
  const found: string[] = [];
  const folder = join(output, "figures");
  if (!existsSync(folder)) return [];
  for await (const { name } of Deno.readDir(folder)) {
    const path = `figures/${name}`;
    if (!name.startsWith(".") && !made.has(path)) found.push(path);
  }
  return found.sort().map((path) =>
    `${path} is made by no notebook: delete it.`
  );
}

function equal(found: Uint8Array, made: Uint8Array | string): boolean {
  return Buffer.from(made as Uint8Array).equals(found);
}
