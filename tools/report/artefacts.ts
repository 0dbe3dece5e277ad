/**
 * Whether the files beside a notebook are those that it shows.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 as hash } from "../../lib/base/fingerprint.ts";
import { sourceVersion } from "../../lib/data/sources/source.ts";
import { isKebabCase } from "../../lib/notebook/shown.ts";
import { ifThere, type Preset } from "../../lib/base/workspace.ts";
import {
  type Bundle,
  type DataOutput,
  type FigureOutput,
  readBundles,
  type RunOutput,
} from "./bundle.ts";
import { commandFor } from "./command.ts";
import { cellName, type Notebook } from "../notebook/notebook.ts";

/** Where the files lie. */
export interface ArtefactOptions {
  /** The notebook's name in messages. */
  name: string;
  /** Folder in which `figures/` lies. */
  figuresIn: string;
  /** Folder in which `data/runs/` lies. */
  runsIn: string;
  preset: Preset;
}

/**
 * @returns a sentence for each figure or run whose file is missing or another
 * than the notebook's, for each run that was stopped or made with another
 * preset, and for each data set whose pictures are others by now.
 */
export async function findArtefactProblems(
  notebook: Notebook,
  options: ArtefactOptions,
): Promise<string[]> {
  const problems: string[] = [];
  for (const bundle of readBundles(notebook)) {
    const found = [
      ...bundle.figure ? await checkFigure(bundle.figure, bundle, options) : [],
      ...bundle.run ? await checkRun(bundle.run, options) : [],
      ...bundle.data ? await checkData(bundle.data) : [],
    ];
    problems.push(
      ...found.map((what) => `${cellName(options.name, bundle.cell)}: ${what}`),
    );
  }
  return problems;
}

/** Paths of the figure files that a notebook makes. */
export function figureFiles(notebook: Notebook): string[] {
  return readBundles(notebook).flatMap((bundle) =>
    bundle.figure?.files.map((file) => file.path) ?? []
  );
}

async function checkFigure(
  figure: FigureOutput,
  { png }: Bundle,
  { figuresIn, preset }: ArtefactOptions,
): Promise<string[]> {
  const { name } = figure;
  if (!isKebabCase(name)) {
    return [`"${name}" cannot name a figure: use words-with-hyphens.`];
  }
  const problems: string[] = [];
  const paths = figure.files.map((file) => file.path);
  if (!paths.includes(`figures/${name}.png`) || !png) {
    problems.push(`the figure "${name}" has no PNG: run the notebook again.`);
  }
  for (const { path, sha256 } of figure.files) {
    if (path !== `figures/${name}.png` && path !== `figures/${name}.svg`) {
      problems.push(`the file ${path} is not named after figure "${name}".`);
      continue;
    }
    const shown = path.endsWith(".png") && png
      ? hash(Uint8Array.fromBase64(png))
      : sha256;
    problems.push(
      ...await checkFile(join(figuresIn, path), {
        path,
        sha256: shown,
        preset,
      }),
    );
  }
  return problems;
}

async function checkRun(
  run: RunOutput,
  { runsIn, preset }: ArtefactOptions,
): Promise<string[]> {
  const { name, path, sha256 } = run;
  if (path !== `data/runs/${name}/run.json`) {
    return [`the file ${path} is not named after run "${name}".`];
  }
  if (run.stopped) {
    return [`the run "${name}" was stopped: let it run to its end.`];
  }
  const problems = await checkFile(join(runsIn, path), {
    path,
    sha256,
    preset,
  });
  if (run.preset !== preset) {
    problems.push(
      `the run "${name}" was made with the ${run.preset} preset, ` +
        `not with the ${preset} one: run the notebook again.`,
    );
  }
  return problems;
}

async function checkData(
  { settings, version }: DataOutput,
): Promise<string[]> {
  const where = settings.path ?? settings.source ?? "the default source";
  try {
    if (await sourceVersion(settings) === version) return [];
    return [
      `the pictures of ${where} are others than when the notebook ran: run it again.`,
    ];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [`the pictures of ${where} cannot be read: ${error.message}`];
  }
}

async function checkFile(
  file: string,
  { path, sha256, preset }: { path: string; sha256: string; preset: Preset },
): Promise<string[]> {
  const bytes = await ifThere(Deno.readFile(file));
  const remedy = `run \`${commandFor(preset)}\`.`;
  if (!bytes) return [`${path} is missing: ${remedy}`];
  if (hash(bytes) === sha256) return [];
  return [`${path} is not what the notebook shows: ${remedy}`];
}
