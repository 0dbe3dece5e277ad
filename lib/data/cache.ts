/**
 * Files that can be made again at any time, kept because that is quicker.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { sha256 } from "../base/fingerprint.ts";
import { ifThere, writeFileAtomically } from "../base/workspace.ts";

/** Bytes with their SHA-256, in hexadecimal. */
interface Hashed {
  bytes: Uint8Array<ArrayBuffer>;
  digest: string;
}

const digestLength = 32;
/** A temporary file so old is what a killed process left, in milliseconds. */
const leftoverAge = 3_600_000;

/**
 * Reads bytes that an earlier call wrote, or builds and writes them.
 *
 * The file begins with a SHA-256 of what follows. A file that does not match
 * (cut off, damaged, written by something else) is built anew and replaced:
 * its name is the key of all that the content depends on, so nothing can be
 * lost or hidden by that. Where the file can be neither read nor written (a full
 * disk, a folder that is read-only), the bytes are built all the same.
 *
 * @param path The file; its name must change with whatever `build` depends on.
 * @param options `length`: how many bytes there are; `build`: fills them, all
 * of them 0 before; `hash`: gives their SHA-256 in hexadecimal, also in another
 * order than theirs; `onNotice`: is told, in a sentence, when they cannot be kept.
 * @returns the bytes, at an offset that suits a `Float32Array`, and their hash.
 */
export async function readOrBuild(
  path: string,
  { length, build, hash = sha256, onNotice }: {
    length: number;
    build: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
    hash?: (bytes: Uint8Array<ArrayBuffer>) => string;
    onNotice?: (notice: string) => void;
  },
): Promise<Hashed> {
  const cached = await readVerified(path, { length, hash });
  if (cached) return cached;

  const file = new Uint8Array(digestLength + length);
  const bytes = file.subarray(digestLength);
  await build(bytes);
  const digest = hash(bytes);
  file.set(Uint8Array.fromHex(digest));
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await removeLeftovers(dirname(path));
    await writeFileAtomically(path, file);
  } catch (error) {
    onNotice?.(
      `The cache ${path} cannot be written (${
        (error as Error).message
      }): the data were built, and are built again next time.`,
    );
  }
  return { bytes, digest };
}

/** @returns nothing where there is no such file, or a damaged one. */
async function readVerified(
  path: string,
  { length, hash }: {
    length: number;
    hash: (bytes: Uint8Array<ArrayBuffer>) => string;
  },
): Promise<Hashed | undefined> {
  // Not Deno.readFile, which takes twice the memory.
  const content = new Uint8Array(digestLength + length);
  try {
    using file = await Deno.open(path);
    if ((await file.stat()).size !== content.length) return undefined;
    for (let at = 0; at < content.length;) {
      const read = await file.read(content.subarray(at));
      if (read === null) return undefined;
      at += read;
    }
  } catch {
    return undefined; // Whatever is wrong there, it can be built.
  }
  const bytes = content.subarray(digestLength);
  const digest = hash(bytes);
  return digest === content.subarray(0, digestLength).toHex()
    ? { bytes, digest }
    : undefined;
}

/** Removes what killed processes left, but not what others are writing. */
async function removeLeftovers(folder: string) {
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".tmp")) continue;
    const path = join(folder, name);
    const { mtime } = await ifThere(Deno.stat(path)) ?? {};
    if (mtime && Date.now() - mtime.getTime() > leftoverAge) {
      await ifThere(Deno.remove(path));
    }
  }
}
