/**
 * What cells show beside figures, tables and prose.
 */
import { expect } from "@std/expect";
import { codeCells, type Output } from "../../../tools/notebook/notebook.ts";
import { collectSection } from "../../../tools/report/collect.ts";
import { markdownOf } from "../../../tools/report/document.ts";
import { notebookOf } from "../../support/notebook_project.ts";

const mime = "application/vnd.emoji-autoencoder";

function data(data: Record<string, unknown>): Output {
  return { output_type: "execute_result", data, metadata: {} };
}

function figure(name: string): Output {
  return data({
    [`${mime}.figure+json`]: { name, caption: "A.", alt: "A", files: [] },
  });
}

function collect(source: string, outputs: Output[], tags: string[] = []) {
  const notebook = notebookOf(source);
  Object.assign(codeCells(notebook)[0]!, { outputs, metadata: { tags } });
  const { section, problems } = collectSection(notebook, { path: "x.ipynb" });
  return { texts: section.blocks.map(markdownOf), problems };
}

Deno.test("printed text and plain values stand in the report as they are", () => {
  const { texts, problems } = collect("print();", [
    { output_type: "stream", name: "stdout", text: "a *b* ```\n# c\n" },
    { output_type: "stream", name: "stderr", text: "\x1b[31mred\x1b[39m\n" },
    data({ "text/plain": "\x1b[33m42\x1b[39m" }),
  ]);
  expect(problems).toStrictEqual([]);
  expect(texts).toStrictEqual([
    "````text\na *b* ```\n# c\n````",
    "```text\nred\n```",
    "```text\n42\n```",
  ]);
});

Deno.test("a frame is a table, whose cells are plain text", () => {
  const { texts, problems } = collect("frame;", [data({
    "text/html": "<table></table>",
    "application/vnd.dataresource+json": {
      schema: {
        fields: [{ name: "a|b", type: "string" }, {
          name: "n",
          type: "number",
        }],
      },
      data: [{ n: 1.5, "a|b": "*x*\ny" }, { n: null, "a|b": ["z"] }],
    },
  })]);
  expect(problems).toStrictEqual([]);
  expect(texts).toStrictEqual([
    '| a\\|b | n |\n| :-- | --: |\n| \\*x\\* y | 1\\.5 |\n| \\[\\"z\\"\\] |  |',
  ]);
});

const cannot =
  "that the report cannot: show it with `figure`, `table` or `prose`, or tag " +
  "the cell `notebook-only`.";
const alone = "a cell shows its last value alone, so give it its own cell.";
const faults: [
  what: string,
  source: string,
  outputs: Output[],
  sentences: string[],
][] = [
  [
    "a picture without a caption",
    "images;",
    [data({ "image/png": "AA==", "text/plain": "Images" })],
    [`it shows a picture ${cannot}`],
  ],
  [
    "an SVG",
    "svg;",
    [data({ "image/svg+xml": "<svg/>" })],
    [`it shows a picture ${cannot}`],
  ],
  [
    "a chart without a caption",
    "chart;",
    [data({ "application/vnd.vegalite.v5+json": {} })],
    [`it shows a chart ${cannot}`],
  ],
  [
    "HTML",
    "html;",
    [data({ "text/html": "<b>x</b>", "text/plain": "x" })],
    [`it shows a value of type text/html ${cannot}`],
  ],
  [
    "an error that an editor left",
    "f();",
    [{ output_type: "error", ename: "Error", evalue: "x", traceback: [] }],
    ["it failed with Error: x."],
  ],
  [
    "the first of two figures",
    'await figure("a", {});\nawait figure("b", {});',
    [figure("b")],
    [`the figure "a" is made but not shown: ${alone}`],
  ],
  [
    "a table that is bound to a name",
    'const made = table("a", {});\n1;',
    [data({ "text/plain": "1" })],
    [`the table "a" is made but not shown: ${alone}`],
  ],
  [
    "the first of two texts",
    "prose`a`;\nprose`b`;",
    [data({
      "text/markdown": "b",
      [`${mime}.prose+json`]: { smallPrint: false, claims: [], observed: [] },
    })],
    [`it has 2 texts but shows 1 of them: ${alone}`],
  ],
];

for (const [what, source, outputs, sentences] of faults) {
  Deno.test(`${what} is named with its cell, unless it is the notebook's alone`, () => {
    expect(collect(source, outputs).problems).toStrictEqual(
      sentences.map((sentence) => `x.ipynb, cell 1: ${sentence}`),
    );
    const tagged = collect(source, outputs, ["notebook-only"]);
    expect(tagged).toStrictEqual({ texts: [], problems: [] });
  });
}

Deno.test("runs, the data set and progress are the notebook's", () => {
  const { texts, problems } = collect("run;", [
    ...["run", "data", "notebook-only"].map((type) =>
      data({
        [`${mime}.${type}+json`]: {},
        "text/plain": "x",
        "image/svg+xml": "<svg/>",
      })
    ),
  ]);
  expect({ texts, problems }).toStrictEqual({ texts: [], problems: [] });
});
