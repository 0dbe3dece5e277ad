/**
 * The texts of a report, read once and looked at: links move with the report,
 * and what a page cannot show is named with its cell.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { writeCitations } from "./citations.ts";
import { type Block, blocksOf, markdownOf, type Report } from "./document.ts";
import { keyPattern, type Literature, literaturePath } from "./literature.ts";
import { readMarkdown, writeMarkdown } from "./pandoc.ts";
import { numberReport, replaceReferences } from "./references.ts";
import { mapNodes, type Node, plainText } from "./tree.ts";

/** Folders between which links move. */
export interface LinkOptions {
  /** Folder that the links are relative to. */
  from: string;
  /** Folder that they shall be relative to. */
  to: string;
}

/** What texts may lead to. */
export interface TextOptions extends LinkOptions {
  literature: Literature;
}

/**
 * Renderers can rely on what is returned: what is refused is taken out, so that
 * they find their own faults in the same go.
 *
 * @returns the report, each of whose texts stands by itself, in one style of
 * Markdown and with links relative to the report; and one sentence, with its
 * cell, for each thing in them that would be lost or wrong.
 */
export async function checkTexts(
  report: Report,
  { literature, ...links }: TextOptions,
): Promise<{ report: Report; problems: string[] }> {
  const blocks = blocksOf(report).filter(hasText);
  const found = blocks.map(() => new Set<string>());
  const onProblem = (index: number, sentence: string, text: string) =>
    void found[index]!.add(`${placeOf(text, blocks[index]!)}: ${sentence}`);
  const { texts, sources } = await writeCitations(
    await readMarkdown(blocks.map(markdownOf)),
    { literature, onProblem },
  );
  const known = new Set([
    ...numberReport(report).keys(),
    ...sources.map(({ key }) => `ref-${key}`),
    ...texts.flatMap(findAnchors),
  ]);
  const checked = texts.map((nodes, index) =>
    checkText(nodes, {
      known,
      links,
      onProblem: (sentence, text) => onProblem(index, sentence, text),
    })
  );
  const written = await writeMarkdown([
    ...checked,
    ...sources.map(({ text }) => text),
  ]);
  const replaced = new Map(blocks.map((block, index) => [
    block,
    withText(block, written[index]!),
  ]));
  const settled = {
    ...report,
    sections: report.sections.map((section) => ({
      ...section,
      blocks: section.blocks.map((block) => replaced.get(block) ?? block),
    })),
  };
  return {
    problems: found.flatMap((sentences) => [...sentences]),
    report: withSources(
      settled,
      sources.map(({ key }, index): Block => ({
        kind: "source",
        cell: literaturePath,
        name: key,
        markdown: written[checked.length + index]!,
      })),
    ),
  };
}

/** Adds the list of literature at the end, if something is cited. */
function withSources(report: Report, sources: Block[]): Report {
  const last = report.sections.at(-1);
  if (sources.length === 0 || !last) return report;
  const heading: Block = {
    kind: "text",
    cell: literaturePath,
    markdown: "## Literature",
  };
  const blocks = [...last.blocks, heading, ...sources];
  return {
    ...report,
    sections: [...report.sections.slice(0, -1), { ...last, blocks }],
  };
}

/** The cell, and the line of it if the text is the cell's own. */
function placeOf(text: string, block: Block): string {
  if (block.kind !== "text" || !block.isSource) return block.cell;
  const [before, after] = block.markdown.split(text, 2);
  const line = before!.split("\n").length;
  return after === undefined ? block.cell : `${block.cell}, line ${line}`;
}

function hasText(block: Block): boolean {
  return block.kind !== "code";
}

function withText(block: Block, markdown: string): Block {
  return "markdown" in block
    ? { ...block, markdown }
    : { ...block, caption: markdown } as Block;
}

function findAnchors(nodes: Node[]): string[] {
  const anchors: string[] = [];
  mapNodes(nodes, ({ t, c }) => {
    if (t === "Header") anchors.push(c[1][0]);
    return undefined;
  });
  return anchors;
}

interface CheckOptions {
  /** Anchors of the report. */
  known: ReadonlySet<string>;
  links: LinkOptions;
  onProblem: OnProblem;
}

/** Receives what is wrong, and the text that it is about as it was written. */
type OnProblem = (sentence: string, text: string) => void;

function checkText(nodes: Node[], options: CheckOptions): Node[] {
  const { known, onProblem } = options;
  const referring = replaceReferences(nodes, (anchor) => {
    if (known.has(anchor)) return [{ t: "Str", c: `@${anchor}` }];
    onProblem(
      `"@${anchor}" refers to nothing in the report: correct the reference ` +
        "or make what it names.",
      `@${anchor}`,
    );
    return [{ t: "Str", c: anchor }];
  });
  return mapNodes(referring, (node) => {
    switch (node.t) {
      case "Str":
        checkWord(node.c, onProblem);
        return undefined;
      case "Link":
        return checkLink(node, options);
      case "Image":
        onProblem(
          `the image "${node.c[2][0]}" stands in the text: show it with ` +
            "`figure`, which gives it a number and a caption.",
          node.c[2][0],
        );
        return [];
      case "RawInline":
      case "RawBlock":
        return checkHtml(node, onProblem);
      case "Math":
        checkMath(node.c[1], onProblem);
        return undefined;
    }
  });
}

/** A citation whose key is none of `literature.json`. */
const foreignCitation = new RegExp(`\\[-?@(?!${keyPattern}\\b)[\\w:-]+`);

/** What would stay as it is written, where something else is meant. */
function checkWord(word: string, onProblem: OnProblem) {
  if (/\\[A-Za-z]+\{|\$\\[A-Za-z]/.test(word)) {
    onProblem(
      `"${word}" looks like TeX but is no formula: check its dollar signs ` +
        "and braces.",
      word,
    );
  }
  const unknown = /(?<![\w@])@(?!(?:fig|tbl)-[a-z0-9])[A-Za-z]+-[\w-]+/
    .exec(word);
  const citation = foreignCitation.exec(word);
  if (citation) {
    onProblem(
      `"${word}" is no citation: write [@radford2015], with a key of ` +
        `${literaturePath}.`,
      citation[0],
    );
  } else if (unknown) {
    onProblem(
      `"${unknown[0]}" is no reference: figures are @fig-name and tables ` +
        "@tbl-name, in small letters, and a section is linked by its heading.",
      unknown[0],
    );
  }
}

/** What pandoc leaves out of a formula, or no other reader has. */
function checkMath(tex: string, onProblem: OnProblem) {
  const lost =
    /\\(tag|label|ref|eqref|color|textcolor|hline|cline|newcommand|def)(?![A-Za-z])/
      .exec(tex);
  if (lost) {
    onProblem(
      `the formula "${tex}" has ${lost[0]}, which would be lost: write it ` +
        "without.",
      lost[0],
    );
  }
}

/** Comments are dropped and line breaks kept; other HTML would be lost. */
function checkHtml(
  { c: [, content] }: Node,
  onProblem: OnProblem,
): Node[] {
  if (/^\s*<!--[^]*-->\s*$/.test(content)) return [];
  if (/^<br\s*\/?>$/.test(content)) return [{ t: "LineBreak" }];
  onProblem(
    `HTML cannot be shown, but here is "${
      content.trim().replaceAll(/\s+/g, " ")
    }": write it in Markdown.`,
    content.trim(),
  );
  return [];
}

function checkLink(
  node: Node,
  { known, links: { from, to }, onProblem }: CheckOptions,
): Node[] {
  const [attributes, inlines, [target, title]] = node.c;
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [node];
  const [path, fragment] = splitAt(target, "#");
  if (path === "") {
    if (!known.has(decode(fragment ?? ""))) {
      onProblem(
        `the link "${plainText(inlines)}" to "${target}" leads to nothing ` +
          "in the report: correct it.",
        target,
      );
      return inlines;
    }
    return [node];
  }
  const file = join(from, decode(path));
  if (!existsSync(file)) {
    onProblem(`the link to "${target}" leads nowhere: correct it.`, target);
  }
  const moved = encodeURI(relative(to, file).replaceAll("\\", "/"));
  const rest = fragment === undefined ? "" : `#${fragment}`;
  return [{ t: "Link", c: [attributes, inlines, [moved + rest, title]] }];
}

function splitAt(text: string, mark: string): [string, string | undefined] {
  const index = text.indexOf(mark);
  return index < 0
    ? [text, undefined]
    : [text.slice(0, index), text.slice(index + 1)];
}

/** As browsers do: what is no escape stays as it is. */
function decode(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      return escapes;
    }
  });
}
