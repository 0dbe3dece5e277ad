/**
 * Pictures on canvases.
 *
 * @module
 */
import type { Vector } from "../../../../lib/analysis/vectors.ts";
import { element } from "./dom.ts";
import type { Model } from "./model.ts";

/** A canvas for a picture, with its text alternative. */
export function canvasFor({ data: { height, width } }: Model, name: string) {
  const canvas = element("canvas", { width, height, className: "picture" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  return canvas;
}

/** A canvas beside words that say what it shows. */
export function decoration({ data: { height, width } }: Model) {
  const canvas = element("canvas", { width, height, className: "picture" });
  canvas.ariaHidden = "true";
  return canvas;
}

/** Draws premultiplied values. */
export function draw(canvas: HTMLCanvasElement, values: Vector) {
  const straight = new Uint8ClampedArray(values.length);
  for (let at = 0; at < values.length; at += 4) {
    const alpha = values[at + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      straight[at + channel] = alpha > 0
        ? Math.round(255 * Math.min(1, values[at + channel]! / alpha))
        : 0;
    }
    straight[at + 3] = Math.round(255 * alpha);
  }
  drawBytes(canvas, straight);
}

/** Draws straight RGBA bytes. */
export function drawBytes(
  canvas: HTMLCanvasElement,
  straight: Uint8ClampedArray<ArrayBuffer>,
) {
  const { width, height } = canvas;
  canvas.getContext("2d")!.putImageData(
    new ImageData(straight, width, height),
    0,
    0,
  );
}

/** Draws an original. */
export function drawOriginal(
  { data: { pixels, height, width } }: Model,
  canvas: HTMLCanvasElement,
  row: number,
) {
  const length = height * width * 4;
  drawBytes(
    canvas,
    new Uint8ClampedArray(pixels.subarray(row * length, (row + 1) * length)),
  );
}

/** A picture with a line below it. */
export function card(
  canvas: HTMLElement,
  title: string,
): { card: HTMLElement; note: HTMLElement } {
  const note = element("span", { className: "note" });
  return {
    card: element(
      "div",
      { className: "card" },
      canvas,
      element("strong", {}, title),
      note,
    ),
    note,
  };
}

/** An error as the report writes it. */
export function errorText(error: number): string {
  return `error ${error.toFixed(4)}`;
}
