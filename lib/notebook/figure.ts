/**
 * Figures: shown in the cell, and exported as files.
 *
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { sha256 } from "../base/fingerprint.ts";
import { workspace, writeFileAtomically } from "../base/workspace.ts";
import { drawChart, rasterize } from "../figures/draw.ts";
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

/** SHA-256 of each figure's picture that this process made, by name. */
const hashes = new Map<string, string>();

/**
 * A figure, shown in the cell and exported to the folder of figures: a chart as
 * SVG and PNG, a picture as PNG.
 *
 * @param name In kebab-case; the file's name, and `@fig-<name>` in the text.
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
    png = await rasterize(svg, 2);
    await exportFile("svg", svg);
    bundle = vegaLite(content.chart);
  } else {
    png = content.png;
  }
  await exportFile("png", png);
  hashes.set(name, sha256(png));
  return new Shown({
    ...bundle,
    "image/png": png.toBase64(),
    "text/plain": alt,
    [projectType("figure")]: { name, caption, alt, files },
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
