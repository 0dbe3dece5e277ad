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
import { formatNotebook } from "../notebook/notebook.ts";

/** How to export. */
export interface ExportActions {
  /** Train again, and run every notebook. */
  fresh?: boolean;
  /** Receives lines that tell how far the export is. */
  onProgress?: (line: string) => void;
}

/**
 * Runs the notebooks that are stale and makes the report.
 *
 * Figures, notebooks and report are made in a folder under `build/` and renamed
 * into place when everything has succeeded: a failure overwrites nothing, and
 * whoever kills this process finds each file old or new.
 *
 * @throws {Error} that names each cell which failed or cannot be exported.
 */
export async function exportReport(
  options: ExportOptions,
  { fresh = false, onProgress = () => {} }: ExportActions = {},
): Promise<Report> {
  const { project, output } = options;
  const chapters = await readChapters(options);
  const build = join(project, "build");
  await Deno.mkdir(build, { recursive: true });
  const staging = await Deno.makeTempDir({ dir: build, prefix: "report-" });
  const figures = join(staging, "figures/");
  // Names the runs that are trained since; an interrupted export continues.
  const retrained = join(build, `fresh-${options.preset}.txt`);
  try {
    await Deno.mkdir(figures);
    const made: Chapter[] = [];
    for (const chapter of chapters) {
      const isRun = fresh || chapter.stale.length > 0;
      onProgress(`${chapter.path} ${isRun ? "runs" : "is up to date"}`);
      made.push(
        isRun
          ? await runChapter(chapter, {
            ...options,
            figures,
            ...fresh ? { retrained } : {},
            onProgress,
          })
          : chapter,
      );
    }
    await copyMissing(join(output, "figures"), figures);
    const report = await assembleStrictly(made, {
      ...options,
      staging,
      onProgress,
    });
    const files = await stage(report, { ...options, chapters: made, staging });
    await assertUnedited(chapters, options);
    for (const file of files) {
      await Deno.mkdir(dirname(join(output, file)), { recursive: true });
      await Deno.rename(join(staging, file), join(output, file));
    }
    if (fresh) await ifThere(Deno.remove(retrained));
    return report;
  } finally {
    await Deno.remove(staging, { recursive: true });
  }
}

/** All problems of all chapters in one error, so that one export shows all. */
async function assembleStrictly(
  chapters: Chapter[],
  options: ExportOptions & {
    staging: string;
    onProgress: (line: string) => void;
  },
): Promise<Report> {
  const { output, staging, preset } = options;
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
  const all = [...artefacts.flat(), ...problems];
  if (all.length > 0) throw new Error(all.join("\n"));
  return report;
}

/** @returns what was written, in the order in which it is put into place. */
async function stage(
  report: Report,
  { chapters, staging, renderers }: ExportOptions & {
    chapters: Chapter[];
    staging: string;
  },
): Promise<string[]> {
  await Deno.mkdir(join(staging, "notebooks"));
  for (const { path, notebook } of chapters) {
    await writeFileAtomically(join(staging, path), formatNotebook(notebook));
  }
  for (const [file, render] of Object.entries(renderers)) {
    const content = await render(report, staging);
    await writeFileAtomically(join(staging, file), content);
  }
  return [
    ...chapters.flatMap(({ notebook }) => figureFiles(notebook)),
    ...chapters.map(({ path }) => path),
    ...Object.keys(renderers),
  ];
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
