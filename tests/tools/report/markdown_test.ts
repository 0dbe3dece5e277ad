import { expect } from "@std/expect";
import { collectSection } from "../../../tools/report/collect.ts";
import type { Block, Report } from "../../../tools/report/document.ts";
import { rebaseLinks } from "../../../tools/report/md/links.ts";
import { renderMarkdown } from "../../../tools/report/md/markdown.ts";
import {
  type CodeCell,
  codeCells,
  type Output,
} from "../../../tools/notebook/notebook.ts";
import {
  findReferenceProblems,
  numberReport,
  replaceReferences,
} from "../../../tools/report/references.ts";
import { notebookOf } from "../../support/notebook_project.ts";

const cell = "1_sample.ipynb, cell 1";
const figure: Block = {
  cell,
  kind: "figure",
  name: "loss-curves",
  caption: "Losses, as @tbl-sizes says.",
  alt: "Two [falling] curves",
  png: "figures/loss-curves.png",
  svg: "figures/loss-curves.svg",
};
const picture: Block = {
  cell,
  kind: "figure",
  name: "faces",
  caption: "Faces.",
  alt: "A grid",
  png: "figures/faces.png",
};
const table: Block = {
  cell,
  kind: "table",
  name: "sizes",
  caption: "Sizes.",
  columns: [{ name: "part|name", align: "left" }, {
    name: "pictures",
    align: "right",
  }],
  rows: [["train_set", "600"], ["a\nb", "$5"]],
};
const text = (markdown: string): Block => ({ cell, kind: "text", markdown });

function reportOf(...blocks: Block[]): Report {
  return {
    title: "Title",
    authors: ["Ada", "Grace"],
    sections: [{ notebook: "notebooks/1_sample.ipynb", blocks }],
  };
}

function render(...blocks: Block[]): string {
  return renderMarkdown(reportOf(...blocks)).split("\n\n").slice(3).join(
    "\n\n",
  );
}

Deno.test("the report begins with its source, title and authors", () => {
  expect(renderMarkdown(reportOf())).toBe(
    "<!-- Made by `deno task report` from notebooks/1_sample.ipynb: " +
      "edit those. -->\n\n# Title\n\nAda, Grace\n",
  );
});

Deno.test("figures and tables are numbered where they stand, each kind alone", () => {
  const labels = numberReport(reportOf(figure, table, picture));
  expect([...labels]).toStrictEqual([
    ["fig-loss-curves", "Figure 1"],
    ["tbl-sizes", "Table 1"],
    ["fig-faces", "Figure 2"],
  ]);
});

Deno.test("a figure has an anchor, a text alternative, a number and a caption", () => {
  expect(render(figure, table).split("\n\n").slice(0, 2).join("\n\n")).toBe(
    '<a id="fig-loss-curves"></a>![Two \\[falling\\] curves](figures/loss-curves.svg)' +
      "\n\n**Figure 1.** Losses, as [Table 1](#tbl-sizes) says.",
  );
  expect(render(picture)).toMatch(/!\[A grid\]\(figures\/faces\.png\)/);
});

Deno.test("a table is a pipe table of plain text", () => {
  expect(render(table)).toBe(`<a id="tbl-sizes"></a>**Table 1.** Sizes.

| part\\|name | pictures |
| :-- | --: |
| train\\_set | 600 |
| a b | \\$5 |
`);
});

Deno.test("references become links, but not in code", () => {
  expect(
    render(text("See @fig-faces, `@fig-faces` and @fig-faces.\n"), picture)
      .split("\n\n")[0],
  ).toBe(
    "See [Figure 1](#fig-faces), `@fig-faces` and [Figure 1](#fig-faces).",
  );
  const fenced = "```ts\n@fig-a\n```";
  expect(replaceReferences(`${fenced}\n@fig-b`, () => "X")).toBe(
    `${fenced}\nX`,
  );
  expect(replaceReferences("me@fig-a.org", () => "X")).toBe("me@fig-a.org");
});

Deno.test("headings go down one level, math and code stay as they are", () => {
  const markdown = "# A\n\n## B $x_1 | y$\n\n```sh\n# comment\n```";
  expect(render(text(markdown))).toBe(
    "## A\n\n### B $x_1 | y$\n\n```sh\n# comment\n```\n",
  );
});

Deno.test("small print is small, and code is fenced more strongly than it contains", () => {
  expect(
    render({ cell, kind: "small-print", markdown: "Adam, **32**.\n\nCPU.\n" }),
  ).toBe("<sub>Adam, **32**.</sub>\n\n<sub>CPU.</sub>\n");
  expect(render({ cell, kind: "code", source: "const x = `a`;\n// ```" })).toBe(
    "````ts\nconst x = `a`;\n// ```\n````\n",
  );
});

Deno.test("names given twice and references to nothing are named with their cells", () => {
  const other = { ...picture, cell: "2_other.ipynb, cell 4" };
  const problems = findReferenceProblems(
    reportOf(picture, other, text("@tbl-nothing"), text("`@fig-code`")),
  );
  expect(problems).toStrictEqual([
    '2_other.ipynb, cell 4: the figure "faces" has the name of the one in ' +
    `${cell}: rename one of them.`,
    `${cell}: "@tbl-nothing" refers to nothing in the report: ` +
    "correct the reference or make what it names.",
  ]);
});

Deno.test("links are made relative to the report", () => {
  const { markdown, dangling } = rebaseLinks(
    "[a](../deno.json#L3) ![b](https://x.org/y.png) [c](#top) [d](gone.md) `[e](x)`",
    { from: "tests", to: "build/quick" },
  );
  expect(markdown).toBe(
    "[a](../../deno.json#L3) ![b](https://x.org/y.png) [c](#top) " +
      "[d](../../tests/gone.md) `[e](x)`",
  );
  expect(dangling).toStrictEqual(["gone.md"]);
});

Deno.test("what went wrong in a computed text is named", () => {
  const output = (data: Record<string, unknown>): Output => ({
    output_type: "execute_result",
    data,
    metadata: {},
  });
  const mime = "application/vnd.emoji-autoencoder";
  const notebook = notebookOf("show();", "show();", "show();", "show();");
  const [first, second, third, fourth] = codeCells(notebook) as [
    CodeCell,
    CodeCell,
    CodeCell,
    CodeCell,
  ];
  first.outputs = [output({ "text/markdown": "The error is NaN, not `NaN`." })];
  second.outputs = [output({ "text/markdown": " \n" })];
  third.outputs = [output({
    [`${mime}.table+json`]: {
      name: "sizes",
      caption: "Sizes.",
      columns: [{ name: "n", align: "right" }],
      rows: [["1", "2"]],
    },
  })];
  fourth.outputs = [output({
    [`${mime}.figure+json`]: { name: "a", caption: "A.", alt: "", files: [] },
  })];
  const { problems } = collect(notebook);
  expect(problems).toStrictEqual([
    'x.ipynb, cell 1: its prose contains "NaN": see how it is computed.',
    "x.ipynb, cell 2: its prose is empty: write it.",
    'x.ipynb, cell 3: table "sizes" has a row that is not 1 cells long.',
    'x.ipynb, cell 4: the text alternative of figure "a" is empty: write it.',
  ]);
});

Deno.test("a cell that ends with a value but shows nothing is named", () => {
  const valued = ["NaN;", "const x = 1;\nx;", "await f(\n  1,\n);", "[1];"];
  const others = [
    'import { a } from "b";',
    "const x = {\n  a: 1,\n};",
    "x.y = 3;",
    "x += 1;",
    "for (const a of b) {\n  f(a);\n}",
    "void f();",
    "f();\nconst y = 2; // last\n// end",
    "",
  ];
  const { problems } = collect(notebookOf(...valued, ...others));
  expect(problems.map((problem) => problem.slice(0, 39))).toStrictEqual(
    valued.map((_, k) => `x.ipynb, cell ${k + 1}: it ends with a value b`),
  );
});

function collect(notebook: Parameters<typeof collectSection>[0]) {
  return collectSection(notebook, { path: "x.ipynb", from: "tests", to: "." });
}
