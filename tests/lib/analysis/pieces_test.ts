import { expect } from "@std/expect";
import { createRandom } from "../../../lib/base/random.ts";
import { drawWithPieces, piecesFor } from "../../../lib/analysis/pieces.ts";

const [height, width] = [32, 48];

/** A picture of what a place's brightness is, opaque. */
function draw(brightness: (y: number, x: number) => number): Float32Array {
  return Float32Array.from(
    { length: height * width * 4 },
    (_, index) => {
      const place = Math.floor(index / 4);
      return index % 4 === 3
        ? 1
        : brightness(Math.floor(place / width), place % width);
    },
  );
}

const redraw = (picture: Float32Array, ...sources: Float32Array[]) =>
  drawWithPieces(picture, sources, { height, width });

function difference(one: ArrayLike<number>, other: Float32Array): number {
  return other.reduce(
    (greatest, value, index) =>
      Math.max(greatest, Math.abs(value - one[index]!)),
    0,
  );
}

const random = createRandom(1);
const noise = Array.from(
  { length: height * width },
  () => random.uniform(0, 1),
);
const textured = draw((y, x) => noise[y * width + x]!);
const stripes = draw((_, x) => x % 2);
const dark = draw(() => 0);

Deno.test("a picture among the sources is drawn as it is", () => {
  expect(difference(redraw(textured, stripes, textured), textured))
    .toBeLessThan(1e-6);
});

Deno.test("what is pale becomes the source that it is a pale copy of", () => {
  const pale = draw((_, x) => 0.4 + 0.2 * (x % 2));
  expect(difference(redraw(pale, dark, stripes), stripes)).toBeLessThan(1e-6);
});

Deno.test("each part is drawn with the source that it is like", () => {
  const half = draw((_, x) => x < width / 2 ? 0 : 0.4 + 0.2 * (x % 2));
  const drawn = redraw(half, dark, stripes);
  const at = (x: number) => drawn[(16 * width + x) * 4];
  expect([0, 4, 9].map(at)).toStrictEqual([0, 0, 0]);
  expect([40, 41, 46, 47].map(at)).toStrictEqual([0, 1, 0, 1]);
});

Deno.test("a piece is found a thirty-second of the height away, and no farther", () => {
  const line = (column: number) => draw((_, x) => x === column ? 1 : 0);
  const brightest = (picture: ArrayLike<number>) => {
    const row = Array.from(
      { length: width },
      (_, x) => picture[(16 * width + x) * 4]!,
    );
    return [row.indexOf(Math.max(...row)), Math.max(...row)];
  };
  // The line is asked for at 20 and drawn elsewhere in the source.
  expect(brightest(redraw(line(20), line(21)))).toStrictEqual([20, 1]);
  expect(brightest(redraw(line(20), line(25)))).not.toStrictEqual([20, 1]);
});

Deno.test("a picture that is smaller than a piece is drawn too, and stays itself", () => {
  const small = (value: number) => new Float32Array(8).fill(value);
  const picture = small(0.7);
  const drawn = drawWithPieces(picture, [small(0), small(1)], {
    height: 2,
    width: 1,
  });
  expect(drawn).toStrictEqual(small(1));
  expect(picture).toStrictEqual(small(0.7));
});

Deno.test("pieces are as large for small pictures as for large ones, in whole pixels", () => {
  expect(piecesFor(64)).toStrictEqual({ sides: [12, 8], rounds: 4, reach: 2 });
  expect(piecesFor(96)).toStrictEqual({ sides: [18, 12], rounds: 4, reach: 3 });
  expect(piecesFor(2)).toStrictEqual({ sides: [1, 1], rounds: 4, reach: 0 });
});
