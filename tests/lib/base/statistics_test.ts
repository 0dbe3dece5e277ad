import assert from "node:assert/strict";
import {
  mean,
  meanSquaredError,
  median,
} from "../../../lib/base/statistics.ts";

Deno.test("the mean is the sum by the count", () => {
  assert.equal(mean([1, 2, 6]), 3);
  assert.equal(mean(Float32Array.of(0.5)), 0.5);
  assert.ok(Number.isNaN(mean([])));
});

Deno.test("the median is in the middle, or between the two there", () => {
  assert.equal(median([9, 1, 2]), 2);
  assert.equal(median([9, 1, 2, 4]), 3);
});

Deno.test("the mean squared error is that of two vectors of one length", () => {
  // By hand: (1 + 4) / 2.
  assert.equal(meanSquaredError([1, 2], [2, 4]), 2.5);
  assert.equal(meanSquaredError(Float32Array.of(3), [3]), 0);
  assert.throws(() => meanSquaredError([1], [1, 2]), {
    name: "RangeError",
    message: /these have 1 and 2 numbers\.$/,
  });
});
