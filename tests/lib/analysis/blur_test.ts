import { expect } from "@std/expect";
import { blur, edges } from "../../../lib/analysis/blur.ts";
import { Images } from "../../../lib/data/images.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";

/** One red point in the middle, 5 high and 9 wide. */
function point(): Images {
  const data = new Float32Array(5 * 9 * 4);
  data[(2 * 9 + 4) * 4] = 1;
  return new Images(data, [1, 5, 9, 4]);
}

Deno.test("a point becomes a Gaussian, in each channel by itself", () =>
  assertNoTensorsLeft(async () => {
    const { data, shape } = await blur(point(), 1);
    expect(shape).toStrictEqual([1, 5, 9, 4]);
    // By hand: exp(-d² / 2) over its sum from -3 to 3.
    const line = [0, 1, 2, 3].map((d) => Math.exp(-d * d / 2));
    const sum = line[0]! + 2 * (line[1]! + line[2]! + line[3]!);
    for (let y = 0; y < 5; y++) {
      for (let x = 0; x < 9; x++) {
        const [down, across] = [Math.abs(y - 2), Math.abs(x - 4)];
        const expected = line[down]! * (line[across] ?? 0) / sum ** 2;
        expect(data[(y * 9 + x) * 4]).toBeCloseTo(expected, 6);
        expect(data[(y * 9 + x) * 4 + 1]).toBe(0);
      }
    }
  }));

Deno.test("edges are what the blur takes away", async () => {
  const blurred = await blur(point(), 2);
  const { data } = await edges(point());
  const middle = (2 * 9 + 4) * 4;
  expect(data[middle]).toBeCloseTo(1 - blurred.data[middle]!, 6);
  expect(data[middle + 4]).toBeCloseTo(-blurred.data[middle + 4]!, 6);
});
