/**
 * The report's figures in the PDF.
 *
 * @module
 */
import type { Block, Figure } from "../document.ts";
import { type Typst, typstString } from "./typst.ts";

/** A figure as Typst shows it. */
export interface ShownFigure {
  cell: string;
  name: string;
  markup: string;
}

/**
 * Gives the compiler each figure's file.
 *
 * @returns the figures, and a sentence for each whose file is missing.
 */
export async function addFigures(
  typst: Typst,
  { blocks, folder }: { blocks: Block[]; folder: string },
): Promise<{ figures: Map<Block, ShownFigure>; problems: string[] }> {
  const figures = new Map<Block, ShownFigure>();
  const problems: string[] = [];
  for (const block of blocks) {
    if (block.kind !== "figure") continue;
    const { cell, name } = block;
    const path = `${folder}/${block.svg ?? block.png}`;
    try {
      const content = await Deno.readFile(path);
      const file = `figure-${figures.size + 1}.${block.svg ? "svg" : "png"}`;
      typst.addFile(file, content);
      figures.set(block, { cell, name, markup: show(block, file, content) });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      problems.push(
        `${cell}: the figure "${name}" has no file "${path}": run the ` +
          "notebook again.",
      );
    }
  }
  return { figures, problems };
}

function show(
  { svg, alt }: Figure,
  file: string,
  content: Uint8Array,
): string {
  const shown = `${typstString(`/${file}`)}, ${typstString(alt)}`;
  return svg
    ? `chart(${shown})`
    : `picture(${shown}, ${pictureWidth(content)}pt)`;
}

/**
 * The width, in points, of a picture of pixels: each pixel is a whole number of
 * dots of 1/600 inch, as many as fit on the page, but no more than three. If that
 * would leave a part of the page empty, its pixels are too small to see, and it
 * is as wide as the page, so that its words are as large as can be.
 */
function pictureWidth(png: Uint8Array): number {
  // The header's first chunk: width and height, big-endian.
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (png.byteLength < 24) return 0; // Damaged: the compiler will refuse it.
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  const page = { width: 464, height: 560 }; // Points.
  const dot = 72 / 600;
  const mostDots = 3; // An emoji, drawn twice as large, is 16 mm wide.
  const largest = Math.min(page.width / width, page.height / height);
  const whole = Math.min(Math.floor(largest / dot), mostDots) * dot;
  const isWide = largest < mostDots * dot && whole < 0.9 * largest;
  return width * (isWide ? largest : whole);
}
