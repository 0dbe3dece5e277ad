/**
 * A folder of one's own pictures.
 *
 * @module
 */
import { extname, join, parse, resolve } from "node:path";
import pl from "nodejs-polars";
import { textColumn } from "../catalogue.ts";
import { hashFile, sha256 } from "../../base/fingerprint.ts";
import { readImages } from "../images.ts";
import { describeAlpha } from "./alpha.ts";
import { groupOfName, normaliseName } from "../names.ts";
import type { PictureSource } from "./source.ts";
import { ifThere, projectFolder } from "../../base/workspace.ts";

const EXTENSIONS = [
  ".avif",
  ".gif",
  ".jpeg",
  ".jpg",
  ".png",
  ".svg",
  ".tif",
  ".tiff",
  ".webp",
];
const HELD_OUT = "cat face with tears of joy";

/**
 * Opens the source: all pictures of the folder, or those that its `names.csv`
 * lists, with the columns `file` and `name`. Without it the file's name says
 * what the picture is: `crying_cat-face.png` is a "crying cat face". Pictures of
 * one name, over skin tone and gender, form one group, so that no two of them
 * stand in different parts: give near copies the same name.
 *
 * @param path The folder, from the clone's folder.
 * @throws {Error} when there is no picture, or one cannot be read; it names the
 * file.
 */
export async function openFolder(path: string): Promise<PictureSource> {
  const folder = resolve(projectFolder, path);
  const listed = await readList(join(folder, "names.csv"));
  const rows = listed ?? await readFileNames(folder);
  if (rows.length === 0) {
    throw new Error(
      `The folder ${folder} has no picture; put in files that end in ${
        EXTENSIONS.join(", ")
      }.`,
    );
  }
  const names = rows.map(({ name }) => normaliseName(name));
  const groups = names.map(groupOfName);
  const files = rows.map(({ file }) => join(folder, file));
  const alpha = await describeAlpha(files);
  return {
    catalogue: pl.DataFrame({
      name: names,
      codePoint: names.map(() => ""),
      group: groups,
      category: names.map(() => ""),
      subcategory: names.map(() => ""),
      file: rows.map(({ file }) => file),
    }),
    heldOut: groups.includes(HELD_OUT) ? [HELD_OUT] : [],
    description:
      `The pictures are our own, all ${rows.length} of a folder, named by ${
        listed ? "a list" : "their files"
      }. ${alpha}`,
    licence:
      "Graphics: our own collection; whose they are and how they may be used is for its owner to say.",
    version: await hashFiles(files),
    readPictures: (size) => readImages(files, size),
  };
}

interface Row {
  file: string;
  name: string;
}

/** @returns nothing when there is no list. */
async function readList(path: string): Promise<Row[] | undefined> {
  const text = await ifThere(Deno.readTextFile(path));
  if (text === undefined) return undefined;
  // All as text: a name may look like a number.
  const list = pl.readCSV(text, { inferSchemaLength: 0 });
  for (const column of ["file", "name"]) {
    if (!list.columns.includes(column)) {
      throw new Error(
        `${path} has no column "${column}"; its first line must be "file,name".`,
      );
    }
  }
  const files = textColumn(list, "file");
  const names = textColumn(list, "name");
  return files.map((file, row) => {
    if (!file || !names[row]) {
      throw new Error(
        `Row ${
          row + 1
        } of ${path} lacks a file or a name; fill it in or remove it.`,
      );
    }
    return { file, name: names[row] };
  });
}

/** In alphabetical order, since a folder has none of its own. */
async function readFileNames(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory || name.startsWith(".")) continue;
    if (!EXTENSIONS.includes(extname(name).toLowerCase())) continue;
    rows.push({ file: name, name: parse(name).name });
  }
  return rows.sort((one, other) => one.file < other.file ? -1 : 1);
}

async function hashFiles(files: string[]): Promise<string> {
  const hashes = [];
  for (const file of files) hashes.push(await hashFile(file));
  return sha256(hashes.join());
}
