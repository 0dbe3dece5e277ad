import { expect } from "@std/expect";
import { collectSection } from "../../../tools/report/collect.ts";
import type { Block, Report } from "../../../tools/report/document.ts";
import { renderMarkdown } from "../../../tools/report/md/markdown.ts";
import {
  type CodeCell,
  codeCells,
  type Output,
} from "../../../tools/notebook/notebook.ts";
import {
  findSharedNames,
  numberReport,
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
    sections: [{ notebook: "notebooks/1_sample.ipynb", runs: [], blocks }],
  };
}

async function render(...blocks: Block[]): Promise<string> {
  const rendered = await renderMarkdown(reportOf(...blocks));
  return rendered.split("\n\n").slice(3).join("\n\n");
}

Deno.test("the report begins with its source, title and authors", async () => {
  expect(await renderMarkdown(reportOf())).toBe(
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

Deno.test("title, authors, course, date, abstract and notice are plain text at the top", async () => {
  const report = {
    ...reportOf(),
    title: "*A* <b> [c](d) # e",
    authors: ["A_da_", "李小龙"],
    course: "Vision *1*",
    date: "2026-11-25",
    abstract: "We $learn$.",
    notice: "Rehearsal.",
  };
  const [, ...lines] = (await renderMarkdown(report)).trim().split("\n\n");
  expect(lines).toStrictEqual([
    "# \\*A\\* \\<b\\> \\[c\\](d) \\# e",
    "> **Rehearsal.**",
    "A_da\\_, 李小龙",
    "Vision \\*1\\*",
    "2026-11-25",
    "**Abstract.** We \\$learn\\$.",
  ]);
});

Deno.test("a figure has an anchor, a text alternative, a number and a caption", async () => {
  const made = await render(figure, table);
  expect(made.split("\n\n").slice(0, 2).join("\n\n")).toBe(
    '<a id="fig-loss-curves"></a>![Two \\[falling\\] curves](figures/loss-curves.svg)' +
      "\n\n**Figure 1.** Losses, as [Table 1](#tbl-sizes) says.",
  );
  expect(await render(picture)).toMatch(/!\[A grid\]\(figures\/faces\.png\)/);
});

Deno.test("a table is a pipe table of plain text", async () => {
  expect(await render(table)).toBe(`<a id="tbl-sizes"></a>**Table 1.** Sizes.

| part\\|name | pictures |
|:-----------|---------:|
| train_set  |      600 |
| a b        |      \\$5 |
`);
});

Deno.test("references become links, but not in code", async () => {
  const rendered = await render(
    text(
      "See @fig-faces, `@fig-faces`, (@fig-faces) and me@fig-a.org.\n\n" +
        "    @fig-indented\n\n```\n@fig-fenced\n```\n",
    ),
    picture,
  );
  expect(rendered.split("\n\n").slice(0, 3)).toStrictEqual([
    "See [Figure 1](#fig-faces), `@fig-faces`, ([Figure 1](#fig-faces)) and\n" +
    "<me@fig-a.org>.".replace("\n", " "),
    "    @fig-indented",
    "    @fig-fenced",
  ].map((line) => line.replace("and\n", "and ")));
});

Deno.test("headings go down one level, math and code stay as they are", async () => {
  const markdown = "# A\n\nB $x_1$\n---\n\n```sh\n# comment\n```";
  expect(await render(text(markdown))).toBe(
    "## A\n\n### B $x_1$\n\n``` sh\n# comment\n```\n",
  );
});

Deno.test("small print is small, and code is fenced more strongly than it contains", async () => {
  expect(
    await render({
      cell,
      kind: "small-print",
      markdown: "Adam, **32**.\n\nCPU.\n",
    }),
  ).toBe("<sub>Adam, **32**.</sub>\n\n<sub>CPU.</sub>\n");
  expect(
    await render({ cell, kind: "code", source: "const x = `a`;\n```" }),
  ).toBe("```` ts\nconst x = `a`;\n```\n````\n");
});

Deno.test("what one cell defines or leaves open is nothing to the others", async () => {
  const rendered = await render(
    text("One[^1], [here][r].\n\n[^1]: First note.\n\n[r]: https://a.org"),
    text("Two[^1], [there][r].\n\n[^1]: Second note.\n\n[r]: https://b.org"),
    text("```\nopen"),
    text("*closed*"),
  );
  expect(rendered).toBe(
    `One[^1], [here](https://a.org).

[^1]: First note.

Two[^2], [there](https://b.org).

[^2]: Second note.

    open

*closed*
`,
  );
});

Deno.test("a name given twice is named with both cells", () => {
  const other = { ...picture, cell: "2_other.ipynb, cell 4" };
  expect(findSharedNames(reportOf(picture, other))).toStrictEqual([
    '2_other.ipynb, cell 4: the figure "faces" has the name of the one in ' +
    `${cell}: rename one of them.`,
  ]);
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
  return collectSection(notebook, { path: "x.ipynb" });
}
