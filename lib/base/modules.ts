/**
 * What code means: hashes of modules that comments, types and places do not
 * change.
 *
 * @module
 */
import ts from "typescript";
import { sha256 } from "./fingerprint.ts";

/** What was found in a module, by the hash of its text. */
const known = new Map<string, { meaning: string; imports: string[] }>();

/**
 * Hashes modules and all local files that they import: by `import`, `export …
 * from`, and `import()` of a literal. TypeScript counts as the JavaScript that
 * it becomes, without comments and types; what is imported counts by its
 * content, wherever it lies.
 *
 * @param roots URLs of the modules.
 * @param options `except`: modules that are left out, with what only they
 * import.
 * @returns a SHA-256 that changes with the meaning of any of these files.
 */
export async function hashModules(
  roots: URL[],
  { except = [] }: { except?: URL[] } = {},
): Promise<string> {
  const left = new Set(except.map(({ href }) => href));
  const meanings = new Map<string, string>();
  const pending = [...roots];
  for (let url = pending.pop(); url; url = pending.pop()) {
    if (meanings.has(url.href) || left.has(url.href)) continue;
    const { meaning, imports } = read(url, await Deno.readFile(url));
    meanings.set(url.href, meaning);
    pending.push(...imports.map((path) => new URL(path, url)));
  }
  return sha256([...meanings.values()].sort().join());
}

function read(url: URL, bytes: Uint8Array) {
  const hash = sha256(bytes);
  if (!/\.[cm]?[jt]s$/.test(url.pathname)) {
    return { meaning: hash, imports: [] };
  }
  const found = known.get(hash) ?? parse(new TextDecoder().decode(bytes));
  known.set(hash, found);
  return found;
}

function parse(source: string) {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      removeComments: true,
    },
  });
  const files = ts.preProcessFile(outputText).importedFiles;
  const isLocal = ({ fileName }: ts.FileReference) =>
    /^\.{1,2}\//.test(fileName);
  const local = files.filter(isLocal).map(({ fileName }) => fileName);
  // From the end, so that the places of the others stay.
  const text = files.filter(isLocal).toSorted((a, b) => b.pos - a.pos).reduce(
    (text, { pos, end }) => text.slice(0, pos) + text.slice(end),
    outputText,
  );
  return { meaning: sha256(text), imports: local };
}
