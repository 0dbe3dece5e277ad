import { expect } from "@std/expect";
import {
  answerTo,
  createComposer,
} from "../../../../tools/report/html/browser/composer.ts";
import type { Model } from "../../../../tools/report/html/browser/model.ts";

const names = ["sad cat face", "sad face", "glad face", "glad cat face", "sun"];
/** Each original is one pixel of one value, and its code ten times that. */
const values = [0.5, 0.25, 0.125, 1, 0.75];
const model = {
  codes: values.map((value) => Float32Array.of(10 * value)),
  picture: (row: number) => Float32Array.of(values[row]!),
  data: {
    names,
    attributes: [{
      label: "cat",
      pairs: [{ with: 0, without: 1 }, { with: 3, without: 2 }],
    }],
  },
} as unknown as Model;
const compose = createComposer(model);
const state = { a: 0, b: 1, c: 2, strength: 1, way: 0.5 };

Deno.test("the page adds up codes and pixels alike, by the attribute's strength", () => {
  // By hand: 2 (0.5 - 0.25) + 0.125.
  const { code, values, sources } = compose({ ...state, strength: 2 });
  expect([...code]).toStrictEqual([6.25]);
  expect([...values]).toStrictEqual([0.625]);
  expect(sources).toStrictEqual([0, 1, 2]);
});

Deno.test("an averaged attribute is added to C alone, and its pictures are to draw it", () => {
  // By hand: 0.125 + ((0.5 - 0.25) + (1 - 0.125)) / 2.
  const { code, values, sources } = compose({ ...state, attribute: "cat" });
  expect([...code]).toStrictEqual([6.875]);
  expect([...values]).toStrictEqual([0.6875]);
  expect(sources).toStrictEqual([2, 0, 3]);
});

Deno.test("the true answer is the cat of C's face, where a cat's own face was taken from it", () => {
  expect(answerTo(state, names)).toBe(3);
  expect(answerTo({ ...state, attribute: "cat" }, names)).toBe(3);
  expect(answerTo({ ...state, b: 2 }, names)).toBe(undefined);
  expect(answerTo({ ...state, c: 4 }, names)).toBe(undefined);
  expect(answerTo({ ...state, c: 3 }, names)).toBe(undefined);
  expect(answerTo({ ...state, attribute: "hat" }, names)).toBe(undefined);
});
