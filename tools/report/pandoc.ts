/**
 * Markdown read and written by pandoc, which runs as WebAssembly inside this
 * process. pandoc is licensed under the GPL: only the report depends on it.
 *
 * @module
 */
import { convert } from "pandoc-wasm";
import { type Math, type Node, paragraph } from "./tree.ts";

/** A formula that pandoc could not translate. */
export interface Untranslated {
  tex: string;
  reason: string;
}

// Markdown as code hosts and notebooks read it, where a line `---` is a line and
// no metadata. Not `smart`: it would make a dash of the two hyphens in `--quick`.
const reader = "gfm-emoji-yaml_metadata_block";

// Formulas between dollar signs, as notebooks and code hosts read them alike.
const writer = "gfm-tex_math_gfm+tex_math_dollars";

// So long a line that pandoc never sets a column's width from it.
const columns = 100_000;

/**
 * Reads pieces of Markdown, each by itself: what one leaves open or defines is
 * nothing to the others. All are read in one go, since a call of pandoc costs
 * more than a paragraph.
 *
 * @returns the blocks of each piece.
 */
export async function readMarkdown(pieces: string[]): Promise<Node[][]> {
  const key = JSON.stringify(pieces);
  // Each renderer reads the same texts.
  if (last?.key !== key) last = { key, texts: await read(pieces) };
  return structuredClone(last.texts);
}

let last: { key: string; texts: Node[][] } | undefined;

async function read(pieces: string[]): Promise<Node[][]> {
  if (pieces.length === 0) return [];
  const mark = `piece${crypto.randomUUID().replaceAll("-", "")}`;
  const files = Object.fromEntries(
    pieces.map((piece, index) => [`${mark}x${index}`, `${mark}\n\n${piece}`]),
  );
  const { stdout, stderr } = await convert(
    {
      from: reader,
      to: "json",
      columns,
      "input-files": Object.keys(files),
      "file-scope": true,
    },
    null,
    files,
  );
  if (stderr) throw new Error(`pandoc could not read Markdown: ${stderr}`);
  // pandoc marks identifiers with the file that they come from.
  const unmarked = stdout.replaceAll(new RegExp(`${mark}x\\d+__`, "g"), "");
  const texts: Node[][] = [];
  for (const block of JSON.parse(unmarked).blocks as Node[]) {
    if (block.t === "Para" && block.c[0]?.c === mark) texts.push([]);
    else texts.at(-1)!.push(block);
  }
  return texts;
}

/** A source that is cited, as a list of literature has it. */
export interface Source {
  key: string;
  text: Node[];
}

/**
 * Writes citations out by citeproc.
 *
 * @param written As pandoc's Markdown has them: `[@radford2015; @white2016]`.
 * @param literature Sources in CSL JSON; all that are cited are among them.
 * @returns each citation, with links to `#ref-<key>`, and the sources.
 */
export async function citeSources(
  written: string[],
  literature: unknown[],
): Promise<{ citations: Map<string, Node[]>; sources: Source[] }> {
  const file = "literature.json";
  const { stdout, stderr, warnings } = await convert(
    {
      from: "markdown_strict+citations",
      to: "json",
      columns,
      citeproc: true,
      bibliography: [file],
      metadata: { "link-citations": true },
    },
    written.join("\n\n"),
    { [file]: JSON.stringify(literature) },
  );
  const wrong = stderr ||
    warnings.find(({ verbosity }: { verbosity: string }) =>
      verbosity !== "INFO"
    )?.pretty;
  if (wrong) throw new Error(`pandoc could not write citations: ${wrong}`);
  const blocks = JSON.parse(stdout).blocks as Node[];
  const list: Node[] = blocks.pop()!.c[1];
  return {
    citations: new Map(
      written.map((text, index) => [
        text,
        blocks[index]!.c.flatMap((node: Node) =>
          node.t === "Cite" ? node.c[1] : [node]
        ),
      ]),
    ),
    sources: list.map(({ c: [[id], text] }) => ({
      key: id.replace("ref-", ""),
      text,
    })),
  };
}

/** Writes each piece, a list of blocks, as Markdown for code hosts. */
export async function writeMarkdown(pieces: Node[][]): Promise<string[]> {
  const mark = {
    t: "RawBlock",
    c: ["html", `<!-- ${crypto.randomUUID()} -->`],
  };
  const { stdout, warnings } = await write(pieces, mark, {
    to: writer,
    columns: 72,
    // A line that begins with "1." or "+" would begin a list.
    wrap: "none",
    "reference-location": "block",
  });
  if (warnings.length > 0) throw new Error(`pandoc: ${warnings[0]!.pretty}`);
  return split(stdout, mark);
}

/**
 * Writes each piece, a list of blocks, as Typst markup.
 *
 * @returns The markup of each piece, and the formulas that pandoc left as TeX
 * since it does not understand them.
 */
export async function writeTypst(
  pieces: Node[][],
): Promise<{ markup: string[]; untranslated: Untranslated[] }> {
  const mark = { t: "RawBlock", c: ["typst", `// ${crypto.randomUUID()}`] };
  const { stdout, warnings } = await write(pieces, mark, {
    to: "typst",
    columns,
    wrap: "none",
  });
  const untranslated = warnings.map((warning): Untranslated => {
    if (warning.type !== "CouldNotConvertTeXMath") {
      throw new Error(`pandoc could not write Typst: ${warning.pretty}`);
    }
    const lines: string[] = warning.message.trim().split("\n");
    const reason = lines.find((line) => line.startsWith("unexpected"));
    return { tex: warning.contents, reason: reason ?? lines.at(-1)! };
  });
  return { markup: split(stdout, mark), untranslated };
}

/** Writes formulas as MathML, without the TeX that they come from. */
export async function writeMathml(formulas: Math[]): Promise<string[]> {
  const mark = {
    t: "RawBlock",
    c: ["html", `<!-- ${crypto.randomUUID()} -->`],
  };
  const pieces = formulas.map((formula) => [paragraph(formula)]);
  const { stdout } = await write(pieces, mark, {
    to: "html5",
    "html-math-method": { method: "mathml" },
    columns,
    wrap: "none",
  });
  return split(stdout, mark).map((html) =>
    html.replace(/^<p>/, "").replace(/<\/p>$/, "")
      .replace(/<annotation [^]*?<\/annotation>/, "")
  );
}

interface Written {
  stdout: string;
  // deno-lint-ignore no-explicit-any
  warnings: any[];
}

async function write(
  pieces: Node[][],
  mark: Node,
  options: Record<string, unknown>,
): Promise<Written> {
  const { stdout } = await convert({ from: reader, to: "json" }, "", {});
  const document = JSON.parse(stdout); // So that its version always matches.
  document.blocks = pieces.flatMap((blocks) => [...blocks, mark]);
  const written = await convert(
    { from: "json", ...options },
    JSON.stringify(document),
    {},
  );
  if (written.stderr) {
    throw new Error(`pandoc could not write ${options.to}: ${written.stderr}`);
  }
  return written;
}

function split(text: string, mark: Node): string[] {
  // Blank lines go, but not the indentation of the first line.
  return text.split(mark.c[1]).slice(0, -1)
    .map((piece) => piece.replace(/^\n+/, "").trimEnd());
}
