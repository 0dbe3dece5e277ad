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
    nodes.map((node) => [paragraph(node)]),
  );
  const words = await speak(nodes);
  const formulas = found.map(({ cell, node }, index): Formula => ({
    cell,
    tex: node.c[1],
    markup: `#spoken(${typstString(words[index]!)}, ${markup[index]!})`,
  }));
  const problems = untranslated.flatMap(({ tex, reason }) =>
    formulas.filter((formula) => formula.tex === tex).map(({ cell }) =>
      `${cell}: the formula "${tex}" is not understood (${reason}): write ` +
      "it in plainer TeX."
    )
  );
  return { formulas, problems: [...new Set(problems)] };
}
