/**
 * What code means: hashes of modules that comments, types and places do not
 * change.
 *
 * @module
 */
import { dirname } from "node:path";
import type ts from "typescript";
import { sha256 } from "./fingerprint.ts";
import { ifThere, workspace, writeFileAtomically } from "./workspace.ts";

/** What was found in a module. */
interface Found {
  /** The hash of what it becomes. */
  meaning: string;
  /** The local files that it imports. */
  imports: string[];
}

/** By the hash of a module's text. */
let known: Map<string, Found> | undefined;

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
  known ??= await readNotes();
  const { size } = known;
  const left = new Set(except.map(({ href }) => href));
  const meanings = new Map<string, string>();
  const pending = [...roots];
  for (let url = pending.pop(); url; url = pending.pop()) {
    if (meanings.has(url.href) || left.has(url.href)) continue;
    const { meaning, imports } = await read(url, known);
    meanings.set(url.href, meaning);
    pending.push(...imports.map((path) => new URL(path, url)));
  }
  if (known.size > size) await writeNotes(known);
  return sha256([...meanings.values()].sort().join());
}

async function read(url: URL, known: Map<string, Found>): Promise<Found> {
  const bytes = await Deno.readFile(url);
  const hash = sha256(bytes);
  if (!/\.[cm]?[jt]s$/.test(url.pathname)) {
    return { meaning: hash, imports: [] };
  }
  const found = known.get(hash) ??
    await parse(new TextDecoder().decode(bytes));
  known.set(hash, found);
  return found;
}

async function parse(source: string): Promise<Found> {
  const { default: ts } = await import("typescript");
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

/**
 * Where what was found is kept, since TypeScript takes half a second for the
 * modules of a run: by its version and by what this module asks of it.
 */
async function notesPath(): Promise<string> {
  const asked = await Deno.readTextFile(new URL(import.meta.url));
  const hash = sha256(import.meta.resolve("typescript") + asked);
  return `${workspace().cache}modules-${hash}.json`;
}

/** @returns nothing where there are no notes, or damaged ones. */
async function readNotes(): Promise<Map<string, Found>> {
  const notes = await ifThere(Deno.readTextFile(await notesPath()));
  const [digest, json = ""] = notes?.split("\n") ?? [];
  return new Map(digest === sha256(json) ? JSON.parse(json) : []);
}

async function writeNotes(known: Map<string, Found>): Promise<void> {
  const path = await notesPath();
  const json = JSON.stringify([...known]);
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await writeFileAtomically(path, `${sha256(json)}\n${json}`);
  } catch {
    // A folder that cannot be written to: it is found anew each time.
  }
}
