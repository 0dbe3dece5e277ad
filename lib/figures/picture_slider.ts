/**
 * A chart with a slider that needs no kernel.
 *
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { encodePng, type Images } from "../data/images.ts";

/**
 * One picture of several, chosen with a slider. All pictures are part of the
 * chart, so it works wherever Vega-Lite is drawn.
 *
 * @param options `title`: what the slider changes; `size`: the side of the
 * picture in pixels.
 */
export async function pictureSlider(
  images: Images,
  { title, size }: { title: string; size: number },
): Promise<TopLevelSpec> {
  const values = [];
  for (let step = 0; step < images.count; step++) {
    const png = await encodePng(images, step);
    values.push({ step, url: `data:image/png;base64,${png.toBase64()}` });
  }
  return {
    width: size,
    height: size,
    params: [{
      name: "shown",
      value: Math.floor(images.count / 2),
      bind: {
        input: "range",
        min: 0,
        max: images.count - 1,
        step: 1,
        name: `${title} `,
      },
    }],
    data: { values },
    transform: [{ filter: "datum.step === shown" }],
    mark: {
      type: "image",
      width: size,
      height: size,
      smooth: false, // an emoji's pixels stay pixels
    },
    encoding: {
      // Without a place Vega leaves room for the picture at the origin, too.
      x: { value: size / 2 },
      y: { value: size / 2 },
      url: { field: "url", type: "nominal" },
    },
    view: { stroke: null },
  };
}
