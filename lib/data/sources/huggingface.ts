/**
 * The assigned data set, `valhalla/emoji-dataset` on Hugging Face: one Parquet
 * file with the columns `image` (a struct with the file's `bytes`) and `text`.
 *
 * @module
 */
import { resolve } from "node:path";
import pl from "nodejs-polars";
import {
  describeSelection,
  facesAndHeroes,
  selectPictures,
  textColumn,
} from "../catalogue.ts";
import { download } from "../download.ts";
import { hashFile } from "../../base/fingerprint.ts";
import { readImages } from "../images.ts";
import { describeAlpha } from "./alpha.ts";
import { groupOfName } from "../names.ts";
import { readNames, readPictures } from "./parquet.ts";
import type { OpenOptions, PictureSource } from "./picture_source.ts";
import { ifThere, projectFolder, workspace } from "../../base/workspace.ts";

const REPOSITORY = "valhalla/emoji-dataset";
const FILE = "data/train-00000-of-00001-38cc4fa96c139e86.parquet";
const ROWS = 2749;
/** The file has 139 MB; what is much larger is something else. */
const LARGEST = 500_000_000;
const HELD_OUT = "cat face with tears of joy";

/**
 * Opens the source.
 *
 * @param path A Parquet file with the columns of the data set, from the clone's
 * folder. Without it the data set (139 MB) is downloaded once, from
 * huggingface.co or from the mirror that the environment's HF_ENDPOINT names.
 * @throws {Error} when the file cannot be downloaded or read, or is another.
 */
export async function openHuggingFace(
  path?: string,
  options: OpenOptions = {},
): Promise<PictureSource> {
  const file = path === undefined
    ? await downloadDataset(workspace().cache, options)
    : await fileAt(path);
  const names = await readNames(file);
  if (names.length === 0) {
    throw new Error(`${file} has no rows: take another file.`);
  }
  const emoji = pl.DataFrame({
    name: names,
    codePoint: names.map(() => ""),
    group: names.map(groupOfName),
    category: names.map(() => ""),
    subcategory: names.map(() => ""),
    file: names.map((_, row) => String(row)),
  });
  const catalogue = selectPictures(emoji, facesAndHeroes);
  const pictures = await readPictures(
    file,
    textColumn(catalogue, "file").map(Number),
  );
  return {
    catalogue,
    heldOut: textColumn(catalogue, "group").includes(HELD_OUT)
      ? [HELD_OUT]
      : [],
    description:
      `The pictures are Apple's emoji, as collected in ${REPOSITORY} on Hugging Face. ${
        describeSelection(emoji)
      } ${await describeAlpha(pictures)}`,
    licence:
      `Graphics: Apple's emoji, © Apple Inc., from ${REPOSITORY} on Hugging Face; no licence to pass them on is known: do not publish figures made from them.`,
    version: await hashFile(file),
    readPictures: (rows, size) =>
      readImages(rows.map((row) => pictures[row]!), size),
  };
}

/**
 * @returns what tells the pictures from others: of the data set on Hugging Face
 * its file's name, which has a hash in it, since nothing shall be downloaded.
 */
export async function huggingFaceVersion(path?: string): Promise<string> {
  if (path === undefined) return `${REPOSITORY}/${FILE}`;
  return await hashFile(await fileAt(path));
}

async function fileAt(path: string): Promise<string> {
  const file = resolve(projectFolder, path);
  if ((await ifThere(Deno.stat(file)))?.isFile) return file;
  throw new Error(
    `There is no Parquet file ${file}: the data set's path counts from the clone's folder.`,
  );
}

/**
 * Downloads the data set, unless it is there already.
 *
 * @param folder Ends in a slash.
 * @returns the path of the file.
 * @throws {Error} when it cannot be downloaded, or is another file: that is
 * not kept.
 */
export async function downloadDataset(
  folder: string,
  options: OpenOptions = {},
): Promise<string> {
  const to = `${folder}valhalla-emoji-dataset.parquet`;
  const host = Deno.env.get("HF_ENDPOINT") || "https://huggingface.co";
  const url = `${host}/datasets/${REPOSITORY}/resolve/main/${FILE}`;
  await download(url, { to, limit: LARGEST, findFault, ...options });
  return to;
}

/** @returns what is wrong with a file that was downloaded, if anything. */
async function findFault(path: string): Promise<string | undefined> {
  const start = new Uint8Array(4);
  using file = await Deno.open(path);
  await file.read(start);
  // The likeliest fault has a clearer name than polars has for it.
  if (new TextDecoder().decode(start) !== "PAR1") {
    return "no Parquet file, perhaps a page to sign in to a network";
  }
  try {
    const rows = (await readNames(path)).length;
    return rows === ROWS ? undefined : `${rows} rows for ${ROWS}`;
  } catch (error) {
    const { message } = ((error as Error).cause ?? error) as Error;
    return message.trim().split("\n")[0];
  }
}
