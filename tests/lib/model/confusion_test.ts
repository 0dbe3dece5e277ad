import { expect } from "@std/expect";
import {
  balancedAccuracy,
  confusionMatrix,
  majorityAccuracy,
} from "../../../lib/model/confusion.ts";

Deno.test("a confusion matrix has the actual classes as rows", () => {
  expect(confusionMatrix([0, 0, 0, 1], [0, 1, 1, 1], 2)).toStrictEqual([
    [1, 2],
    [0, 1],
  ]);
});

Deno.test("the balanced accuracy is the mean recall", () => {
  expect(balancedAccuracy([[1, 3], [0, 2]])).toBe((1 / 4 + 1) / 2);
});

Deno.test("always the same answer has a balanced accuracy of one half", () => {
  expect(balancedAccuracy([[90, 0], [10, 0]])).toBe(0.5);
});

Deno.test("a class without examples does not count", () => {
  expect(balancedAccuracy([[3, 1], [0, 0]])).toBe(0.75);
});

Deno.test("the majority's accuracy is the share of the largest class", () => {
  expect(majorityAccuracy([1, 0, 1, 1])).toBe(0.75);
});

Deno.test("missing predictions are refused", () => {
  expect(() => confusionMatrix([0, 1], [0], 2)).toThrow(/2 examples have 1/);
});
