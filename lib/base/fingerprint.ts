/**
 * Fingerprints: hashes that tell whether a result still belongs to what it was
 * made from.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** @returns the SHA-256 of bytes or text, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** @returns the SHA-256 of a file, which is read in pieces, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) hash.update(chunk);
  return hash.digest("hex");
}

/** @returns JSON that does not depend on the order of an object's names. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, inner) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(
          Object.entries(inner).sort(([one], [other]) => one < other ? -1 : 1),
        )
        : inner,
  );
}
