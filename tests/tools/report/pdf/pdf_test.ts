import { expect } from "@std/expect";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import sharp from "sharp";
import { getDocumentProxy } from "unpdf";
import type { Block, Report } from "../../../../tools/report/document.ts";
import { makePdf } from "../../../../tools/report/pdf/pdf.ts";
import { Typst } from "../../../../tools/report/pdf/typst.ts";
import { failure, failureOf } from "../../../support/failure.ts";

const folder = await Deno.makeTempDir({ prefix: "pdf-test-" });
globalThis.addEventListener(
  "unload",
  () => Deno.removeSync(folder, { recursive: true }),
);

// Pictures that are not square, and a chart as Vega writes it.
await sharp({
  create: { width: 96, height: 64, channels: 3, background: "#fc0" },
}).png().toFile(`${folder}/grid.png`);
await Deno.writeTextFile(`${folder}/damaged.png`, "not a picture");
await writeChart("chart", "epoch");
await writeChart("robot", "🤖");

function writeChart(name: string, label: string): Promise<void> {
  return Deno.writeTextFile(
    `${folder}/${name}.svg`,
    `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">` +
      `<path d="M0 90L290 10" stroke="#000" fill="none"/>` +
      `<text x="9" y="99" font-family="DejaVu Sans" font-size="10">${label}` +
      `</text></svg>`,
  );
}

const cell = "1_autoencoder.ipynb, cell 7";

function text(markdown: string): Block {
  return { cell, kind: "text", markdown };
}

function figure(name: string, files: { png?: string; svg?: string }): Block {
  return {
    cell,
    kind: "figure",
    name,
    caption: `Caption of ${name}, with $\\lambda = 1$.`,
    alt: `Alternative of ${name}`,
    png: "grid.png",
    ...files,
  };
}

function table(name: string, columns: number, rows: number): Block {
  return {
    cell,
    kind: "table",
    name,
    caption: `Caption of ${name}, see @fig-grid.`,
    columns: Array.from({ length: columns }, (_, column) => ({
      name: column === 0 ? "kind of model" : `value ${column}`,
      align: column === 0 ? "left" : "right",
    })),
    rows: Array.from(
      { length: rows },
      (_, row) =>
        Array.from(
          { length: columns },
          (_, column) =>
            column === 0
              ? `model number ${row} with a long name`
              : (row * column * 37.5).toFixed(4),
        ),
    ),
  };
}

function report(...blocks: Block[]): Report {
  return {
    title: "Emoji & #autoencoders",
    authors: ["Ada Lovelace", "Emmy Noether"],
    sections: [{ notebook: "1_autoencoder.ipynb", runs: [], blocks }],
  };
}

const paragraph = "The decoder doubles the picture four times. ".repeat(60);

const sample = report(
  text("# Question 1\n\n## (a) The data\n\nSee @fig-grid and (@fig-chart)."),
  table("split", 3, 4),
  text(`${paragraph}\n\nIn @tbl-split, and [the end](#the-end).`),
  text(paragraph),
  figure("grid", {}),
  { cell, kind: "small-print", markdown: "Seed `1`, engine **TensorFlow**." },
  { cell, kind: "code", source: 'const x = `#${"a"}`;\nlet y = $;' },
  text("## The end\n\n$$\\frac{1}{n} \\sum_{i=1}^n \\lVert x_i \\rVert$$"),
  figure("chart", { svg: "chart.svg" }),
  table("many", 10, 60),
);

const pdf = await makePdf(sample, folder);

interface Item {
  str: string;
  transform: number[];
  width: number;
  hasEOL: boolean;
}

/** Each page's text, in items and joined, and links. */
async function read(bytes: Uint8Array) {
  const document = await getDocumentProxy(bytes.slice());
  const pages = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    pages.push({
      items: items as Item[],
      text: (items as Item[])
        .map(({ str, hasEOL }) => str + (hasEOL ? " " : "")).join("")
        .replaceAll(/\s+/g, " "),
      links: await page.getAnnotations(),
    });
  }
  return { document, pages };
}

/** Everything in the file that is compressed, decompressed. */
function streams(bytes: Uint8Array): string {
  const file = new TextDecoder("latin1").decode(bytes);
  return [...file.matchAll(/\/FlateDecode[^]*?stream\r?\n/g)].map((match) => {
    const start = match.index + match[0].length;
    const end = file.indexOf("endstream", start);
    try {
      return inflateSync(bytes.subarray(start, end)).toString("latin1");
    } catch {
      return ""; // A font's or picture's own compression.
    }
  }).join("\n");
}

Deno.test("the PDF says what the report says, with page numbers", async () => {
  const { document, pages } = await read(pdf);
  const all = pages.map(({ text }) => text).join(" ");
  for (
    const part of [
      "Emoji & #autoencoders",
      "Ada Lovelace, Emmy Noether",
      "Question 1",
      "(a) The data",
      "Seed 1, engine TensorFlow.",
      'const x = `#${"a"}`;',
      "let y = $;",
      "model number 59 with a long name",
    ]
  ) expect(all).toContain(part);
  expect(document.numPages).toBe(pages.length);
  expect(pages.length).toBeGreaterThan(2);
  pages.forEach(({ text }, index) =>
    expect(text).toContain(`${index + 1} / ${pages.length}`)
  );
  const { info } = await document.getMetadata();
  expect((info as { Title: string }).Title).toBe("Emoji & #autoencoders");
});

interface Tag {
  role: string;
  alt?: string;
  children?: Tag[];
}

/** The tags of all pages, by role. */
async function tagsOf(bytes: Uint8Array): Promise<Map<string, Tag[]>> {
  const { document } = await read(bytes);
  const tags = new Map<string, Tag[]>();
  const visit = (tag: Tag) => {
    if (!tag.role) return;
    tags.set(tag.role, [...tags.get(tag.role) ?? [], tag]);
    tag.children?.forEach(visit);
  };
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    visit(await page.getStructTree() as Tag);
  }
  return tags;
}

Deno.test("a screen reader finds language, headings, header cells, and words for pictures and formulas", async () => {
  const { document } = await read(pdf);
  expect(await document.getMarkInfo()).toMatchObject({ Marked: true });
  const { info, metadata } = await document.getMetadata();
  expect((info as { Language: string }).Language).toBe("en");
  expect(metadata.getRaw()).toContain("<pdfuaid:part>1</pdfuaid:part>");
  const tags = await tagsOf(pdf);
  const alternatives = (role: string) =>
    new Set(tags.get(role)?.map(({ alt }) => alt));
  expect(alternatives("Figure")).toStrictEqual(
    new Set(["Alternative of grid", "Alternative of chart"]),
  );
  expect(alternatives("Formula")).toStrictEqual(
    new Set([
      "lamda equals 1",
      "1 over n the sum from i equals 1 to n of the metric of x sub i",
    ]),
  );
  expect(tags.get("TH")!.length).toBeGreaterThanOrEqual(3 + 10);
  expect(tags.get("H1")!.length).toBe(1);
  expect(tags.get("H2")!.length).toBe(2);
});

Deno.test("two builds are the same bytes", async () => {
  expect(await makePdf(sample, folder)).toStrictEqual(pdf);
});

Deno.test("figures and tables are numbered apart, and references lead to them", async () => {
  const { document, pages } = await read(pdf);
  const all = pages.map(({ text }) => text).join(" ");
  expect(all).toMatch(/Figure 1\. Caption of grid/);
  expect(all).toMatch(/Figure 2\. Caption of chart/);
  expect(all).toMatch(/Table 1\. Caption of split/);
  expect(all).toMatch(/Table 2\. Caption of many/);
  expect(all).toMatch(/See Figure 1 and \(Figure 2\)\./);

  // A link's target is a little above what it names: the first text below it.
  const targets = [];
  for (const link of pages.flatMap(({ links }) => links)) {
    const dest = typeof link.dest === "string"
      ? await document.getDestination(link.dest)
      : link.dest;
    const page = await document.getPageIndex(dest[0]);
    targets.push(
      pages[page]!.items.filter(({ str, transform }) =>
        /^((Figure|Table) \d\.|The end)$/.test(str) && transform[5]! < dest[3]
      ).map(({ str }) => str)[0],
    );
  }
  expect(targets).toStrictEqual([
    "Figure 1.",
    "Figure 2.",
    "Figure 1.", // In the caption of the first table.
    "Table 1.",
    "The end",
    "Figure 1.", // In the caption of the second table.
  ]);
});

Deno.test("headings are the PDF's outline", async () => {
  const { document } = await read(pdf);
  const outline = await document.getOutline();
  expect(outline.map(({ title, items }) => [
    title,
    items.map((item: { title: string }) => item.title),
  ])).toStrictEqual([["Question 1", ["(a) The data", "The end"]]]);
});

Deno.test("each question begins a page, the first below the title", async () => {
  const bytes = await makePdf(
    report(text("# Question 1\n\nOne."), text("# Question 2\n\nTwo.")),
    folder,
  );
  const pages = (await read(bytes)).pages.map((page) => page.text);
  expect(pages.length).toBe(2);
  expect(pages[0]!).toMatch(/autoencoders .*Question 1 +One\./);
  expect(pages[1]!).toMatch(/^ *Question 2 +Two\./);
});

Deno.test("code that fits on a page is not parted", async () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i + 1};`);
  const bytes = await makePdf(
    report(text(paragraph), text(paragraph.slice(0, 1500)), {
      cell,
      kind: "code",
      source: lines.join("\n"),
    }),
    folder,
  );
  const [before, after] = (await read(bytes)).pages.map((page) => page.text);
  expect(before!).not.toMatch(/line \d+;/);
  expect(after!).toMatch(/line 1; .*line 20;/);
});

Deno.test("charts are vectors with text, pictures are not smoothed, all have alternatives", async () => {
  const { pages } = await read(pdf);
  expect(pages.some(({ items }) => items.some((it) => it.str === "epoch")))
    .toBe(true);
  const file = new TextDecoder("latin1").decode(pdf);
  const images = [...file.matchAll(/\/Subtype\s*\/Image[^]*?stream/g)];
  expect(images.length).toBe(1);
  expect(images[0]![0]).not.toMatch(/\/Interpolate true/);
  const content = streams(pdf);
  expect(content).toMatch(/\/Alt \(Alternative of grid\)/);
  expect(content).toMatch(/\/Alt \(Alternative of chart\)/);
});

function fontsOf(bytes: Uint8Array): string[] {
  const file = new TextDecoder("latin1").decode(bytes);
  return [...file.matchAll(/\/FontName\s*\/[A-Z]{6}\+(\w+)/g)]
    .map(([, name]) => name!);
}

Deno.test("only fonts that the packages ship are used", () => {
  const fonts = fontsOf(pdf);
  expect(fonts.length).toBeGreaterThanOrEqual(4);
  for (const font of fonts) {
    expect(font).toMatch(/^(LibertinusSerif|DejaVuSans|NewCMMath)/);
  }
});

Deno.test("a font of the system is not used", async () => {
  const config = `${folder}/fonts.conf`;
  const fonts = fileURLToPath(import.meta.resolve("dejavu-fonts-ttf/ttf"));
  await Deno.writeTextFile(
    config,
    `<fontconfig><dir>${fonts}</dir></fontconfig>`,
  );
  Deno.env.set("FONTCONFIG_FILE", config);
  try {
    const typst = await Typst.create();
    const bytes = typst.compile(
      '#set document(title: "T", date: datetime(year: 1970, month: 1, day: 1))\n' +
        '#set text(font: ("DejaVu Serif", "DejaVu Sans"))\nText',
    );
    expect(new Set(fontsOf(bytes))).toStrictEqual(new Set(["DejaVuSans"]));
    expect(Deno.env.get("FONTCONFIG_FILE")).toBe(config);
  } finally {
    Deno.env.delete("FONTCONFIG_FILE");
  }
});

Deno.test("a table of many columns stays on the page, its numbers flush right", async () => {
  const { pages } = await read(pdf);
  const page = pages.find(({ text }) => text.includes("Caption of many"))!;
  const rightMargin = 595.28 - 23 * 72 / 25.4;
  // The spaces of a justified line are narrower than its width says.
  const words = page.items.filter(({ str }) => /^\S+$/.test(str));
  expect(words.length).toBeGreaterThan(10);
  for (const { transform, width } of words) {
    expect(transform[4]! + width).toBeLessThanOrEqual(rightMargin + 0.5);
  }
  const numbers = pages.flatMap(({ items }) => items)
    .filter(({ str }) => /^\d+\.\d{4}$/.test(str));
  const edges = new Set(
    numbers.map(({ transform, width }) => Math.round(transform[4]! + width)),
  );
  // The two columns of the narrow table and the nine of the wide one.
  expect(numbers.length).toBe(4 * 2 + 60 * 9);
  expect(edges.size).toBeLessThanOrEqual(2 * (2 + 9));
});

Deno.test("a long table has its header on each of its pages", async () => {
  const { pages } = await read(pdf);
  const parts = pages.filter(({ text }) =>
    /model number \d+ with a long name/.test(text)
  );
  expect(parts.length).toBeGreaterThanOrEqual(3);
  for (const { text } of parts) expect(text).toMatch(/kind of model/);
});

Deno.test("signs that mean something to Markdown's readers or to Typst stay as they are", async () => {
  const signs = "# $ @ * _ ~ < > & % \\ ^ { } [x] = + / -- λ ≤ ♞";
  const made = await makePdf(
    report(
      text("Signs: " + signs.replaceAll(/[*_<&\\]/g, "\\$&")),
      text("#let x = 1; #panic()\n\n= no heading\n\n/* no comment */ // none"),
      {
        cell,
        kind: "table",
        name: "signs",
        caption: "Signs.",
        columns: [{ name: "*a* #b", align: "left" }],
        rows: [["_c_ $d$ [e] \\ @fig-x"], [""]],
      },
      { cell, kind: "code", source: '"#x" \\ ``` `y`' },
    ),
    folder,
  );
  const { pages: [page] } = await read(made);
  for (
    const part of [
      signs,
      "#let x = 1; #panic()",
      "= no heading",
      "/* no comment */ // none",
      "*a* #b",
      "_c_ $d$ [e] \\ @fig-x",
      '"#x" \\ ``` `y`',
    ]
  ) expect(page!.text).toContain(part);
});

Deno.test("an apostrophe after a digit is no prime, and quotes are curly", async () => {
  const made = await makePdf(
    report(text("Question 1's \"a\", 'b' and the \u201cc\u201d of 2\u2019s.")),
    folder,
  );
  const { pages: [page] } = await read(made);
  expect(page!.text).toContain(
    "Question 1\u2019s \u201ca\u201d, \u2018b\u2019 and the \u201cc\u201d of 2\u2019s.",
  );
});

Deno.test("names in all writings, and course, date and abstract, stand on the first page", async () => {
  const authors = ["李小龙", "山田ひらがな", "김철수", "สมชาย", "अमित", "محمد"];
  const made = await makePdf({
    ...report(),
    authors,
    course: "Vision",
    date: "2026-11-05",
    abstract: "In short.",
    notice: "Only a rehearsal.",
  }, folder);
  const { pages: [page] } = await read(made);
  for (
    const part of [
      "李小龙, 山田ひらがな, 김철수, ",
      "Vision",
      "5 November 2026",
      "Abstract. In short.",
      "Only a rehearsal.",
    ]
  ) expect(page!.text).toContain(part);
  expect(fontsOf(made)).toContain("NotoSansSC");
});

Deno.test("emoji are pictures with names, wherever they stand", async () => {
  const robot = "🤖";
  const made = await makePdf({
    ...report(
      text(`A ${robot}, 🇩🇪 1️⃣ 👩🏽‍🚀 ❤️.`),
      { cell, kind: "code", source: `const a = "${robot}";` },
      {
        cell,
        kind: "table",
        name: "x",
        caption: robot,
        columns: [{ name: robot, align: "left" }],
        rows: [[`${robot} 1`]],
      },
    ),
    title: `Title ${robot}`,
  }, folder);
  const figures = (await tagsOf(made)).get("Figure")!.map(({ alt }) => alt);
  const count = (name: string) => figures.filter((it) => it === name).length;
  expect(count("robot face")).toBe(6);
  expect(figures).toHaveLength(6 + 4);
  expect(count("heavy black heart")).toBe(1);
});

Deno.test("a report without authors, and one without blocks, can be made", async () => {
  const made = await makePdf({ title: "Empty", authors: [], sections: [] }, "");
  const { pages } = await read(made);
  expect(pages.length).toBe(1);
  expect(pages[0]!.text).toMatch(/Empty/);
});

const faults: [name: string, block: Block, message: RegExp][] = [
  ["a missing file", figure("x", { png: "none.png" }), /no file .*none\.png/],
  [
    "a damaged picture",
    figure("x", { png: "damaged.png" }),
    /file of the figure "x" cannot be shown/,
  ],
  [
    "a damaged chart",
    figure("x", { svg: "damaged.png" }),
    /file of the figure "x" cannot be shown/,
  ],
  [
    "a chart with a character that no font has",
    figure("x", { svg: "robot.svg" }),
    /file of the figure "x" cannot be shown/,
  ],
  ["TeX that is wrong", text("$$x &= 1$$"), /"x &= 1" is not understood/],
  ["TeX that is unknown", text("a $\\macro x$"), /\\macro x" is not underst/],
  [
    "a character that no font has",
    text("Signs \u{12000}."),
    /no font of the PDF has "\u{12000}" \(U\+12000\)/u,
  ],
  [
    "such a character in code",
    { cell, kind: "code", source: "const sign = '\u{12000}';" },
    /no font of the PDF has "\u{12000}"/u,
  ],
];

for (const [name, block, message] of faults) {
  Deno.test(`${name} is refused in one sentence that names the cell`, async () => {
    const error = await failureOf(() =>
      makePdf(report(text("# Fine"), block), folder)
    );
    expect(error.message).toMatch(message);
    expect(error.message.slice(0, `${cell}: `.length)).toBe(`${cell}: `);
    expect(error.message).toMatch(/[^.]\.$/);
    expect(error.message).not.toMatch(/\n/);
  });
}

Deno.test("what cannot be set is named in all cells at once, also beside references", async () => {
  const other = "2_classification.ipynb, cell 3";
  const error = await failureOf(() =>
    makePdf(
      report(
        figure("grid", {}),
        text("# End\n\nSee @fig-grid and [the end](#end): \u{12000}."),
        text("Fine."),
        { ...text("And \u{12001}."), cell: other },
      ),
      folder,
    )
  );
  expect(error.message.split("\n").map((line) => line.split(" (")[0]))
    .toStrictEqual([
      `${cell}: no font of the PDF has "\u{12000}"`,
      `${other}: no font of the PDF has "\u{12001}"`,
    ]);
});

Deno.test("a table that no type could make fit is refused with its cell", async () => {
  const wide = table("wide", 40, 2);
  await expect(makePdf(report(figure("grid", {}), wide), folder)).rejects
    .toThrow(
      failure(
        "Error",
        `${cell}: Table 1 is too wide for the page: show fewer columns.`,
      ),
    );
});

Deno.test("a heading that leaves out a level is named with its cell, and no other", async () => {
  const made = makePdf(
    report(
      text("# One\n\n## Two"),
      { ...text("#### Four"), cell: "2_second.ipynb, cell 3" },
      text("## Two again"),
    ),
    folder,
  );
  await expect(made).rejects.toThrow(
    /^2_second\.ipynb, cell 3: a heading of level 4 stands below one of level 2, .*: use level 3\.$/,
  );
});
