/**
 * Notebooks as files, in nbformat 4.5, written as Jupyter writes them so that a
 * notebook saved by either gives the smallest difference.
 *
 * Format: https://nbformat.readthedocs.io/en/latest/format_description.html
 *
 * @module
 */
import { basename, join as joinPath } from "node:path";
import { sha256 } from "../../lib/base/fingerprint.ts";

/** A notebook; long strings are whole here and lists of lines in the file. */
export interface Notebook {
  cells: Cell[];
  metadata: {
    /** What the runner knows about the outputs that stand in the notebook. */
    emoji_autoencoder?: Provenance;
    [key: string]: unknown;
  };
  nbformat: number;
  nbformat_minor: number;
}

/** What the outputs of a notebook were made from. */
export interface Provenance {
  /** Hash of all that the outputs depend on. */
  inputs: string;
  /** Hash of the outputs, which an editor may have changed since. */
  outputs: string;
  preset: string;
}

export type Cell = CodeCell | TextCell;

interface BaseCell {
  id: string;
  source: string;
  metadata: { tags?: string[]; [key: string]: unknown };
}

export interface CodeCell extends BaseCell {
  cell_type: "code";
  execution_count: number | null;
  outputs: Output[];
}

export interface TextCell extends BaseCell {
  cell_type: "markdown" | "raw";
  attachments?: Record<string, unknown>;
}

export type Output = StreamOutput | DataOutput | ErrorOutput;

export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: string;
}

export interface DataOutput {
  output_type: "display_data" | "execute_result";
  /** By MIME type: text, base64, or JSON. */
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  execution_count?: number;
}

/** Left by an editor; the runner never writes one. */
export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

/**
 * Reads a notebook.
 *
 * @throws {Error} if the file is no notebook of nbformat 4.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  // Some editors begin a file with a byte order mark.
  const text = (await Deno.readTextFile(path)).replace(/^\uFEFF/, "");
  let json: Notebook;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(
      `${basename(path)} is not JSON, so it is no notebook: restore it.`,
      { cause },
    );
  }
  if (json.nbformat !== 4 || !Array.isArray(json.cells)) {
    throw new Error(
      `${basename(path)} has nbformat ${json.nbformat}, and 4 is needed: ` +
        "save it with a current JupyterLab or VS Code.",
    );
  }
  return {
    ...json,
    cells: json.cells.map((cell, index) => ({
      ...cell,
      id: cell.id ?? `cell-${index + 1}`,
      metadata: cell.metadata ?? {},
      source: join(cell.source) as string,
      ...(cell.cell_type === "code" &&
        { outputs: (cell.outputs ?? []).map(joinOutput) }),
    } as Cell)),
  };
}

/**
 * The notebooks of a project, in the order of their names, 2 before 10.
 *
 * @returns `notebooks/<name>.ipynb` of each.
 * @throws {Error} when there is none.
 */
export async function notebookPaths(project: string): Promise<string[]> {
  const folder = joinPath(project, "notebooks");
  const paths: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".ipynb")) paths.push(`notebooks/${name}`);
  }
  if (paths.length === 0) {
    throw new Error(`${folder} has no notebook: restore one.`);
  }
  const { compare } = new Intl.Collator("en", { numeric: true });
  return paths.sort(compare);
}

/** The notebook as the text of its file. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: splitLines(cell.source),
    ...(cell.cell_type === "code" &&
      { outputs: cell.outputs.map(splitOutput) }),
  }));
  const file = { ...notebook, cells, nbformat_minor: 5 };
  return JSON.stringify(sortKeys(file), null, 1) + "\n";
}

/** @returns whether the cell has the tag. */
export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}

/** @returns the notebook's code cells. */
export function codeCells(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code");
}

/** @returns SHA-256 of the outputs in all cells, as hexadecimal digits. */
export function hashOutputs(notebook: Notebook): string {
  const outputs = codeCells(notebook).map((cell) => cell.outputs);
  return sha256(JSON.stringify(sortKeys(outputs)));
}

/** `1_autoencoder.ipynb, cell 7`: cells are counted from 1, prose and code. */
export function cellName(notebookPath: string, index: number): string {
  return `${basename(notebookPath)}, cell ${index + 1}`;
}

function joinOutput(output: Output): Output {
  if (output.output_type === "stream") {
    return { ...output, text: join(output.text) as string };
  }
  if (output.output_type === "error") return output;
  return { ...output, data: mapText(output.data, join) };
}

function splitOutput(output: Output): unknown {
  if (output.output_type === "stream") {
    return { ...output, text: splitLines(output.text) };
  }
  if (output.output_type === "error") return output;
  return {
    ...output,
    data: mapText(output.data, (text) => splitLines(text as string)),
  };
}

/** Jupyter splits text into lines, but not base64 and not JSON. */
function mapText(
  data: Record<string, unknown>,
  change: (text: unknown) => unknown,
): Record<string, unknown> {
  const isText = (type: string) =>
    type.startsWith("text/") || type === "image/svg+xml";
  return Object.fromEntries(
    Object.entries(data).map((
      [type, value],
    ) => [type, isText(type) ? change(value) : value]),
  );
}

function join(text: unknown): unknown {
  return Array.isArray(text) ? text.join("") : text;
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a < b ? -1 : 1)
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
