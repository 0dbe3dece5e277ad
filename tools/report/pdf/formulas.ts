/**
 * Formulas in Typst, each with the words that a screen reader says for it.
 *
 * @module
 */
import { writeTypst } from "../pandoc.ts";
import { type Math, paragraph } from "../tree.ts";
import type { Formula } from "./markdown_to_typst.ts";
import { speak } from "./speech.ts";
import { typstString } from "./typst.ts";

/**
 * Translates formulas, each by itself.
 *
 * @returns them, and a sentence for each that pandoc does not understand.
 */
export async function translateFormulas(
  found: { cell: string; node: Math }[],
): Promise<{ formulas: Formula[]; problems: string[] }> {
  if (found.length === 0) return { formulas: [], problems: [] };
  const nodes = found.map(({ node }) => ({ ...node }));
  const { markup, untranslated } = await writeTypst(
    nodes.map(({ c: [kind, tex], ...node }) => [
      paragraph({ ...node, c: [kind, forPandoc(tex)] }),
    ]),
  );
  const words = await speak(nodes);
  const formulas = found.map(({ cell, node }, index): Formula => ({
    cell,
    tex: node.c[1],
    markup: `#spoken(${typstString(words[index]!)}, ${
      markup[index]!.replaceAll('delim: "||"', 'delim: "‖"')
    })`,
  }));
  const problems = untranslated.flatMap(({ tex: failed, reason }) =>
    formulas.filter(({ tex }) => forPandoc(tex) === failed).map((
      { cell, tex },
    ) =>
      `${cell}: the formula "${tex}" is not understood (${reason}): write ` +
      "it in plainer TeX."
    )
  );
  return { formulas, problems: [...new Set(problems)] };
}

/**
 * What pandoc writes wrongly in Typst, in other words: `vmatrix` has two lines
 * on each side, and the brace of `cases` in one column is that of one line.
 */
function forPandoc(tex: string): string {
  return tex
    .replaceAll("\\begin{vmatrix}", "\\left|\\begin{matrix}")
    .replaceAll("\\end{vmatrix}", "\\end{matrix}\\right|")
    .replaceAll(
      /(\\begin\{cases\})([^]*?)(\\end\{cases\})/g,
      (whole, begin, rows, end) =>
        rows.includes("&")
          ? whole
          : begin + rows.replaceAll("\\\\", "&\\\\") + "&" + end,
    );
}
