/**
 * Figures: shown in the cell, and exported as files.
 *
 * @module
 */
import sharp from "sharp";
import type { TopLevelSpec } from "vega-lite";
import { sha256 } from "../base/fingerprint.ts";
import { workspace, writeFileAtomically } from "../base/workspace.ts";
import { drawChart, rasterize } from "../figures/draw.ts";
import { notebookWidth } from "../figures/style.ts";
import { isNotebook } from "./display.ts";
import { captionOf } from "./labels.ts";
import { earlierIfSame } from "./same_picture.ts";
import {
  type MediaBundle,
  projectType,
  requireKebabCase,
  Shown,
  vegaLite,
} from "./shown.ts";

/** What a figure says beside its picture. */
export interface FigureText {
  /** What there is to see, in Markdown. */
  caption: string;
  /** What the figure shows, for those who do not see it. */
  alt: string;
}

/** Dots of a picture for each pixel of a screen that is not dense. */
const density = 2;

/** SHA-256 of each figure's picture that this process made, by name. */
const hashes = new Map<string, string>();

/**
 * A figure, shown in the cell and exported to the folder of figures: a chart as
 * SVG and PNG, a picture as PNG, which stays as it was where it differs from the
 * report's by rounding alone.
 *
 * @param name In kebab-case; the file's name, and `@fig-<name>` in the text.
 * @returns what the cell ends with: its caption, which stands under the figure.
 * Outside a notebook it is the figure.
 * @throws {RangeError} when the name is not in kebab-case.
 * @throws {Error} when the chart has a fault.
 */
export async function figure(
  name: string,
  { caption, alt, ...content }:
    & FigureText
    & ({ chart: TopLevelSpec } | { png: Uint8Array }),
): Promise<Shown> {
  requireKebabCase(name);
  const files: { path: string; sha256: string }[] = [];
  const folder = workspace().figures;
  await Deno.mkdir(folder, { recursive: true });
  const exportFile = async (extension: string, bytes: string | Uint8Array) => {
    await writeFileAtomically(`${folder}${name}.${extension}`, bytes);
    files.push({ path: `figures/${name}.${extension}`, sha256: sha256(bytes) });
  };
  let png: Uint8Array;
  let bundle: MediaBundle = {};
  if ("chart" in content) {
    const svg = await drawChart(content.chart);
    png = await rasterize(svg, density);
    await exportFile("svg", svg);
    bundle = vegaLite(content.chart);
  } else {
    png = await earlierIfSame(
      content.png,
      `${workspace().committedFigures}${name}.png`,
    );
  }
  await exportFile("png", png);
  hashes.set(name, sha256(png));
  bundle = {
    ...bundle,
    "image/png": png.toBase64(),
    "text/plain": alt,
    [projectType("figure")]: { name, caption, alt, files },
  };
  if (!isNotebook()) return new Shown(bundle);
  const { width } = await sharp(png).metadata();
  const shown = Math.min(Math.round(width / density), notebookWidth);
  await Deno.jupyter.display(
    new Shown(bundle, { "image/png": { alt, width: shown } }),
  );
  return new Shown({
    "text/markdown": captionOf("fig", name, caption),
    [projectType("notebook-only")]: {}, // The figure says it to the report.
  });
}

/**
 * @returns the SHA-256 of the picture of a figure that was made in this process.
 * @throws {RangeError} when none of this name was.
 */
export function hashOfFigure(name: string): string {
  const hash = hashes.get(name);
  if (hash) return hash;
  const made = [...hashes.keys()].join(", ") || "none";
  throw new RangeError(
    `No figure "${name}" was made before this paragraph, which describes it; made were ${made}: run the cell that makes it, or correct the name.`,
  );
}
