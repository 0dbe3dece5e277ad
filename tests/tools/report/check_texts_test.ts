import { expect } from "@std/expect";
import { checkTexts } from "../../../tools/report/check_texts.ts";
import {
  type Block,
  blocksOf,
  markdownOf,
} from "../../../tools/report/document.ts";

const cell = "1_sample.ipynb, cell 2";
const links = {
  from: "tests",
  to: "build/quick",
  literature: new Map<string, unknown>(),
};

function check(...markdown: string[]) {
  const picture: Block = {
    cell,
    kind: "figure",
    name: "faces",
    caption: "Faces.",
    alt: "Faces",
    png: "figures/faces.png",
  };
  const texts = markdown.map((markdown): Block => ({
    cell,
    kind: "text",
    markdown,
  }));
  return checkTexts({
    title: "A",
    authors: [],
    sections: [{
      notebook: "1_sample.ipynb",
      runs: [],
      blocks: [...texts, picture],
    }],
  }, links);
}

async function textOf(markdown: string): Promise<string> {
  const { report, problems } = await check(markdown);
  expect(problems).toStrictEqual([]);
  return markdownOf(blocksOf(report)[0]!);
}

Deno.test("links are made relative to the report, however they are written", async () => {
  expect(
    await textOf(
      "[a](../deno.json#L3) [b](https://x.org/y.z) `[c](x)` [d][r] [e](<../deno.json>) " +
        "[f\\]](../deno%2Ejson) <https://x.org> [g](#part)\n\n# Part\n\n[r]: ../README.md",
    ),
  ).toBe(
    "[a](../../deno.json#L3) [b](https://x.org/y.z) `[c](x)` " +
      "[d](../../README.md) [e](../../deno.json) [f\\]](../../deno.json) " +
      "<https://x.org> [g](#part)\n\n# Part",
  );
});

Deno.test("lines, comments and line breaks are no loss", async () => {
  expect(await textOf("---\nfirst\n\n---\n\n<!-- aside -->\n\na<br>b"))
    .toMatch(/^-{3,}\n\nfirst\n\n-{3,}\n\na\\\nb$/);
  expect(await textOf("---\n\n**Note:** this\n\n---")).toMatch(
    /\*\*Note:\*\* this/,
  );
});

Deno.test("formulas stay as they are", async () => {
  const formula = "$\\lambda_1 < \\frac{a}{b}$ and $x*y*z$ and $\\{a\\}$";
  expect(await textOf(formula)).toBe(formula);
  expect(await textOf("$$\n\\begin{cases} a & b\\\\ c & d\\end{cases}\n$$"))
    .toBe("$$\n\\begin{cases} a & b\\\\ c & d\\end{cases}\n$$");
});

const faults: [what: string, markdown: string, sentence: string][] = [
  [
    "a reference to nothing",
    "See @fig-none.",
    '"@fig-none" refers to nothing in the report: correct the reference or make what it names.',
  ],
  [
    "a reference in capitals",
    "See @Fig-faces.",
    '"@Fig-faces" is no reference: figures are @fig-name and tables @tbl-name, in small letters, and a section is linked by its heading.',
  ],
  [
    "a reference to a formula",
    "See @eq-loss.",
    '"@eq-loss" is no reference: figures are @fig-name and tables @tbl-name, in small letters, and a section is linked by its heading.',
  ],
  [
    "a citation of what is not listed",
    "As was shown [see @kingma2015].",
    '"@kingma2015" cites a source that is not in notebooks/literature.json: add it or correct the key.',
  ],
  [
    "a citation by another kind of key",
    "As was shown [@Kingma:adam].",
    '"[@Kingma:adam]." is no citation: write [@radford2015], with a key of notebooks/literature.json.',
  ],
  [
    "a link to nothing",
    "[here](#none)",
    'the link "here" to "#none" leads to nothing in the report: correct it.',
  ],
  [
    "a link to a file that is not there",
    "[gone](../100%.md)",
    'the link to "../100%.md" leads nowhere: correct it.',
  ],
  [
    "a picture in the text",
    "![a](grid.png)",
    'the image "grid.png" stands in the text: show it with `figure`, which gives it a number and a caption.',
  ],
  [
    "a picture that is attached",
    "![a](attachment:a.png)",
    'the image "attachment:a.png" stands in the text: show it with `figure`, which gives it a number and a caption.',
  ],
  [
    "HTML in a line",
    "a <u>b",
    'HTML cannot be shown, but here is "<u>": write it in Markdown.',
  ],
  [
    "HTML over lines",
    "<details>\n<summary>x</summary>\n</details>",
    'HTML cannot be shown, but here is "<details> <summary>x</summary> </details>": write it in Markdown.',
  ],
  [
    "TeX without an end",
    "$\\frac{1}{2",
    '"$\\frac{1}{2" looks like TeX but is no formula: check its dollar signs and braces.',
  ],
  [
    "TeX that would be lost",
    "$$x \\tag{1}$$",
    'the formula "x \\tag{1}" has \\tag, which would be lost: write it without.',
  ],
];

for (const [what, markdown, sentence] of faults) {
  Deno.test(`${what} is named with its cell`, async () => {
    const { problems } = await check(markdown);
    expect(problems).toStrictEqual([`${cell}: ${sentence}`]);
  });
}

Deno.test("a fault in a cell's own text has its line", async () => {
  const { problems } = await checkTexts({
    title: "A",
    authors: [],
    sections: [{
      notebook: "1_sample.ipynb",
      runs: [],
      blocks: [{
        cell,
        kind: "text",
        isSource: true,
        markdown: "# A\n\nOne.\n\nSee @fig-none and\n[this](#that).",
      }],
    }],
  }, links);
  expect(problems.map((problem) => problem.split(":")[0])).toStrictEqual([
    `${cell}, line 5`,
    `${cell}, line 6`,
  ]);
});

Deno.test("all faults of all texts are named at once", async () => {
  const { problems } = await check(...faults.map(([, markdown]) => markdown));
  expect(problems).toStrictEqual(
    faults.map(([, , sentence]) => `${cell}: ${sentence}`),
  );
});

Deno.test("a number that ends a sentence begins no list, wherever its line breaks", async () => {
  expect(await textOf("The seed is\n1\\. It was best at\n52\\. Done."))
    .toBe("The seed is 1. It was best at 52. Done.");
});
