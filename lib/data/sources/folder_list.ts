/**
 * Which files of a folder are its pictures, what they are called, and what is
 * not read.
 *
 * @module
 */
import { extname, join, parse, resolve } from "node:path";
import { list } from "../../base/format.ts";
import { ifThere, projectFolder } from "../../base/workspace.ts";
import { listName, readList, type Row } from "./names_csv.ts";

const extensions = [
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

/** A folder of pictures. */
export interface PictureFolder {
  /** Absolute. */
  folder: string;
  rows: Row[];
  /** Whether a `names.csv` says which pictures there are. */
  isListed: boolean;
  /** A sentence on what is not read; "" where everything is. */
  unread: string;
}

/**
 * Lists a folder: the pictures of its `names.csv` in that order, or all files
 * that end like pictures in alphabetical order.
 *
 * @param path From the clone's folder.
 * @throws {Error} when there is no folder or no picture, or the list is faulty;
 * it names the line.
 */
export async function listFolder(path: string): Promise<PictureFolder> {
  const folder = resolve(projectFolder, path);
  const stat = await ifThere(Deno.stat(folder));
  if (!stat?.isDirectory) {
    throw new Error(
      stat
        ? `${folder} is a file, but the data set's path must be the folder of your pictures.`
        : `The folder ${folder} is not there: the data set's path counts from the clone's folder.`,
    );
  }
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const visible = entries.filter(({ name }) => !name.startsWith("."));
  const files = visible.filter(({ isDirectory }) => !isDirectory)
    .map(({ name }) => name).sort();
  const listed = await readList(folder);
  const rows = listed ?? files.filter(isPicture)
    .map((file) => ({ file, name: parse(file).name }));
  if (rows.length === 0) {
    throw new Error(
      listed
        ? `${join(folder, listName)} lists no picture: add a line for each.`
        : `The folder ${folder} has no picture; put in files that end in ${
          extensions.join(", ")
        }.`,
    );
  }
  const taken = new Set(rows.map(({ file }) => file));
  return {
    folder,
    rows,
    isListed: listed !== undefined,
    unread: describeUnread({
      files: files.filter((file) => file !== listName && !taken.has(file)),
      folders: visible.filter(({ isDirectory }) => isDirectory).length,
    }),
  };
}

function describeUnread(
  { files, folders }: { files: string[]; folders: number },
): string {
  const pictures = files.filter(isPicture).length;
  const others = Map.groupBy(
    files.filter((file) => !isPicture(file)),
    (file) => extname(file).toLowerCase().match(/^\.\w{1,8}$/)?.[0] ?? "other",
  );
  const formats = [...others].map(([format, files]) =>
    `${files.length} ${format}`
  );
  const kinds = [
    count(files.length - pictures, "file") +
    ` of other formats (${list(formats)})`,
    count(pictures, "picture") + ` that ${listName} does not list`,
    count(folders, "folder"),
  ];
  const present = kinds.filter((kind) => !kind.startsWith("0 "));
  return present.length === 0 ? "" : `Not read: ${list(present)}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function isPicture(file: string): boolean {
  return extensions.includes(extname(file).toLowerCase());
}
