import { expect } from "@std/expect";
import {
  mean,
  meanSquaredError,
  median,
} from "../../../lib/base/statistics.ts";
import { failure } from "../../support/failure.ts";

Deno.test("the mean is the sum by the count", () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean(Float32Array.of(0.5))).toBe(0.5);
  expect(Number.isNaN(mean([]))).toBe(true);
});

Deno.test("the median is in the middle, or between the two there", () => {
  expect(median([9, 1, 2])).toBe(2);
  expect(median([9, 1, 2, 4])).toBe(3);
});

Deno.test("the mean squared error is that of two vectors of one length", () => {
  // By hand: (1 + 4) / 2.
  expect(meanSquaredError([1, 2], [2, 4])).toBe(2.5);
  expect(meanSquaredError(Float32Array.of(3), [3])).toBe(0);
  expect(() => meanSquaredError([1], [1, 2])).toThrow(
    failure("RangeError", /these have 1 and 2 numbers\.$/),
  );
});
