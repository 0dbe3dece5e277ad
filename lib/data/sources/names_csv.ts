/**
 * The list `names.csv` in a folder of pictures: which files are taken, and what
 * they are called.
 *
 * @module
 */
import { type CsvError, parse } from "csv-parse/sync";
import { join, normalize } from "node:path";
import { ifThere } from "../../base/workspace.ts";

export const listName = "names.csv";

/** A picture of a folder. */
export interface Row {
  /** From the folder. */
  file: string;
  /** As it is written, not normalised. */
  name: string;
}

/**
 * Reads a folder's list.
 *
 * @param folder Absolute.
 * @returns its lines, or nothing when there is no list.
 * @throws {Error} when the list is faulty; it names the line.
 */
export async function readList(folder: string): Promise<Row[] | undefined> {
  const path = join(folder, listName);
  const bytes = await ifThere(Deno.readFile(path));
  if (bytes === undefined) return undefined;
  const lines = new Map<string, number>();
  const rows = [];
  for (const { record, line } of parseList(path, decode(path, bytes))) {
    const file = record.file && normalize(record.file);
    const { name } = record;
    if (!file || !name) {
      throw new Error(
        `Line ${line} of ${path} lacks a file or a name: fill it in or remove it.`,
      );
    }
    const earlier = lines.get(file);
    if (earlier !== undefined) {
      throw new Error(
        `${path} lists ${file} in line ${earlier} and again in line ${line}: keep one of them.`,
      );
    }
    const isInside = join(folder, file).startsWith(join(folder, "/"));
    if (!isInside || !(await ifThere(Deno.stat(join(folder, file))))?.isFile) {
      throw new Error(
        `Line ${line} of ${path} lists ${file}, which is no file of the folder: correct or remove the line.`,
      );
    }
    lines.set(file, line);
    rows.push({ file, name });
  }
  return rows;
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(
      `${path} is not UTF-8 (perhaps Latin-1): save it as UTF-8, or names would be misread.`,
      { cause },
    );
  }
}

function parseList(path: string, text: string) {
  let rows;
  try {
    rows = parse(text, {
      columns: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as {
      record: Record<string, string>;
      info: { lines: number };
    }[];
  } catch (cause) {
    throw new Error(
      `${path} cannot be read as "file,name" lines; put names that have a comma in quotes (${
        (cause as CsvError).message
      }).`,
      { cause },
    );
  }
  for (const column of ["file", "name"]) {
    if (rows[0] && !(column in rows[0].record)) {
      throw new Error(
        `${path} has no column "${column}"; its first line must be "file,name".`,
      );
    }
  }
  return rows.map(({ record, info }) => ({ record, line: info.lines }));
}
