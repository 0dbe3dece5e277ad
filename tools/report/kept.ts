/**
 * Notebooks that ran in an export which failed afterwards: the next export
 * takes their outputs, which may have needed minutes.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { ifThere, writeFileAtomically } from "../../lib/base/workspace.ts";
import { figureFiles, findArtefactProblems } from "./artefacts.ts";
import type { Chapter, ExportOptions } from "./chapter.ts";
import { formatNotebook, readNotebook } from "../notebook/notebook.ts";
import { whyStale, withOutputsOf } from "../notebook/staleness.ts";

/** Outputs that wait for the next export. */
export class Kept {
  readonly #folder: string;

  constructor(private readonly options: ExportOptions) {
    this.#folder = join(options.project, "build", `kept-${options.preset}`);
  }

  /** Keeps a notebook with its outputs, if its figures and runs are there. */
  async add(chapter: Chapter, figuresIn: string): Promise<void> {
    const { path, notebook } = chapter;
    if (await this.#isDamaged(chapter, figuresIn)) return;
    for (const file of figureFiles(notebook)) {
      await copy(join(figuresIn, file), join(this.#folder, file));
    }
    const file = join(this.#folder, path);
    await Deno.mkdir(dirname(file), { recursive: true });
    await writeFileAtomically(file, formatNotebook(notebook));
  }

  /**
   * @param figuresIn Where its figures are put.
   * @returns the chapter with the outputs that were kept, if they are what its
   * code would make.
   */
  async take(
    chapter: Chapter,
    figuresIn: string,
  ): Promise<Chapter | undefined> {
    const { path, inputs } = chapter;
    const { preset } = this.options;
    const found = await ifThere(readNotebook(join(this.#folder, path)));
    if (!found || whyStale(found, { inputs, preset })) return undefined;
    const kept = { ...chapter, notebook: found };
    if (await this.#isDamaged(kept, this.#folder)) return undefined;
    for (const file of figureFiles(found)) {
      await copy(join(this.#folder, file), join(figuresIn, file));
    }
    return {
      ...chapter,
      notebook: withOutputsOf(chapter.notebook, found),
      stale: [],
    };
  }

  async #isDamaged(
    { path, notebook }: Chapter,
    figuresIn: string,
  ): Promise<boolean> {
    const { preset, output } = this.options;
    const problems = await findArtefactProblems(notebook, {
      name: path,
      figuresIn,
      runsIn: output,
      preset,
    });
    return problems.length > 0;
  }

  /** Forgets all: the export succeeded. */
  async clear(): Promise<void> {
    await ifThere(Deno.remove(this.#folder, { recursive: true }));
  }
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.copyFile(from, to);
}
