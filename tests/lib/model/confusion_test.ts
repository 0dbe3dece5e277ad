import assert from "node:assert/strict";
import {
  balancedAccuracy,
  confusionMatrix,
  majorityAccuracy,
} from "../../../lib/model/confusion.ts";

Deno.test("a confusion matrix has the actual classes as rows", () => {
  assert.deepEqual(
    confusionMatrix([0, 0, 0, 1], [0, 1, 1, 1], 2),
    [[1, 2], [0, 1]],
  );
});

Deno.test("the balanced accuracy is the mean recall", () => {
  assert.equal(balancedAccuracy([[1, 3], [0, 2]]), (1 / 4 + 1) / 2);
});

Deno.test("always the same answer has a balanced accuracy of one half", () => {
  assert.equal(balancedAccuracy([[90, 0], [10, 0]]), 0.5);
});

Deno.test("a class without examples does not count", () => {
  assert.equal(balancedAccuracy([[3, 1], [0, 0]]), 0.75);
});

Deno.test("the majority's accuracy is the share of the largest class", () => {
  assert.equal(majorityAccuracy([1, 0, 1, 1]), 0.75);
});

Deno.test("missing predictions are refused", () => {
  assert.throws(() => confusionMatrix([0, 1], [0], 2), /2 examples have 1/);
});
