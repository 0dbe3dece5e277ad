/**
 * All that a person may write in a notebook, in the three forms of the report.
 */
import { expect } from "@std/expect";
import { convert } from "pandoc-wasm";
import { getDocumentProxy } from "unpdf";
import { htmlRenderer } from "../../../tools/report/html/html.ts";
import { renderMarkdown } from "../../../tools/report/md/markdown.ts";
import { makePdf } from "../../../tools/report/pdf/pdf.ts";
import { constructs, tortured } from "../../support/torture.ts";

interface Item {
  str: string;
  hasEOL: boolean;
  transform: number[];
  width: number;
}

async function itemsOf(pdf: Uint8Array): Promise<Item[]> {
  const document = await getDocumentProxy(pdf.slice());
  const items: Item[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    items.push(...(await page.getTextContent()).items as Item[]);
  }
  return items;
}

async function plain(text: string, from: "gfm" | "html"): Promise<string> {
  const options = { from, to: "plain", wrap: "none" };
  return (await convert(options, text, {})).stdout;
}

const report = await tortured();
const pdf = await makePdf(report, ".");
const items = await itemsOf(pdf);
const forms = {
  "report.md": await plain(await renderMarkdown(report), "gfm"),
  "report.html": await plain(
    new TextDecoder().decode(
      await htmlRenderer("data/runs")(report, ".") as Uint8Array,
    ),
    "html",
  ),
  "report.pdf": items.map(({ str, hasEOL }) => str + (hasEOL ? " " : ""))
    .join(""),
};

for (const [file, text] of Object.entries(forms)) {
  const found = text.replaceAll(/\s+/g, " ");
  Deno.test(`${file} says all that the notebook says`, () => {
    for (
      const part of [
        "*Torture* & #more",
        "李小龙",
        "Everything",
        ...constructs.flatMap(({ read }) => read),
        "printed *text*",
        "column_a",
        "cell | *a*",
        "0.125",
      ]
    ) expect(found).toContain(part);
  });
}

Deno.test("nothing runs off the page of the PDF", () => {
  const [left, right] = [23, 210 - 23].map((mm) => mm * 72 / 25.4);
  for (const { str, transform, width } of items) {
    if (str.trim() === "") continue;
    expect(transform[4]!).toBeGreaterThan(left! - 1);
    expect(transform[4]! + width).toBeLessThan(right! + 1);
  }
});

Deno.test("the same notebook makes the same bytes", async () => {
  expect(await makePdf(report, ".")).toStrictEqual(pdf);
});
