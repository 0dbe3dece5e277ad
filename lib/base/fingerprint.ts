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

/**
 * Hashes modules and all local modules that they import.
 *
 * @param roots URLs of the modules.
 * @param except Names of modules that are left out, with what only they import.
 * @returns a SHA-256 that changes with any of these files.
 */
export async function fingerprintSources(
  roots: URL[],
  except: string[] = [],
): Promise<string> {
  const sources = new Map<string, string>();
  const pending = [...roots];
  for (let url = pending.pop(); url; url = pending.pop()) {
    if (sources.has(url.href)) continue;
    if (except.some((name) => url.pathname.endsWith(`/${name}`))) continue;
    const source = await Deno.readTextFile(url);
    sources.set(url.href, source);
    for (const [, path] of source.matchAll(/ from "(\.[^"]+)"/g)) {
      pending.push(new URL(path!, url));
    }
    for (const [, path] of source.matchAll(/^import "(\.[^"]+)"/gm)) {
      pending.push(new URL(path!, url));
    }
  }
  // By content alone, so that the clone's place does not matter.
  return sha256([...sources.values()].map(sha256).sort().join());
}
