/**
 * From notebooks to the report.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { ifThere, writeFileAtomically } from "../../lib/base/workspace.ts";
import { figureFiles, findArtefactProblems } from "./artefacts.ts";
import { assembleReport } from "./assemble.ts";
import {
  assertUnedited,
  type Chapter,
  type ExportOptions,
  readChapters,
  runChapter,
} from "./chapter.ts";
import type { Report } from "./document.ts";
import { Kept } from "./kept.ts";
import { formatLock, hashSources, isMade, lockFile } from "./lock.ts";
import { renderAll } from "./render.ts";
import { sideBySide } from "../../lib/base/side_by_side.ts";
import { openStaging } from "./staging.ts";
import { formatNotebook } from "../notebook/notebook.ts";

/** How to export. */
export interface ExportActions {
  /** Train again, and run every notebook. */
  fresh?: boolean;
  /**
   * Trains before the notebooks run what they would train one after the other.
   * It gets the file that names what was trained since.
   */
  trainAnew?: (retrained: string) => Promise<void>;
  /** Receives lines that tell how far the export is. */
  onProgress?: (line: string) => void;
}

/**
 * Runs the notebooks that are stale and makes the report, unless it is there
 * already.
 *
 * Figures, notebooks and report are made in a folder under `build/` and renamed
 * into place when everything has succeeded: a failure overwrites nothing, and
 * whoever kills this process finds each file old or new.
 *
 * @returns the report, or nothing when its files stand as they would be made.
 * @throws {Error} that names each cell which failed or cannot be exported.
 */
export async function exportReport(
  options: ExportOptions,
  { fresh = false, trainAnew, onProgress = () => {} }: ExportActions = {},
): Promise<Report | undefined> {
  const { project, output } = options;
  const chapters = await readChapters(options);
  const isStale = fresh || chapters.some(({ stale }) => stale.length > 0);
  if (
    !isStale && await isMade(await hashSources(chapters, options), options)
  ) {
    for (const { path } of chapters) onProgress(`${path} is up to date`);
    return undefined;
  }
  const build = join(project, "build");
  await using opened = await openStaging(build);
  const staging = opened.folder;
  const figures = join(staging, "figures/");
  // Names the runs that are trained since; an interrupted export continues.
  const retrained = join(build, `fresh-${options.preset}.txt`);
  const kept = new Kept(options);
  const make = async (chapter: Chapter): Promise<Chapter> => {
    const { path } = chapter;
    if (!fresh && chapter.stale.length === 0) {
      onProgress(`${path} is up to date`);
      return chapter;
    }
    const taken = fresh ? undefined : await kept.take(chapter, staging);
    if (taken) {
      onProgress(`${path} ran in the export that failed`);
      return taken;
    }
    onProgress(`${path} runs`);
    const made = await runChapter(chapter, {
      ...options,
      figures,
      ...fresh ? { retrained } : {},
      onProgress,
    });
    await kept.add(made, staging);
    return made;
  };
  if (fresh) await trainAnew?.(retrained);
  await Deno.mkdir(figures);
  // The last first: later questions load more networks, and nothing should wait
  // for the longest alone.
  const made = (await sideBySide(chapters.toReversed(), make)).toReversed();
  await copyMissing(join(output, "figures"), figures);
  const { report, files: rendered } = await renderStrictly(made, {
    ...options,
    staging,
    onProgress,
  });
  const from = await hashSources(made, options);
  rendered.set(lockFile, formatLock(from, rendered));
  const files = await stage(made, rendered, staging);
  await assertUnedited(chapters, options);
  for (const file of files) {
    await Deno.mkdir(dirname(join(output, file)), { recursive: true });
    await move(join(staging, file), join(output, file));
  }
  if (fresh) await ifThere(Deno.remove(retrained));
  await kept.clear();
  return report;
}

/** All problems of the report in one error, so that one export shows all. */
async function renderStrictly(
  chapters: Chapter[],
  options: ExportOptions & {
    staging: string;
    onProgress: (line: string) => void;
  },
): Promise<{ report: Report; files: Map<string, Uint8Array | string> }> {
  const { output, staging, preset, renderers } = options;
  const artefacts = await Promise.all(
    chapters.map(({ notebook, path }) =>
      findArtefactProblems(notebook, {
        name: path,
        figuresIn: staging,
        runsIn: output,
        preset,
      })
    ),
  );
  const { report, problems, warnings } = await assembleReport(
    chapters,
    options,
  );
  for (const warning of warnings) options.onProgress(warning);
  const { files, problems: refused } = await renderAll(
    report,
    staging,
    renderers,
  );
  const all = new Set([...artefacts.flat(), ...problems, ...refused]);
  if (all.size > 0) throw new Error([...all].join("\n"));
  return { report, files };
}

/** @returns what was written, in the order in which it is put into place. */
async function stage(
  chapters: Chapter[],
  rendered: Map<string, Uint8Array | string>,
  staging: string,
): Promise<string[]> {
  await Deno.mkdir(join(staging, "notebooks"));
  for (const { path, notebook } of chapters) {
    await writeFileAtomically(join(staging, path), formatNotebook(notebook));
  }
  for (const [file, content] of rendered) {
    await writeFileAtomically(join(staging, file), content);
  }
  return [
    ...chapters.flatMap(({ notebook }) => figureFiles(notebook)),
    ...chapters.map(({ path }) => path),
    ...rendered.keys(),
  ];
}

/** Also to where another file system begins, such as a mounted `notebooks/`. */
async function move(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if ((error as { code?: string }).code !== "EXDEV") throw error;
    await writeFileAtomically(to, await Deno.readFile(from));
  }
}

/** The figures of notebooks that did not have to run. */
async function copyMissing(from: string, to: string): Promise<void> {
  await Deno.mkdir(from, { recursive: true });
  const present = new Set(
    Array.from(Deno.readDirSync(to), (file) => file.name),
  );
  for await (const { name, isFile } of Deno.readDir(from)) {
    if (!isFile || present.has(name)) continue;
    await Deno.copyFile(join(from, name), join(to, name));
  }
}
