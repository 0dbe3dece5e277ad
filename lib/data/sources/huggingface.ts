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
import { download, type DownloadProgress } from "../download.ts";
import { sha256 } from "../../base/fingerprint.ts";
import { readImages } from "../images.ts";
import { describeAlpha } from "./alpha.ts";
import { groupOfName, normaliseName } from "../names.ts";
import type { PictureSource } from "./source.ts";
import { projectFolder, workspace } from "../../base/workspace.ts";

const REPOSITORY = "valhalla/emoji-dataset";
const FILE = "data/train-00000-of-00001-38cc4fa96c139e86.parquet";
const ROWS = 2749;

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
  onProgress?: (progress: DownloadProgress) => void,
): Promise<PictureSource> {
  const file = path === undefined
    ? await downloadDataset(workspace().cache, onProgress)
    : resolve(projectFolder, path);
  const names = readNames(file);
  const emoji = pl.DataFrame({
    name: names,
    codePoint: names.map(() => ""),
    group: names.map(groupOfName),
    category: names.map(() => ""),
    subcategory: names.map(() => ""),
    file: names.map((_, row) => String(row)),
  });
  const catalogue = selectPictures(emoji, facesAndHeroes);
  const pictures = readPictures(
    file,
    textColumn(catalogue, "file").map(Number),
  );
  return {
    catalogue,
    heldOut: ["cat face with tears of joy"],
    description:
      `The pictures are Apple's emoji, as collected in ${REPOSITORY} on Hugging Face. ${
        describeSelection(emoji)
      } ${await describeAlpha(pictures)}`,
    licence:
      `Graphics: Apple's emoji, © Apple Inc., from ${REPOSITORY} on Hugging Face; no licence to pass them on is known: do not publish figures made from them.`,
    version: sha256(pictures.map(({ bytes }) => sha256(bytes)).join()),
    readPictures: (size) => readImages(pictures, size),
  };
}

/**
 * Downloads the data set, unless it is there already.
 *
 * @param folder Ends in a slash.
 * @returns the path of the file.
 * @throws {Error} when it cannot be downloaded, or has not the rows it should.
 */
export async function downloadDataset(
  folder: string,
  onProgress?: (progress: DownloadProgress) => void,
): Promise<string> {
  const to = `${folder}valhalla-emoji-dataset.parquet`;
  const host = Deno.env.get("HF_ENDPOINT") || "https://huggingface.co";
  const url = `${host}/datasets/${REPOSITORY}/resolve/main/${FILE}`;
  await download(url, { to, onProgress });
  const rows = readNames(to).length;
  if (rows !== ROWS) {
    throw new Error(
      `${to} has ${rows} rows, but ${REPOSITORY} has ${ROWS}: delete the file and run this again.`,
    );
  }
  return to;
}

function readNames(path: string): string[] {
  const texts = readColumn(
    path,
    () => pl.readParquet(path, { columns: ["text"] }),
  )
    .getColumn("text").toArray() as unknown[];
  return texts.map((text, row) => {
    if (typeof text !== "string") {
      throw new Error(`Row ${row} of ${path} has no text: take another file.`);
    }
    return normaliseName(text);
  });
}

function readPictures(path: string, rows: number[]) {
  const frame = readColumn(
    path,
    () =>
      pl.readParquet(path, { columns: ["image"] })
        // polars hands no binary column to JavaScript, but lists of bytes.
        .select(pl.col("image").struct.field("bytes")),
  );
  return rows.map((row) => {
    const [bytes] = frame.slice(row, 1)
      .select(pl.col("bytes").cast(pl.List(pl.UInt8)))
      .getColumn("bytes").toArray() as unknown as [number[] | null];
    return {
      name: `in row ${row} of ${path}`,
      bytes: Uint8Array.from(bytes ?? []),
    };
  });
}

function readColumn(path: string, read: () => pl.DataFrame): pl.DataFrame {
  try {
    return read();
  } catch (cause) {
    throw new Error(
      `${path} cannot be read as a Parquet file with the columns "image" (with "bytes") and "text": restore the file or take another (${
        (cause as Error).message.trim()
      }).`,
      { cause },
    );
  }
}
