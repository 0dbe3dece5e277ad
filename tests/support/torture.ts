/**
 * A notebook with all that a person may write in one, and what must be read of
 * it in each form of the report.
 *
 * @module
 */
import { expect } from "@std/expect";
import { codeCells, type Output } from "../../tools/notebook/notebook.ts";
import { checkTexts } from "../../tools/report/check_texts.ts";
import { collectSection } from "../../tools/report/collect.ts";
import type { Report } from "../../tools/report/document.ts";
import { notebookOf } from "./notebook_project.ts";

/** Markdown, and pieces of text that a reader finds of it. */
export interface Construct {
  what: string;
  markdown: string;
  read: string[];
}

const long = "a".repeat(150);

export const constructs: Construct[] = [
  {
    what: "a line above and below a sentence",
    markdown: "---\n\n**Note:** not metadata\n\n---",
    read: ["Note:", "not metadata"],
  },
  {
    what: "headings of all levels and in both styles",
    markdown:
      "Over\n====\n\nBelow\n-----\n\n### Three\n\n#### Four\n\n##### Five\n\n###### Six",
    read: ["Over", "Below", "Three", "Four", "Five", "Six"],
  },
  {
    what: "footnotes and link definitions of one cell",
    markdown:
      "One[^1] and [one][r].\n\n[^1]: First note.\n\n[r]: https://a.org",
    read: ["One", "First note."],
  },
  {
    what: "the same names in another",
    markdown:
      "Two[^1] and [two][r].\n\n[^1]: Second note.\n\n[r]: https://b.org",
    read: ["Two", "Second note."],
  },
  {
    what: "an unclosed fence",
    markdown: "```ts\nconst open = 1;",
    read: ["const open = 1;"],
  },
  { what: "text after it", markdown: "After *it*.", read: ["After it."] },
  {
    what: "a table of four columns with long names",
    markdown:
      "| representation_of_the_code | reconstruction_error_on_test | classification_accuracy | note |\n" +
      "|---|---|--:|:-:|\n| convolutional_autoencoder_small | 0.0177 | 0.83 | a *b* `c` |",
    read: ["0.0177", "0.83", "a b c"],
  },
  {
    what: "lists, nested and numbered from three",
    markdown: "3. three\n   - inner\n4. four\n\n- [ ] open\n- [x] done",
    read: ["three", "inner", "four", "open", "done"],
  },
  {
    what: "a quotation and an alert",
    markdown: "> quoted\n\n> [!NOTE]\n> careful",
    read: ["quoted", "careful"],
  },
  {
    what: "apostrophes, quotes and emoji",
    markdown: 'Question 1\'s "answer" 🎉 and 李小龙.',
    read: ["Question 1", "answer", "李小龙"],
  },
  {
    what: "signs of Typst and Markdown",
    markdown:
      "\\# \\$5 @ \\* \\_ ~ \\< > & 100% \\\\ ^ {x} [y\\] = + / -- #let",
    read: ["$5", "100%", "{x}", "-- #let"],
  },
  {
    what: "formulas with names that Typst has too",
    markdown:
      "$\\mathtt{x}$, $\\mathsf{y}$ and $\\text{rule}$\n\n$$\\begin{vmatrix} 1 & 2 \\\\ 3 & 4 \\end{vmatrix} = -2$$",
    read: [],
  },
  {
    what: "a word without an end, in text and as code",
    markdown: `${long} and \`${long}\``,
    read: [],
  },
  {
    what: "an indented block with what is no reference",
    markdown: "    see @fig-none",
    read: ["see @fig-none"],
  },
  {
    what:
      "citations, in brackets and in a sentence, and an address that is none",
    markdown:
      "As *usual* [see @hinton2006, p. 3]. @hinton2006 began; write to a@hinton2006.org.",
    read: [
      "(see Hinton and Salakhutdinov 2006, 3",
      "Hinton and Salakhutdinov (2006) began",
      "a@hinton2006.org",
      "Hinton, Geoffrey E.",
      "Reducing the Dimensionality",
    ],
  },
  {
    what: "a line break and a comment",
    markdown: "first<br>second <!-- nothing -->",
    read: ["first", "second"],
  },
];

const outputs: Output[] = [
  { output_type: "stream", name: "stdout", text: "printed *text*\n" },
  {
    output_type: "execute_result",
    metadata: {},
    data: {
      "application/vnd.dataresource+json": {
        schema: { fields: [{ name: "column_a" }, { name: "n" }] },
        data: [{ column_a: "cell | *a*", n: 0.125 }],
      },
    },
  },
];

const literature = new Map([["hinton2006", {
  id: "hinton2006",
  type: "article-journal",
  title: "Reducing the dimensionality of data with neural networks",
  author: [
    { family: "Hinton", given: "Geoffrey E." },
    { family: "Salakhutdinov", given: "Ruslan R." },
  ],
  issued: { "date-parts": [[2006]] },
  "container-title": "Science",
  DOI: "10.1126/science.1127647",
}]]);

/** That notebook as a report. */
export async function tortured(): Promise<Report> {
  const notebook = notebookOf(
    "md:# Everything",
    ...constructs.map(({ markdown }) => `md:${markdown}`),
    "frame;",
  );
  codeCells(notebook)[0]!.outputs = outputs;
  const { section, problems } = collectSection(notebook, { path: "9_x.ipynb" });
  const checked = await checkTexts(
    { title: "*Torture* & #more", authors: ["李小龙"], sections: [section] },
    { from: "notebooks", to: ".", literature },
  );
  expect([...problems, ...checked.problems]).toStrictEqual([]);
  return checked.report;
}
