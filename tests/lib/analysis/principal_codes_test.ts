import { expect } from "@std/expect";
import {
  componentCount,
  principalCodes,
  project,
} from "../../../lib/analysis/principal_codes.ts";
import { Images } from "../../../lib/data/images.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";

/** Pictures of 1x2 pixels with one bright channel each way. */
function pictures(...rows: [number, number][]): Images {
  const values = rows.flatMap(([one, other]) => [one, other, 0, 0, 0, 0, 0, 0]);
  return new Images(Float32Array.from(values), [rows.length, 1, 2, 4]);
}

Deno.test("principal codes are coordinates along the directions of most variance", () =>
  assertNoTensorsLeft(async () => {
    // By hand: the mean is (0.5, 0.5); the first direction is (1, 0), along
    // which the pictures differ by 1, the second (0, 1), by 0.2.
    const fitted = pictures([0, 0.4], [1, 0.4], [0, 0.6], [1, 0.6]);
    const { own, other } = await principalCodes(fitted, {
      count: 2,
      of: { own: fitted, other: pictures([0.75, 0.5]) },
    });
    const lengths = (codes: Float32Array[]) =>
      codes.map((code) => [...code].map(Math.abs));
    for (const [second, first] of lengths(own)) {
      expect(first).toBeCloseTo(0.5, 5);
      expect(second).toBeCloseTo(0.1, 5);
    }
    const [[second, first]] = lengths(other) as [[number, number]];
    expect(first).toBeCloseTo(0.25, 5);
    expect(second).toBeCloseTo(0, 5);
  }));

Deno.test("a projection holds of a picture what the components do", () =>
  assertNoTensorsLeft(async () => {
    // By hand, with the directions above: the second number becomes the mean's.
    const fitted = pictures([0, 0.4], [1, 0.4], [0, 0.6], [1, 0.6]);
    const { data, shape } = await project(pictures([0.75, 0.9], [2, 0]), {
      fitted,
      count: 1,
    });
    expect(shape).toStrictEqual([2, 1, 2, 4]);
    const [one, other] = [data.subarray(0, 2), data.subarray(8, 10)];
    expect(one[0]).toBeCloseTo(0.75, 5);
    expect(one[1]).toBeCloseTo(0.5, 5);
    expect(other[0]).toBeCloseTo(2, 5);
    expect(other[1]).toBeCloseTo(0.5, 5);
  }));

Deno.test("64 components stand for a picture, or all where pictures are few", () => {
  const many = (count: number) =>
    pictures(...Array<[number, number]>(count).fill([0, 1]));
  expect(componentCount(many(66))).toBe(64);
  expect(componentCount(many(64))).toBe(63);
  expect(componentCount(many(2))).toBe(1);
});

Deno.test("more components than there are pictures to fit are refused", () =>
  expect(
    principalCodes(pictures([0, 1], [1, 0]), { count: 2, of: {} }),
  ).rejects.toThrow(
    /^2 pictures have 1 to 1 components, but 2 were asked for\.$/,
  ));

Deno.test("along a direction in which nothing varies the coordinates are 0", async () => {
  const fitted = pictures([0, 1], [1, 1], [0, 1]);
  const { codes } = await principalCodes(fitted, {
    count: 2,
    of: { codes: fitted },
  });
  expect(codes.map(([none]) => none)).toEqual([0, 0, 0]);
});
