/**
 * The notebooks on their way into the report.
 *
 * @module
 */
import { join } from "node:path";
import { hashFile } from "../../lib/base/fingerprint.ts";
import { ifThere, type Preset } from "../../lib/base/workspace.ts";
import { findArtefactProblems } from "./artefacts.ts";
import { commandFor } from "./command.ts";
import type { Report } from "./document.ts";
import { executeNotebook } from "../notebook/execute.ts";
import {
  type Notebook,
  notebookPaths,
  readNotebook,
} from "../notebook/notebook.ts";
import {
  hashInputs,
  whyStale,
  withOutputsOf,
  withProvenance,
} from "../notebook/staleness.ts";

/** What to export, and where to. */
export interface ExportOptions {
  /** Folder of the clone, with `notebooks/` and `lib/`. */
  project: string;
  /** Folder of the report: the clone itself, or another for the quick preset. */
  output: string;
  preset: Preset;
  /** Makes each file of the report, by its name. */
  renderers: Record<string, Renderer>;
}

/** Makes a file of the report; the figures lie in the folder's `figures/`. */
export type Renderer = (
  report: Report,
  folder: string,
) => Promise<Uint8Array | string>;

/** One notebook. */
export interface Chapter {
  /** `notebooks/<name>.ipynb`. */
  path: string;
  /** With today's prose and code, and the outputs that there are. */
  notebook: Notebook;
  /** SHA-256 of its file in the clone when it was read. */
  fileHash: string;
  /** Hash of what its outputs depend on. */
  inputs: string;
  /** One sentence for each reason why its outputs are not to be trusted. */
  stale: string[];
}

/** Reads all notebooks in the order of their names, 2 before 10. */
export async function readChapters(options: ExportOptions): Promise<Chapter[]> {
  const paths = await notebookPaths(options.project);
  return Promise.all(paths.map((path) => readChapter(path, options)));
}

/** Runs a notebook; its figures go to another folder than the report's. */
export async function runChapter(
  chapter: Chapter,
  { output, preset, figures, retrained, onProgress }: ExportOptions & {
    figures: string;
    retrained?: string;
    onProgress: (line: string) => void;
  },
): Promise<Chapter> {
  const { path, notebook, inputs } = chapter;
  const folder = join(output, "notebooks");
  await Deno.mkdir(folder, { recursive: true });
  const executed = await executeNotebook(notebook, {
    name: path,
    folder,
    environment: {
      PRESET: preset,
      FIGURES: figures,
      ...retrained ? { FRESH: retrained } : {},
    },
    onProgress,
  });
  return {
    ...chapter,
    notebook: withProvenance(executed, { inputs, preset }),
    stale: [],
  };
}

/**
 * @throws {Error} if a notebook was edited since it was read: the edit would be
 * overwritten.
 */
export async function assertUnedited(
  chapters: Chapter[],
  { project, preset }: ExportOptions,
): Promise<void> {
  for (const { path, fileHash } of chapters) {
    if (await hashFile(join(project, path)) === fileHash) continue;
    throw new Error(
      `${path} was edited while it ran, so nothing was written: ` +
        `save it and run \`${commandFor(preset)}\` again.`,
    );
  }
}

async function readChapter(
  path: string,
  { project, output, preset }: ExportOptions,
): Promise<Chapter> {
  const fileHash = await hashFile(join(project, path));
  const source = await readNotebook(join(project, path));
  const inputs = await hashInputs(source, project);
  const made = await ifThere(readNotebook(join(output, path)));
  const provenance = made?.metadata.emoji_autoencoder;
  // The rehearsal's folder has its own; what is committed is not its outputs.
  const notebook = provenance?.inputs === inputs
    ? withOutputsOf(source, made!)
    : {
      ...source,
      metadata: { ...source.metadata, emoji_autoencoder: provenance },
    };
  const reason = whyStale(notebook, { inputs, preset });
  const stale = reason
    ? [`${path} ${reason}: run \`${commandFor(preset)}\`.`]
    : await findArtefactProblems(notebook, {
      name: path,
      figuresIn: output,
      runsIn: output,
      preset,
    });
  return { path, notebook, fileHash, inputs, stale };
}
