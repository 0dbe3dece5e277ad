/**
 * In which cells the compiler's complaints have their causes.
 *
 * @module
 */
import type { ShownFigure } from "./figures.ts";
import type { Formula } from "./markdown_to_typst.ts";
import { type Typst, TypstError } from "./typst.ts";

/** A piece of the report in Typst. */
export interface Piece {
  cell: string;
  markup: string;
}

/** What the report is made of. */
export interface Parts {
  typst: Typst;
  /** What `addEmoji` gave. */
  emoji: string;
  figures: ShownFigure[];
  formulas: Formula[];
  pieces: Piece[];
}

/**
 * Sets each part by itself.
 *
 * @param error What the compiler said of the whole.
 * @returns one sentence for each part that cannot be set.
 */
export function explain(
  error: TypstError,
  { typst, emoji, figures, formulas, pieces }: Parts,
): Error {
  const labels = new Set(
    pieces.flatMap(({ markup }) => findLabels(markup, /#link\(<([^>]+)>\)/g)),
  );
  const fault = (markup: string) => {
    const own = new Set(
      findLabels(markup, /(?<!link\()<([\w-]+)>|"((?:fig|tbl|ref)-[^"]+)"/g),
    );
    const targets = [...labels].filter((label) => !own.has(label))
      .map((label) => `#metadata(none)<${label}>`);
    try {
      typst.compile(
        [
          `#import "/report.typ": *`,
          `#show: alone.with(${emoji})`,
          ...headingsAbove(markup),
          markup,
          ...targets,
        ]
          .join("\n\n"),
      );
    } catch (error) {
      if (error instanceof TypstError) return error;
      throw error;
    }
  };
  const sentences = new Set<string>();
  const bad = new Set<string>();
  for (const { cell, name, markup } of figures) {
    const found = fault(`#${markup}`);
    if (!found) continue;
    bad.add(cell);
    sentences.add(
      `${cell}: the file of the figure "${name}" cannot be shown (${found.message}): run the notebook again.`,
    );
  }
  for (const { cell, tex, markup } of formulas) {
    const found = fault(markup);
    if (!found) continue;
    bad.add(cell);
    sentences.add(
      `${cell}: the formula "${tex}" cannot be set (${found.message}): write it in plainer TeX.`,
    );
  }
  for (const sentence of describeSkips(pieces)) sentences.add(sentence);
  for (const { cell, markup } of pieces) {
    const found = bad.has(cell) ? undefined : fault(markup);
    if (found) sentences.add(`${cell}: ${describe(found)}`);
  }
  if (sentences.size === 0) {
    sentences.add(`The PDF cannot be set: ${error.message}.`);
  }
  return new Error([...sentences].join("\n"), { cause: error });
}

function describe(error: TypstError): string {
  const missing = error.textWithoutGlyph;
  if (missing !== undefined) {
    const codePoints = Array.from(
      missing,
      (it) => `U+${it.codePointAt(0)!.toString(16).toUpperCase()}`,
    );
    return `no font of the PDF has "${missing}" (${
      codePoints.join(" ")
    }): write it in words or show it as a figure.`;
  }
  const wide = /too wide: ((?:Table \d+|a table in the text))/
    .exec(error.message)?.[1];
  if (wide) return `${wide} is too wide for the page: show fewer columns.`;
  return `the PDF cannot show this (${error.message}): write it in another way.`;
}

function findLabels(markup: string, pattern: RegExp): string[] {
  return [...markup.matchAll(pattern)].map(([, first, second]) =>
    (first ?? second)!
  );
}

/** Headings that a piece by itself lacks: a document begins with level 1. */
function headingsAbove(markup: string): string[] {
  const [first = 1] = headingLevels(markup);
  return Array.from({ length: first - 1 }, (_, i) => `${"=".repeat(i + 1)} x`);
}

/** One sentence for each heading that leaves out a level. */
function describeSkips(pieces: Piece[]): string[] {
  let above = 0;
  return pieces.flatMap(({ cell, markup }) =>
    headingLevels(markup).flatMap((level) => {
      const before = above;
      above = level;
      return level <= before + 1 ? [] : [
        `${cell}: a heading of level ${level} stands below one of level ${before}, which listeners would miss one between: use level ${
          before + 1
        }.`,
      ];
    })
  );
}

function headingLevels(markup: string): number[] {
  return [...markup.matchAll(/^(=+) /gm)].map(([, signs]) => signs!.length);
}
