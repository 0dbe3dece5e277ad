import { expect } from "@std/expect";
import {
  groupInterval,
  overlap,
  standardDeviation,
  studentInterval,
} from "../../../lib/analysis/intervals.ts";
import { assertClose } from "../../support/assertions.ts";

Deno.test("Student's interval is a table's t times the standard error", () => {
  // By hand: mean 0.12, s = 0.055678, and t(0.975; 2) = 4.30265 in any table.
  const { low, high } = studentInterval([0.06, 0.13, 0.17]);
  assertClose(low, -0.018311, 1e-6);
  assertClose(high, 0.258311, 1e-6);
});

Deno.test("the standard deviation is the sample's", () => {
  // By hand: mean 4, squares 9 + 1 + 4 + 4 + 16 over n - 1.
  assertClose(
    standardDeviation([1, 5, 2, 6, 8].map((value) => value - 0.4)),
    Math.sqrt(8.3),
    1e-9,
  );
});

Deno.test("values of one group vary together", () => {
  // Two groups of 0 and 1: the mean of two draws is 0, 1/2 or 1, and the outer
  // ones come a quarter of the time each.
  const values = [0, 0, 0, 1, 1, 1];
  expect(groupInterval(values, ["a", "a", "a", "b", "b", "b"]))
    .toEqual({ low: 0, high: 1 });
  // As groups of their own, all six are equal in one of 64 samples only.
  const { low, high } = groupInterval(values, [..."abcdef"]);
  expect(low).toBeGreaterThan(0);
  expect(high).toBeLessThan(1);
});

Deno.test("larger groups weigh more", () => {
  expect(groupInterval([0, 1, 1, 1], ["a", "b", "b", "b"])).toEqual({
    low: 0,
    high: 1,
  });
  expect(groupInterval([2, 2, 2], ["a", "b", "b"])).toEqual({
    low: 2,
    high: 2,
  });
});

Deno.test("of one value nothing is known", () => {
  expect(studentInterval([1])).toEqual({ low: -Infinity, high: Infinity });
});

Deno.test("no value, and values without a group, are refused", () => {
  expect(() => studentInterval([])).toThrow(/An interval needs a value\.$/);
  expect(() => groupInterval([1, 2], ["a"])).toThrow(
    /2 values and 1 groups\.$/,
  );
});

Deno.test("intervals overlap when one value lies in all of them", () => {
  const [one, other, far] = [[0, 2], [1, 3], [2.5, 4]]
    .map(([low, high]) => ({ low: low!, high: high! }));
  expect(overlap([one!, other!])).toBe(true);
  expect(overlap([other!, far!])).toBe(true);
  expect(overlap([one!, other!, far!])).toBe(false);
});
