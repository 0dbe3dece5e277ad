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
  markdownOf,
  type Report,
  type Table,
} from "../document.ts";
import { anchorOf, numberReport } from "../references.ts";
import { addEmoji } from "./emoji.ts";
import { explain, type Piece } from "./explain.ts";
import { addFigures } from "./figures.ts";
import { fontsFor } from "./fonts.ts";
import { markdownToTypst } from "./markdown_to_typst.ts";
import { Typst, TypstError, typstList, typstString } from "./typst.ts";

/**
 * Makes the report's PDF (PDF/UA-1). The same report gives the same bytes.
 *
 * @param report Its texts as `checkTexts` gives them.
 * @param folder What the paths of figures are relative to.
 * @throws {Error} with a sentence for each figure whose file is missing or
 * damaged, formula that cannot be set, table that is too wide and piece with a
 * character that no font has; each names its cell.
 */
export async function makePdf(
  report: Report,
  folder: string,
): Promise<Uint8Array> {
  const everything = JSON.stringify(report);
  const typst = await Typst.create(await fontsFor(everything));
  typst.addFile(
    "report.typ",
    await Deno.readFile(new URL("report.typ", import.meta.url)),
  );
  const emoji = await addEmoji(typst, everything);
  const blocks = blocksOf(report);
  const { figures, problems } = await addFigures(typst, { blocks, folder });
  const labels = numberReport(report);
  const texts = await markdownToTypst(
    blocks.map((block) => ({ cell: block.cell, markdown: markdownOf(block) })),
    labels,
  );
  problems.push(...texts.problems);
  if (problems.length > 0) throw new Error(problems.join("\n"));

  const body = blocks.map((block, index): Piece => ({
    cell: block.cell,
    markup: setBlock(block, texts.markup[index]!, {
      labels,
      picture: figures.get(block)?.markup,
    }),
  }));
  const source = [
    `#import "/report.typ": *`,
    `#show: report.with(${titlePage(report)}, emoji: ${emoji})`,
    ...body.map(({ markup }) => markup),
  ].join("\n\n");
  try {
    return typst.compile(source);
  } catch (error) {
    if (!(error instanceof TypstError)) throw error;
    throw explain(error, {
      typst,
      emoji,
      figures: [...figures.values()],
      formulas: texts.formulas,
      pieces: [
        { cell: "notebooks/report.json", markup: titlePiece(report) },
        ...body,
      ],
    });
  }
}

function setBlock(
  block: Block,
  content: string,
  { labels, picture }: {
    labels: ReadonlyMap<string, string>;
    picture: string | undefined;
  },
): string {
  switch (block.kind) {
    case "text":
      return content;
    case "small-print":
      return `#small-print[\n${content}\n]`;
    case "source":
      return `#source(${typstString(anchorOf(block))}, [${content}])`;
    case "code":
      return `#raw(block: true, lang: "typescript", ${
        typstString(block.source)
      })`;
    case "figure":
    case "table": {
      const anchor = anchorOf(block);
      const shown = block.kind === "figure" ? picture : cells(block);
      return `#numbered-${block.kind}(${typstString(anchor)}, ${
        typstString(labels.get(anchor)!)
      }, [${content}], ${shown})`;
    }
  }
}

/** A table's alignments and rows, the first of which is its header. */
function cells({ columns, rows }: Table): string {
  const names = columns.map(({ name }) => name);
  const strings = (row: string[]) => typstList(row.map(typstString));
  return `${typstList(columns.map(({ align }) => align))}, ${
    typstList([names, ...rows].map(strings))
  }`;
}

function titlePage(
  { title, authors, course, date, abstract, notice }: Report,
): string {
  const [year, month, day] = (date ?? "").split("-").map(Number);
  return [
    `title: ${typstString(title)}`,
    `authors: ${typstList(authors.map(typstString))}`,
    ...date
      ? [`date: datetime(year: ${year}, month: ${month}, day: ${day})`]
      : [],
    ...Object.entries({ course, abstract, notice }).filter(([, text]) => text)
      .map(([name, text]) => `${name}: ${typstString(text!)}`),
  ].join(", ");
}

/** What the title page says, to see whether it can be set. */
function titlePiece(
  { title, authors, course, abstract }: Report,
): string {
  return [title, ...authors, course, abstract].filter((text) => text)
    .map((text) => `#${typstString(text!)}`).join("\n\n");
}
