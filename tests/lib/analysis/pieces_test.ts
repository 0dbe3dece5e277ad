import { expect } from "@std/expect";
import type { Composition } from "../../../lib/analysis/arithmetic.ts";
import {
  drawAllWithPieces,
  drawWithPieces,
} from "../../../lib/analysis/pieces.ts";
import { Images } from "../../../lib/data/images.ts";
import { createRandom } from "../../../lib/base/random.ts";

const [height, width] = [32, 48];

/** A picture of what a place's numbers are, opaque. */
function draw(value: (y: number, x: number) => number): Images {
  const data = new Float32Array(height * width * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const brightness = value(y, x);
      data.set([brightness, brightness, brightness, 1], (y * width + x) * 4);
    }
  }
  return new Images(data, [1, height, width, 4]);
}

function redraw(picture: Images, ...sources: [Images, ...Images[]]) {
  const originals = sources.reduce((all, next) => all.concat(next));
  return drawWithPieces({ terms: [], originals, picture }).picture;
}

function difference(one: Images, other: Images): number {
  return one.data.reduce(
    (greatest, value, index) =>
      Math.max(greatest, Math.abs(value - other.data[index]!)),
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
  const at = (x: number) => drawn.data[(16 * width + x) * 4];
  expect([0, 4, 9].map(at)).toStrictEqual([0, 0, 0]);
  expect([40, 41, 46, 47].map(at)).toStrictEqual([0, 1, 0, 1]);
});

Deno.test("a piece is found a thirty-second of the height away, and no farther", () => {
  const line = (column: number) => draw((_, x) => x === column ? 1 : 0);
  const brightest = (picture: Images) => {
    const row = Array.from(
      { length: width },
      (_, x) => picture.data[(16 * width + x) * 4]!,
    );
    return [row.indexOf(Math.max(...row)), Math.max(...row)];
  };
  // The line is asked for at 20 and drawn elsewhere in the source.
  expect(brightest(redraw(line(20), line(21)))).toStrictEqual([20, 1]);
  expect(brightest(redraw(line(20), line(25)))).not.toStrictEqual([20, 1]);
});

Deno.test("a picture that is smaller than a piece is drawn too", () => {
  const small = (value: number) =>
    new Images(Float32Array.from({ length: 8 }, () => value), [1, 2, 1, 4]);
  const composition: Composition = {
    terms: [],
    originals: small(0).concat(small(1)),
    picture: small(0.7),
  };
  const { only } = drawAllWithPieces({ only: composition });
  expect(only!.picture.data).toStrictEqual(small(1).data);
  // What was composed stays.
  expect(composition.picture.data).toStrictEqual(small(0.7).data);
});
