/**
 * A folder of one's own pictures.
 *
 * @module
 */
import { join } from "node:path";
import pl from "nodejs-polars";
import sharp from "sharp";
import { hashFile, sha256 } from "../../base/fingerprint.ts";
import { workspace } from "../../base/workspace.ts";
import { readOrBuild } from "../cache.ts";
import { chunksOf } from "../chunks.ts";
import { readImages } from "../images.ts";
import { groupOfName, normaliseName } from "../names.ts";
import {
  joinNearCopies,
  nearCopyThreshold,
  thumbnail,
  thumbnailSize,
} from "../near_copies.ts";
import { describeAlpha } from "./alpha.ts";
import { listFolder, type PictureFolder } from "./folder_list.ts";
import type { OpenOptions, PictureSource } from "./picture_source.ts";

const heldOut = "cat face with tears of joy";

/**
 * Opens the source: all pictures of the folder, or those that its `names.csv`
 * lists, with the columns `file` and `name`. Without it the file's name says
 * what the picture is: `crying_cat-face.png` is a "crying cat face". Pictures
 * of one name, over skin tone and gender, form one group, and so do near copies
 * under different names, so that no two of them stand in different splits.
 *
 * @param path The folder, from the clone's folder.
 * @throws {Error} when there is no picture, or one cannot be read; it names the
 * file.
 */
export async function openFolder(
  path: string,
  { signal, onNotice }: OpenOptions = {},
): Promise<PictureSource> {
  const listed = await listFolder(path);
  const { rows, isListed, unread } = listed;
  const files = pathsOf(listed);
  const version = await hashFolder(listed, signal);
  await requireIntegers(files, signal);
  const names = rows.map(({ name }) => normaliseName(name));
  const { groups, copies } = joinNearCopies(
    await readThumbnails(files, { version, signal, onNotice }),
    names.map(groupOfName),
  );
  const heldOutRow = names.map(groupOfName).indexOf(heldOut);
  return {
    catalogue: pl.DataFrame({
      name: names,
      codePoint: names.map(() => ""),
      group: groups,
      category: names.map(() => ""),
      subcategory: names.map(() => ""),
      file: rows.map(({ file }) => file),
    }),
    heldOut: heldOutRow < 0 ? [] : [groups[heldOutRow]!],
    description: [
      `The pictures are our own: ${
        rows.length === 1 ? "1 file" : `${rows.length} files`
      } of a folder, named by ${isListed ? "a list" : "their file names"}.`,
      unread,
      describeCopies(copies),
      await describeAlpha(files),
    ].filter((sentence) => sentence !== "").join(" "),
    licence:
      "Graphics: our own collection; whose they are and how they may be used is for its owner to say.",
    version,
    readPictures: (rows, size) =>
      readImages(rows.map((row) => files[row]!), size),
  };
}

/** @returns a hash of all that the source takes from the folder. */
export async function folderVersion(path: string): Promise<string> {
  return await hashFolder(await listFolder(path));
}

async function hashFolder(
  listed: PictureFolder,
  signal?: AbortSignal,
): Promise<string> {
  const hashes = [];
  for (const file of pathsOf(listed)) {
    signal?.throwIfAborted();
    hashes.push(await hashFile(file));
  }
  return sha256(JSON.stringify([listed.rows, listed.unread, hashes]));
}

function pathsOf({ folder, rows }: PictureFolder): string[] {
  return rows.map(({ file }) => join(folder, file));
}

/**
 * Integers have a range that says what white is; in TIFF files of other
 * numbers it can be 1, 255 or anything.
 *
 * @throws {Error} when a picture has other numbers; it names the file.
 */
async function requireIntegers(files: string[], signal?: AbortSignal) {
  for (const file of files.filter((file) => /\.tiff?$/i.test(file))) {
    signal?.throwIfAborted();
    const { depth } = await sharp(file).metadata().catch(() => ({
      depth: "uchar", // It cannot be read: whoever reads it says so.
    }));
    if (depth !== "uchar" && depth !== "ushort") {
      throw new Error(
        `The picture ${file} holds numbers of the type ${depth}, so that it is not known which is white: save it with 8 or 16 bits.`,
      );
    }
  }
}

async function readThumbnails(
  files: string[],
  { version, signal, onNotice }: OpenOptions & { version: string },
): Promise<Float32Array[]> {
  const length = thumbnailSize ** 2 * 3;
  const size = { height: thumbnailSize, width: thumbnailSize };
  const key = sha256(JSON.stringify([version, sharp.versions, size]));
  const part = ({ buffer, byteOffset }: Uint8Array<ArrayBuffer>, at: number) =>
    new Float32Array(buffer, byteOffset + 4 * length * at, length);
  const { bytes } = await readOrBuild(
    `${workspace().cache}thumbnails-${key}.bin`,
    {
      length: 4 * length * files.length,
      async build(bytes) {
        for (const { first, chunk } of chunksOf(files, signal)) {
          const images = await readImages(chunk, size);
          for (const index of chunk.keys()) {
            part(bytes, first + index).set(thumbnail(images, index));
          }
        }
      },
      onNotice,
    },
  );
  return files.map((_, at) => part(bytes, at));
}

function describeCopies(copies: number): string {
  return copies === 0
    ? `None of them is a near copy of one with another name (a mean squared difference of at most ${nearCopyThreshold} between thumbnails of ${thumbnailSize}x${thumbnailSize} pixels).`
    : `${copies} of them are near copies of others with another name (a mean squared difference of at most ${nearCopyThreshold} between thumbnails of ${thumbnailSize}x${thumbnailSize} pixels) and are kept together in one split.`;
}
