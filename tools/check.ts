/**
 * `deno task check`: formatting, lint and types, also of the code in notebooks.
 *
 * @module
 */
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectFolder } from "../lib/base/workspace.ts";
import {
  type Notebook,
  notebookPaths,
  readNotebook,
} from "./notebook/notebook.ts";
import { extractCode, type NotebookCode } from "./notebook/notebook_code.ts";
import { runDeno } from "./common/run_deno.ts";

/**
 * Checks a project's modules and notebooks.
 *
 * @returns what `deno` found wrong, one text for each command that failed.
 */
export async function findFaults(project: string): Promise<string[]> {
  const folders = ["lib", "tests", "tools"].filter((folder) =>
    isFolder(join(project, folder))
  );
  const found = await Promise.all([
    deno(["fmt", "--check", await ignored(project)], project),
    deno(["lint", ...folders], project),
    deno(["check", ...folders], project),
    checkNotebooks(project),
  ]);
  return found.flat();
}

/**
 * `deno fmt --check` refuses Markdown cells that `deno fmt` leaves as they are,
 * so that notebooks have a check of their own. The option takes the place of
 * what deno.json excludes.
 */
async function ignored(project: string): Promise<string> {
  const { fmt } = JSON.parse(
    await Deno.readTextFile(join(project, "deno.json")),
  );
  return `--ignore=${["notebooks", ...fmt.exclude].join(",")}`;
}

async function checkNotebooks(project: string): Promise<string[]> {
  const paths = await notebookPaths(project);
  // Under build/ the import map is found; deno.json leaves it out of all else.
  const build = join(project, "build");
  await Deno.mkdir(build, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: build, prefix: "check-" });
  try {
    const found = await Promise.all(paths.map(async (path) => {
      const notebook = await readNotebook(join(project, path));
      const code = extractCode(notebook, path);
      const module = join(folder, `${basename(path, ".ipynb")}.ts`);
      await Deno.writeTextFile(module, code.source);
      return [
        ...await checkFormat(notebook, { path, folder, project }),
        ...await checkTypes(module, { code, project }),
        ...await lint(code, project),
      ];
    }));
    return found.flat();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Cells whose code is not formatted. */
async function checkFormat(
  notebook: Notebook,
  options: { path: string; folder: string; project: string },
): Promise<string[]> {
  const { path, folder, project } = options;
  const cells = join(folder, basename(path));
  await Deno.mkdir(cells);
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
    const file = join(cells, `cell ${index + 1}.ts`);
    await Deno.writeTextFile(file, `${cell.source}\n`);
  }
  const found = await deno(["fmt", "--check", "--no-config", cells], project);
  return found.map((text) =>
    text
      .replaceAll(cells, basename(path))
      .replaceAll(/[/\\](cell \d+)\.ts/g, ", $1")
  );
}

/** Type errors, each at its place in the notebook. */
async function checkTypes(
  module: string,
  { code, project }: { code: NotebookCode; project: string },
): Promise<string[]> {
  const found = await deno(["check", module], project);
  const url = pathToFileURL(module).href;
  return found.map((text) =>
    text.replaceAll(
      new RegExp(`${RegExp.escape(url)}:(\\d+):\\d+`, "g"),
      (_, line) => code.locate(Number(line)),
    )
  );
}

/** Lint sees code without a file, since deno.json leaves out build/. */
async function lint(code: NotebookCode, project: string): Promise<string[]> {
  const { stdout } = await runDeno(["lint", "--json", "-"], {
    folder: project,
    input: code.source,
  });
  const { diagnostics, errors } = JSON.parse(stdout) as {
    diagnostics: {
      code: string;
      message: string;
      range: { start: { line: number } };
    }[];
    errors: { message: string }[];
  };
  return [
    ...diagnostics.map(({ code: rule, message, range }) =>
      `${code.locate(range.start.line)}: ${rule}: ${message}`
    ),
    ...errors.map(({ message }) => message),
  ];
}

/** @returns what the command said, if it failed. */
async function deno(args: string[], project: string): Promise<string[]> {
  const { success, stdout, stderr } = await runDeno(args, { folder: project });
  return success ? [] : [`deno ${args.join(" ")}\n${stderr}${stdout}`.trim()];
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

if (import.meta.main) {
  const faults = await findFaults(projectFolder);
  for (const fault of faults) console.error(`${fault}\n`);
  if (faults.length === 0) {
    console.log("Format, lint and types are fine, in notebooks too.");
  }
  Deno.exitCode = faults.length === 0 ? 0 : 1;
}
