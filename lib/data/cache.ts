/**
 * Files that can be made again at any time, kept because that is quicker.
 *
 * @module
 */
import { dirname } from "node:path";
import { sha256 } from "../base/fingerprint.ts";
import { ifThere, writeFileAtomically } from "../base/workspace.ts";

const DIGEST_LENGTH = 32;

/**
 * Reads bytes that an earlier call wrote, or builds and writes them.
 *
 * The file begins with the SHA-256 of what follows. A file that does not match
 * (cut off, damaged, written by something else) is built anew and replaced:
 * its name is the key of all that the content depends on, so nothing can be
 * lost or hidden by that.
 *
 * @param path The file; its name must change with whatever `build` depends on.
 * @returns the bytes, at an offset that suits a `Float32Array`, and their
 * SHA-256 in hexadecimal.
 */
export async function readOrBuild(
  path: string,
  build: () => Promise<Uint8Array>,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; digest: string }> {
  const cached = await readVerified(path);
  if (cached) return cached;

  const content = await build();
  const file = new Uint8Array(DIGEST_LENGTH + content.length);
  const bytes = file.subarray(DIGEST_LENGTH);
  bytes.set(content);
  const digest = sha256(bytes);
  file.set(Uint8Array.fromHex(digest));
  await Deno.mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, file);
  return { bytes, digest };
}

async function readVerified(path: string) {
  const file = await ifThere(Deno.readFile(path));
  if (!file) return undefined;
  const bytes = file.subarray(DIGEST_LENGTH);
  const digest = sha256(bytes);
  return digest === file.subarray(0, DIGEST_LENGTH).toHex()
    ? { bytes, digest }
    : undefined;
}
