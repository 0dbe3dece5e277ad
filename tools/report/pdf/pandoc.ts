/**
 * Markdown read and Typst written by pandoc, which runs as WebAssembly inside
 * this process. pandoc is licensed under the GPL: only the PDF depends on it.
 *
 * @module
 */
import { convert } from "pandoc-wasm";

/** A node of pandoc's document tree: `t` is its type, `c` what it holds. */
export interface Node {
  t: string;
  // deno-lint-ignore no-explicit-any
  c?: any;
}

/** A formula that pandoc could not translate. */
export interface Untranslated {
  tex: string;
  reason: string;
}

// Markdown as code hosts and notebooks read it. Not `smart`: it would make a
// dash of the two hyphens in `--quick`.
const reader = "gfm-emoji";

// So long a line that pandoc never sets a column's width from it.
const columns = 100_000;

/**
 * Reads Markdown, with TeX math between dollar signs, into blocks of pandoc's
 * document tree.
 */
export async function readMarkdown(markdown: string): Promise<Node[]> {
  return (await readDocument(markdown)).blocks;
}

/** A formula as a block, for {@linkcode writeTypst}. */
export function formula(tex: string, display: boolean): Node {
  const kind = display ? "DisplayMath" : "InlineMath";
  return { t: "Para", c: [{ t: "Math", c: [{ t: kind }, tex] }] };
}

/** Typst markup that pandoc passes on as it is, for within a paragraph. */
export function rawTypst(markup: string): Node {
  return { t: "RawInline", c: ["typst", markup] };
}

/**
 * Writes each fragment, a list of blocks, as Typst markup. All are written in
 * one go, since a call of pandoc costs more than a paragraph.
 *
 * @returns The markup of each fragment, and the formulas that pandoc left as
 * TeX since it does not understand them.
 */
export async function writeTypst(
  fragments: Node[][],
): Promise<{ markup: string[]; untranslated: Untranslated[] }> {
  const document = await readDocument("");
  const end = `// end of fragment ${crypto.randomUUID()}`;
  document.blocks = fragments.flatMap((blocks) => [
    ...blocks,
    { t: "RawBlock", c: ["typst", end] },
  ]);
  const { stdout, stderr, warnings } = await convert(
    { from: "json", to: "typst", columns, wrap: "none" },
    JSON.stringify(document),
    {},
  );
  if (stderr) throw new Error(`pandoc could not write Typst: ${stderr}`);
  const untranslated: Untranslated[] = [];
  for (const warning of warnings) {
    if (warning.type !== "CouldNotConvertTeXMath") {
      throw new Error(`pandoc could not write Typst: ${warning.pretty}`);
    }
    const lines = warning.message.trim().split("\n");
    const reason = lines.find((line: string) => line.startsWith("unexpected"));
    untranslated.push({
      tex: warning.contents,
      reason: reason ?? lines.at(-1),
    });
  }
  const markup = stdout.split(end).slice(0, -1)
    .map((text: string) => text.trim());
  return { markup, untranslated };
}

/** pandoc's own document object, so that its version always matches. */
async function readDocument(
  markdown: string,
): Promise<{ blocks: Node[] }> {
  const { stdout, stderr } = await convert(
    { from: reader, to: "json", columns },
    markdown,
    {},
  );
  if (stderr) throw new Error(`pandoc could not read Markdown: ${stderr}`);
  return JSON.parse(stdout);
}
