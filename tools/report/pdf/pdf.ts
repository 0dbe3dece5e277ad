/**
 * The report as a PDF: its Markdown becomes Typst by way of pandoc, and Typst
 * sets it on the page of `report.typ`. Both run inside this process; neither
 * needs a browser, LaTeX, an installed font or the network.
 *
 * @module
 */
import {
  type Block,
  blocksOf,
  type Figure,
  markdownOf,
  type Report,
  type Table,
} from "../document.ts";
import { canonicalize } from "./canonical.ts";
import { type Formula, markdownToTypst } from "./markdown_to_typst.ts";
import { anchorOf, numberReport } from "../references.ts";
import { Typst, TypstError, typstString } from "./typst.ts";

type FigureBlock = Block & Figure;

/**
 * Makes the report's PDF (PDF/A-2b). The same report gives the same bytes.
 *
 * @param folder What the paths of figures are relative to.
 * @throws {Error} in one sentence that names the cell of a figure whose file is
 * missing or damaged, of a reference or link that leads nowhere, of a formula
 * that cannot be set, of a table that is too wide, of a character that no font
 * has.
 */
export async function makePdf(
  report: Report,
  folder: string,
): Promise<Uint8Array> {
  const typst = await Typst.create();
  typst.addFile(
    "report.typ",
    await Deno.readFile(new URL("report.typ", import.meta.url)),
  );
  const blocks = blocksOf(report);
  const figures = await addFigures(typst, { blocks, folder });
  const labels = numberReport(report);
  const { markup, formulas } = await markdownToTypst(
    blocks.map((block) => ({ cell: block.cell, markdown: markdownOf(block) })),
    labels,
  );

  const body = blocks.map((block, index) => {
    const content = markup[index]!;
    switch (block.kind) {
      case "text":
        return content;
      case "small-print":
        return `#small-print[\n${content}\n]`;
      case "code":
        return `#raw(block: true, lang: "typescript", ${
          typstString(block.source)
        })`;
      case "figure":
      case "table": {
        const anchor = anchorOf(block);
        const shown = block.kind === "figure"
          ? figures.get(block)
          : cells(block);
        return `#numbered-${block.kind}(${typstString(anchor)}, ${
          typstString(labels.get(anchor)!)
        }, [${content}], ${shown})`;
      }
    }
  });
  const source = [
    `#import "/report.typ": *`,
    `#show: report.with(title: ${typstString(report.title)}, authors: (${
      report.authors.map((author) => `${typstString(author)},`).join(" ")
    }))`,
    ...body,
  ].join("\n\n");
  try {
    return canonicalize(typst.compile(source));
  } catch (error) {
    if (!(error instanceof TypstError)) throw error;
    throw explain(error, { typst, report, figures, formulas });
  }
}

/** Gives the compiler each figure's file; returns the markup that shows it. */
async function addFigures(
  typst: Typst,
  { blocks, folder }: { blocks: Block[]; folder: string },
): Promise<Map<FigureBlock, string>> {
  const figures = new Map<FigureBlock, string>();
  for (const block of blocks) {
    if (block.kind !== "figure") continue;
    const path = block.svg ?? block.png;
    const content = await readFigure(block, `${folder}/${path}`);
    const name = `figure-${figures.size + 1}.${block.svg ? "svg" : "png"}`;
    typst.addFile(name, block.svg ? inOneFont(content) : content);
    const shown = `${typstString(`/${name}`)}, ${typstString(block.alt)}`;
    figures.set(
      block,
      block.svg
        ? `chart(${shown})`
        : `picture(${shown}, ${pictureWidth(content)}pt)`,
    );
  }
  return figures;
}

/**
 * A chart without bold and italics: the compiler names a chart's fonts in an
 * order that changes from run to run, and so would the PDF's bytes.
 */
function inOneFont(svg: Uint8Array): Uint8Array {
  const source = new TextDecoder().decode(svg);
  return new TextEncoder().encode(
    source.replaceAll(/ font-(weight|style)="[^"]*"/g, ""),
  );
}

async function readFigure(
  figure: FigureBlock,
  path: string,
): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      `${figure.cell}: the figure "${figure.name}" has no file "${path}"; run the notebook again.`,
      { cause: error },
    );
  }
}

/**
 * The width, in points, of a picture of pixels: each pixel is a whole number of
 * dots of 1/600 inch, as many as fit on the page, but no more than ten. If that
 * would leave much of the page empty, its pixels are too small to see, and it is
 * as wide as the page.
 */
function pictureWidth(png: Uint8Array): number {
  // The header's first chunk: width and height, big-endian.
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (png.byteLength < 24) return 0; // Damaged: the compiler will refuse it.
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  const page = { width: 440, height: 560 }; // Points.
  const dot = 72 / 600;
  const largest = Math.min(page.width / width, page.height / height);
  const whole = Math.min(Math.floor(largest / dot), 10) * dot;
  const isWide = largest < 10 * dot && whole < 0.75 * largest;
  return width * (isWide ? largest : whole);
}

/** A table's alignments and rows, the first of which is its header. */
function cells({ columns, rows }: Table): string {
  const list = (items: string[]) => `(${items.map((it) => `${it},`).join("")})`;
  const names = columns.map(({ name }) => name);
  return `${list(columns.map(({ align }) => align))}, ${
    list([names, ...rows].map((row) => list(row.map(typstString))))
  }`;
}

/** Says in which cell the compiler's complaint has its cause. */
function explain(
  error: TypstError,
  { typst, report, figures, formulas }: {
    typst: Typst;
    report: Report;
    figures: Map<FigureBlock, string>;
    formulas: Formula[];
  },
): Error {
  const because = (message: string) => new Error(message, { cause: error });
  const fault = (markup: string) => {
    try {
      typst.compile(`#import "/report.typ": *\n${markup}`);
    } catch (error) {
      if (error instanceof TypstError) return error.message;
      throw error;
    }
  };
  for (const [{ cell, name }, markup] of figures) {
    const reason = fault(`#${markup}`);
    if (reason) {
      return because(
        `${cell}: the file of the figure "${name}" cannot be shown (${reason}); run the notebook again.`,
      );
    }
  }
  for (const { cell, tex, markup } of formulas) {
    const reason = fault(markup);
    if (reason) {
      return because(
        `${cell}: the formula "${tex}" cannot be set (${reason}); write it in plainer TeX.`,
      );
    }
  }
  const blocks = blocksOf(report);
  const missing = error.textWithoutGlyph;
  if (missing !== undefined) {
    const block = blocks.find((block) =>
      JSON.stringify(block).includes(missing)
    );
    const codePoints = Array.from(
      missing,
      (it) => `U+${it.codePointAt(0)!.toString(16).toUpperCase()}`,
    );
    return because(
      `${block?.cell ?? "The title"}: no font of the PDF has "${missing}" (${
        codePoints.join(" ")
      }); write it in words or show it as a figure.`,
    );
  }
  const label = /too wide: (Table \d+)/.exec(error.message)?.[1];
  const labels = numberReport(report);
  const table = blocks.find((block) =>
    block.kind === "table" && labels.get(anchorOf(block)) === label
  );
  if (table) {
    return because(
      `${table.cell}: ${label} is too wide for the page; show fewer columns.`,
    );
  }
  return because(`The PDF cannot be set: ${error.message}.`);
}
