/**
 * Small projects with notebooks, in a folder under build/, for tests of what
 * runs notebooks.
 *
 * @module
 */
import { join } from "node:path";
import {
  formatNotebook,
  type Notebook,
} from "../../tools/notebook/notebook.ts";
import { projectFolder } from "../../lib/base/workspace.ts";

/** Cells as they are written in a test: Markdown begins with `md:`. */
export function notebookOf(...cells: string[]): Notebook {
  return {
    cells: cells.map((cell, index) => {
      const id = `cell-${index + 1}`;
      const metadata = {};
      return cell.startsWith("md:")
        ? { cell_type: "markdown", id, metadata, source: cell.slice(3) }
        : {
          cell_type: "code",
          id,
          metadata,
          source: cell,
          execution_count: null,
          outputs: [],
        };
    }),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** A project that is deleted at the end of the test. */
export class NotebookProject implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  /** @param notebooks Cells of each notebook by its file's name. */
  static async create(
    notebooks: Record<string, string[]>,
  ): Promise<NotebookProject> {
    const build = join(projectFolder, "build");
    await Deno.mkdir(build, { recursive: true });
    const folder = await Deno.makeTempDir({ dir: build, prefix: "test-" });
    const project = new NotebookProject(folder);
    for (const name of ["notebooks", "lib", "figures", "data"]) {
      await Deno.mkdir(join(folder, name));
    }
    await project.write("lib/mod.ts", LIBRARY);
    await project.write(
      "deno.json",
      JSON.stringify({ imports: { library: "./lib/mod.ts" } }),
    );
    await project.write("deno.lock", "{}\n");
    await project.write(
      "notebooks/report.json",
      JSON.stringify({ title: "A report", authors: ["One", "Two"] }),
    );
    for (const [name, cells] of Object.entries(notebooks)) {
      const notebook = notebookOf(...cells);
      await project.write(`notebooks/${name}`, formatNotebook(notebook));
    }
    return project;
  }

  write(path: string, content: string): Promise<void> {
    return Deno.writeTextFile(join(this.folder, path), content);
  }

  read(path: string): Promise<string> {
    return Deno.readTextFile(join(this.folder, path));
  }

  /** Replaces text in a file, which must contain it. */
  async edit(path: string, from: string, to: string): Promise<void> {
    const text = await this.read(path);
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    await this.write(path, text.replace(from, to));
  }

  /** Each file's path and content, but for those under build/. */
  async snapshot(folder = ""): Promise<Record<string, string>> {
    const files: Record<string, string> = {};
    for await (const entry of Deno.readDir(join(this.folder, folder))) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (path === "build") continue;
      if (entry.isDirectory) Object.assign(files, await this.snapshot(path));
      else files[path] = await this.read(path);
    }
    return files;
  }

  async [Symbol.asyncDispose]() {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Stands for the project's library: its figures, tables and runs. */
const LIBRARY = `
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";

const hash = (content) => createHash("sha256").update(content).digest("hex");
const preset = Deno.env.get("PRESET");
const output = preset === "quick" ? "../../../build/quick/" : "../";
const mime = "application/vnd.emoji-autoencoder";
const rich = (data) => ({ [Symbol.for("Jupyter.display")]: () => data });

/** @param {string} name */
export function figure(name, { caption = "Caption of " + name, content = name, isChart = true } = {}) {
  const folder = Deno.env.get("FIGURES") ?? output + "figures/";
  const png = new TextEncoder().encode("PNG " + content);
  const svg = new TextEncoder().encode("<svg>" + content + "</svg>");
  const files = [{ path: "figures/" + name + ".png", sha256: hash(png) }];
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + name + ".png", png);
  if (isChart) {
    files.push({ path: "figures/" + name + ".svg", sha256: hash(svg) });
    writeFileSync(folder + name + ".svg", svg);
  }
  return rich({
    [mime + ".figure+json"]: { name, caption, alt: "Alt of " + name, files },
    "image/png": png.toBase64(),
    "text/plain": name,
  });
}

export function table(name, rows = [["a|b", "1"]]) {
  const columns = [{ name: "word", align: "left" }, { name: "n", align: "right" }];
  return rich({
    [mime + ".table+json"]: { name, caption: "Caption of " + name, columns, rows },
    "text/plain": name,
  });
}

export function run(name, { stopped = false, made = preset } = {}) {
  const folder = output + "data/runs/" + name;
  const content = JSON.stringify({ name, trained: 1 });
  let record = content;
  try {
    if (Deno.env.get("FRESH")) throw new Error("is trained again");
    record = Deno.readTextFileSync(folder + "/run.json");
  } catch {
    mkdirSync(folder, { recursive: true });
    writeFileSync(folder + "/run.json", record);
  }
  return rich({
    [mime + ".run+json"]: {
      name, key: "k", sha256: hash(record), preset: made, stopped,
      path: "data/runs/" + name + "/run.json",
    },
    "text/plain": name,
  });
}

export function markdown(text) {
  return rich({ "text/markdown": text });
}

export function prose(text, { smallPrint = false, claims = [], observed = [] } = {}) {
  return rich({ "text/markdown": text, [mime + ".prose+json"]: { smallPrint, claims, observed } });
}

export function smallPrint(text) {
  return prose(text, { smallPrint: true });
}
`;
