import { expect } from "@std/expect";
import { mapVectors } from "../../../lib/analysis/code_map.ts";

const vectors = (...rows: number[][]) =>
  rows.map((row) => Float32Array.from(row));

Deno.test("the longer side of a rectangle lies to the right, the shorter up", () => {
  // By hand: variances 4 and 1 along the second and the first number.
  const { places, share } = mapVectors(
    vectors([1, 2, 5], [1, -2, 5], [-1, 2, 5], [-1, -2, 5]),
  );
  expect(share).toBeCloseTo(1, 10);
  const rounded = places.map((place) =>
    place.map((at) => Math.round(1e6 * at))
  );
  expect(rounded).toEqual([[1e6, 1e6], [0, 1e6], [1e6, 0], [0, 0]]);
});

Deno.test("what the plane does not hold is not in its share of the variance", () => {
  // By hand: sums of squares 18, 8 and 2.
  const { share } = mapVectors(
    vectors([3, 0, 0], [-3, 0, 0], [0, 2, 0], [0, -2, 0], [0, 0, 1], [
      0,
      0,
      -1,
    ]),
  );
  expect(share).toBeCloseTo(26 / 28, 10);
});

Deno.test("a vector's place does not depend on the sign that a component came with", () => {
  const one = vectors([5, 1], [-4, 0], [-1, -1]);
  const mirrored = one.map((vector) => vector.map((value) => -value));
  expect(mapVectors(mirrored).places).toStrictEqual(mapVectors(one).places);
});
