/**
 * One document, one sequence of bytes.
 *
 * The Typst compiler writes the resources of an SVG in the order of a hash
 * table, which differs from process to process, and derives the document's
 * identity from the bytes. Both are put right here; no length changes, so that
 * the file's table of offsets stays true.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** Lines of a dictionary such as `/xo4 95 0 R`, two or more in a row. */
const resources = /(?:^ +\/[a-z]+\d+ \d+ 0 R\n){2,}/gm;

const instance = /<xmpMM:InstanceID>([A-Za-z0-9+/=]{24})<\/xmpMM:InstanceID>/;

/**
 * Sorts resources and renews the identity.
 *
 * @param pdf As the Typst compiler writes it, resources uncompressed.
 * @throws {Error} when the document has no instance identity.
 */
export function canonicalize(pdf: Uint8Array): Uint8Array {
  const sorted = Buffer.from(pdf).toString("latin1").replace(
    resources,
    (lines) => lines.trimEnd().split("\n").sort().join("\n") + "\n",
  );
  const [, identity] = sorted.match(instance) ?? [];
  if (!identity) {
    throw new Error(
      "The PDF has no instance identity to renew: adapt tools/pdf/canonical.ts to this version of the Typst compiler.",
    );
  }
  const blank = sorted.replaceAll(identity, "A".repeat(identity.length));
  const renewed = createHash("sha256").update(blank, "latin1").digest()
    .subarray(0, 16).toString("base64");
  return new Uint8Array(
    Buffer.from(sorted.replaceAll(identity, renewed), "latin1"),
  );
}
