/**
 * Drawing: Vega-Lite charts to SVG, and SVG to PNG.
 *
 * Text is drawn with a font that is shipped, since a machine may have none, and
 * the same chart must give the same file everywhere.
 *
 * @module
 */
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { createRequire } from "node:module";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { FontMetrics } from "./text_width.ts";

/** The font of every figure. */
export const fontFamily = "DejaVu Sans";

/**
 * Draws a chart.
 *
 * @returns an SVG document; its text is text, in `fontFamily`.
 * @throws {Error} with Vega's words when the chart has a fault that Vega would
 * only warn of.
 */
export async function drawChart(spec: TopLevelSpec): Promise<string> {
  await measureText();
  const strict = strictLogger();
  const { spec: vegaSpec } = compile(spec, {
    logger: strict,
    config: {
      background: "white",
      font: fontFamily,
      title: { fontSize: 13, anchor: "start" },
    },
  });
  const view = new vega.View(vega.parse(vegaSpec), {
    renderer: "none",
    logger: strict,
  });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/**
 * Turns an SVG document into a picture.
 *
 * @param scale Pixels for each unit of the document.
 * @returns a PNG file.
 */
export async function rasterize(
  svg: string,
  scale: number,
): Promise<Uint8Array> {
  const fonts = await loadRenderer();
  const renderer = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    background: "white",
    font: { fontBuffers: fonts, defaultFontFamily: fontFamily },
    imageRendering: 1, // nearest neighbour: an emoji's pixels stay pixels
  });
  try {
    const image = renderer.render();
    const png = image.asPng();
    image.free();
    return png;
  } finally {
    renderer.free();
  }
}

let renderer: Promise<Uint8Array[]> | undefined;

/** Loads the renderer once; gives the fonts. */
function loadRenderer(): Promise<Uint8Array[]> {
  return renderer ??= (async () => {
    const wasm = createRequire(import.meta.url)
      .resolve("@resvg/resvg-wasm/index_bg.wasm");
    await initWasm(await Deno.readFile(wasm));
    return await loadFonts();
  })();
}

let fonts: Promise<Uint8Array[]> | undefined;

/** Reads the regular and the bold font once. */
function loadFonts(): Promise<Uint8Array[]> {
  const { resolve } = createRequire(import.meta.url);
  return fonts ??= Promise.all(
    ["DejaVuSans", "DejaVuSans-Bold"].map((name) =>
      Deno.readFile(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`))
    ),
  );
}

let measured: Promise<void> | undefined;

/** Lets Vega measure texts in the fonts that they are drawn with. */
function measureText(): Promise<void> {
  return measured ??= (async () => {
    const [regular, bold] = (await loadFonts()).map((font) =>
      new FontMetrics(font)
    );
    // Vega exports it, its types do not.
    const { textMetrics } = vega as unknown as {
      textMetrics: { width(item: TextItem, text: unknown): number };
    };
    textMetrics.width = ({ fontSize = 11, fontWeight }, text) =>
      (fontWeight === "bold" ? bold! : regular!).widthOf(
        String(text ?? "").trim(),
        fontSize,
      );
  })();
}

/** What Vega says of a text, as far as its width depends on it. */
interface TextItem {
  fontSize?: number;
  fontWeight?: string | number;
}

/** A logger for which a warning is an error. */
function strictLogger() {
  return vega.logger(vega.Warn, undefined, (_method, _level, words) => {
    throw new Error(`The chart has a fault: ${words.join(" ")}.`);
  });
}
