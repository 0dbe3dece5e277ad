import { expect } from "@std/expect";
import { Buffer } from "node:buffer";
import { canonicalize } from "../../../../tools/report/pdf/canonical.ts";

/** A document's essentials, with resources in some order. */
function document(identity: string, ...resources: string[]): Uint8Array {
  return Buffer.from(
    [
      "<<",
      "  /XObject <<",
      ...resources.map((resource) => `    ${resource}`),
      "  >>",
      ">>",
      `<xmpMM:InstanceID>${identity}</xmpMM:InstanceID>`,
      `/ID [(0123456789abcdefghijkl==) (${identity})]`,
      "\xff\x00binary",
    ].join("\n"),
    "latin1",
  );
}

const one = document("URZZe1djIcDETIj5x6uVMw==", "/xo0 7 0 R", "/xo1 3 0 R");
const other = document("AAAAe1djIcDETIj5x6uVMw==", "/xo1 3 0 R", "/xo0 7 0 R");

Deno.test("documents that differ in the order of resources become the same bytes", () => {
  expect(one).not.toStrictEqual(other);
  expect(canonicalize(one)).toStrictEqual(canonicalize(other));
});

Deno.test("a document keeps its length, and so its table of offsets", () => {
  expect(canonicalize(other).length).toBe(other.length);
  expect(Buffer.from(canonicalize(other)).toString("latin1")).toMatch(
    / {4}\/xo0 7 0 R\n {4}\/xo1 3 0 R\n/,
  );
});

Deno.test("documents that differ in anything else keep different identities", () => {
  const identity = (pdf: Uint8Array) =>
    Buffer.from(canonicalize(pdf)).toString("latin1").match(
      /\((.{24})\)\]/,
    )![1];
  const changed = document(
    "URZZe1djIcDETIj5x6uVMw==",
    "/xo0 7 0 R",
    "/xo1 4 0 R",
  );
  expect(identity(one)).not.toBe(identity(changed));
});

Deno.test("a document without an identity is refused", () => {
  expect(() => canonicalize(Buffer.from("%PDF-1.7"))).toThrow(
    /no instance identity/,
  );
});
