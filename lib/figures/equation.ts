/**
 * Pictures as an equation.
 *
 * @module
 */
import type { Composition } from "../analysis/arithmetic.ts";
import {
  drawCanvas,
  lineHeight,
  type PlacedPicture,
  type PlacedText,
  wrap,
} from "./canvas.ts";

const gap = 6;
const operatorWidth = 28;

/**
 * The pictures of an expression with their operators between them and their
 * names under them, and behind `=` what it gives.
 *
 * @param options `scale`: the side of a picture's pixel, an integer.
 * @returns a PNG file.
 */
export async function equation(
  { terms, originals, picture }: Composition,
  { scale = 2 }: { scale?: number } = {},
): Promise<Uint8Array> {
  const [, height, width] = picture.shape;
  const size = { width: width * scale, height: height * scale };
  const pictures: PlacedPicture[] = [];
  const texts: PlacedText[] = [];
  const parts = [
    ...terms.map((term, index) => ({ ...term, images: originals, index })),
    { operator: "=", name: "", images: picture, index: 0 },
  ];
  let x = gap;
  let lines = 0;
  for (const { operator, name, images, index } of parts) {
    if (operator) {
      texts.push({
        lines: [operator.replace("-", "\u2212")],
        x: x + operatorWidth / 2,
        y: gap + size.height / 2,
        anchor: "middle",
        size: 22,
      });
      x += operatorWidth;
    }
    pictures.push({ images, index, x, y: gap, scale });
    const label = wrap(name, size.width);
    lines = Math.max(lines, label.length);
    texts.push({
      lines: label,
      x: x + size.width / 2,
      y: gap + size.height + 4 + label.length * lineHeight / 2,
      anchor: "middle",
    });
    x += size.width;
  }
  return await drawCanvas({
    width: x + gap,
    height: 2 * gap + size.height + 4 + lines * lineHeight,
    pictures,
    texts,
  });
}
