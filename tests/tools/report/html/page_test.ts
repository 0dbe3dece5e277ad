import { expect } from "@std/expect";
import sharp from "sharp";
import { sha256 } from "../../../../lib/base/fingerprint.ts";
import type { Block, Report } from "../../../../tools/report/document.ts";
import { htmlRenderer } from "../../../../tools/report/html/html.ts";

const cell = "1_first.ipynb, cell 1";
const text = (markdown: string): Block => ({ cell, kind: "text", markdown });

const figure = (name: string, files: { png: string; svg?: string }): Block => ({
  cell,
  kind: "figure",
  name,
  caption: `The *caption* of ${name}.`,
  alt: 'A "chart" & more',
  ...files,
});

/** As Vega writes a chart: a bar, its text, an axis. */
const chart =
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g role="graphics-symbol" aria-roledescription="axis" aria-label="X-axis titled 'x'"></g><path aria-label="x: 0.25; name: a &gt; b" role="graphics-symbol" aria-roledescription="bar" d="M0,0"/><text aria-label="x: 0.25; label: 0.3" role="graphics-symbol" aria-roledescription="text mark">0.3</text></svg>`;

/** A picture of 2x1, red and half-transparent blue. */
const dots = [255, 0, 0, 255, 0, 0, 255, 128];
const dotsPng = await sharp(Uint8Array.from(dots), {
  raw: { width: 2, height: 1, channels: 4 },
}).png().toBuffer();

async function pageOf(...blocks: Block[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/figures`);
    await Deno.writeTextFile(`${folder}/figures/bars.svg`, chart);
    await Deno.writeFile(`${folder}/figures/dots.png`, dotsPng);
    const report: Report = {
      title: "Title & more",
      authors: ["One", "Two"],
      sections: [{ notebook: "notebooks/1_first.ipynb", runs: [], blocks }],
    };
    return new TextDecoder().decode(
      await htmlRenderer(`${folder}/runs`)(report, folder) as Uint8Array,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("figures and tables are numbered, and references lead to them", async () => {
  const page = await pageOf(
    text("# Question\n\nSee @fig-dots and @tbl-numbers."),
    figure("bars", { png: "figures/bars.png", svg: "figures/bars.svg" }),
    figure("dots", { png: "figures/dots.png" }),
    {
      cell,
      kind: "table",
      name: "numbers",
      caption: "All of @fig-bars.",
      columns: [
        { name: "word", align: "left" },
        { name: "n", align: "right" },
      ],
      rows: [["a<b", "1"]],
    },
  );
  expect(page).toContain(
    'See <a href="#fig-dots">Figure 2</a> and <a href="#tbl-numbers">Table 1</a>.',
  );
  expect(page).toContain(
    '<figcaption><span class="label">Figure 1.</span> The <em>caption</em> of bars.</figcaption>',
  );
  expect(page).toContain(
    '<caption id="tbl-numbers-caption"><span class="label">Table 1.</span> All of <a href="#fig-bars">Figure 1</a>.</caption>',
  );
  expect(page).toContain('<td>a&lt;b</td><td class="right">1</td>');
  const [, shown] = page.match(
    /<img src="data:image\/webp;base64,(.*?)" alt="A &quot;chart&quot; &amp; more">/,
  )!;
  const { data } = await sharp(Uint8Array.fromBase64(shown!)).raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data]).toEqual(dots); // Nothing is lost.
});

Deno.test("a chart is one picture whose bars know their values, and nothing else in it speaks", async () => {
  const page = await pageOf(
    figure("bars", { png: "figures/bars.png", svg: "figures/bars.svg" }),
  );
  const [svg] = page.match(/<svg[\s\S]*?<\/svg>/)!;
  expect(svg).toContain(
    '<svg role="img" aria-label="A &quot;chart&quot; &amp; more"',
  );
  expect(svg.match(/data-value="[^"]*"/g)).toStrictEqual([
    'data-value="x: 0.25; name: a &gt; b"',
  ]);
  expect(svg.match(/aria-label/g)).toHaveLength(1);
});

Deno.test("formulas are MathML, footnotes lead there and back, and code is folded", async () => {
  const page = await pageOf(
    text("With $x^2$ and a note.[^a]\n\n$$\\frac{a}{b}$$\n\n[^a]: The note."),
    { cell, kind: "code", source: "// The network\nconst a = 1 < 2;" },
  );
  expect(page).toMatch(/<msup><mi>x<\/mi><mn>2<\/mn><\/msup>/);
  expect(page).toMatch(/<math display="block" tabindex="0"/);
  expect(page).toMatch(/href="#fn1"[\s\S]*The note\.[\s\S]*href="#fnref1"/);
  expect(page).toContain("<summary>Code: The network</summary>");
  expect(page).toContain("const a = 1 &lt; 2;");
});

Deno.test("headings of the same name have anchors of their own in the table of contents", async () => {
  const page = await pageOf(text("# One\n\n## Part\n\n## Part"));
  expect(page).toContain('<h2 id="one">One</h2>');
  expect(page).toContain(
    '<li><a href="#one">One</a><ol><li><a href="#part">Part</a></li><li><a href="#part-1">Part</a></li></ol></li>',
  );
  expect(page).toContain('<h3 id="part-1">Part</h3>');
});

Deno.test("links to files of the project stay text, and what would need a file is refused by its cell", async () => {
  expect(await pageOf(text("See [the code](lib/mod.ts)."))).toContain(
    "<p>See the code.</p>",
  );
  for (
    const [markdown, reason] of [
      ["![A cat](cat.png)", 'the image "cat.png" stands in the text'],
      ["<b>bold</b>", 'the page cannot show the html "<b>"'],
      ["$\\frac{a}$", 'the formula "\\frac{a}" is not understood'],
    ] as const
  ) {
    await expect(pageOf(text(markdown))).rejects.toThrow(`${cell}: ${reason}`);
  }
  await expect(pageOf(figure("gone", { png: "figures/gone.png" }))).rejects
    .toThrow(`${cell}: the figure "gone" has no file "figures/gone.png"`);
});

Deno.test("the page may load nothing, and run nothing but its own script and style", async () => {
  const page = await pageOf(text("Text"));
  const hashOf = (content: string) =>
    `'sha256-${Uint8Array.fromHex(sha256(content)).toBase64()}'`;
  const [, policy] = page.match(/Policy" content="([^"]*)"/)!;
  const [, style] = page.match(/<style>([\s\S]*?)<\/style>/)!;
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)];
  expect(scripts).toHaveLength(1);
  expect(policy!.split("; ")).toStrictEqual([
    "default-src 'none'",
    "img-src data: blob:",
    `style-src ${hashOf(style!)}`,
    `script-src ${hashOf(scripts[0]![1]!)} 'wasm-unsafe-eval'`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

Deno.test("the same report gives the same page", async () => {
  const blocks = [
    text("# One\n\n$x$"),
    figure("bars", {
      png: "figures/bars.png",
      svg: "figures/bars.svg",
    }),
  ];
  expect(await pageOf(...blocks)).toBe(await pageOf(...blocks));
});
