import { expect } from "@std/expect";
import { createRandom } from "../../../lib/base/random.ts";

Deno.test("the same seed gives the same stream, another seed another", () => {
  const stream = (seed: number) => {
    const random = createRandom(seed);
    return [
      random.uniform(0, 1),
      random.integer(1000),
      random.fork().uniform(0, 1),
    ];
  };
  expect(stream(1)).toStrictEqual(stream(1));
  expect(stream(1)).not.toStrictEqual(stream(2));
});

Deno.test("uniform numbers lie in their range and have its mean", () => {
  const random = createRandom(3);
  const values = Array.from({ length: 10_000 }, () => random.uniform(-1, 3));
  expect(values.every((value) => value >= -1 && value < 3)).toBe(true);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // The mean's standard error is 4 / sqrt(12 · 10,000) = 0.0115.
  expect(Math.abs(mean - 1)).toBeLessThan(0.05);
});

Deno.test("a shuffle keeps the items and leaves its input alone", () => {
  const items = [1, 2, 3, 4, 5, 6, 7, 8];
  const shuffled = createRandom(1).shuffle(items);
  expect(items).toStrictEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(shuffled).not.toStrictEqual(items);
  expect(shuffled.sort()).toStrictEqual(items);
});

Deno.test("every order of three items comes up about equally often", () => {
  const random = createRandom(5);
  const counts = new Map<string, number>();
  for (let time = 0; time < 6000; time++) {
    const order = random.shuffle(["a", "b", "c"]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Six standard deviations of a count: 6 · sqrt(1000 · 5/6) = 173.
  for (const count of counts.values()) {
    expect(Math.abs(count - 1000)).toBeLessThan(173);
  }
});

Deno.test("neighbouring seeds start with unrelated numbers", () => {
  const first = Array.from(
    { length: 1000 },
    (_, seed) => createRandom(seed).uniform(0, 1) - 0.5,
  );
  const mean = first.reduce((sum, value) => sum + value, 0) / 1000;
  const correlation = first.slice(1).reduce(
    (sum, value, index) => sum + value * first[index]! * 12 / 1000,
    0,
  );
  // Five standard errors: 5 / sqrt(12 · 1000) and 5 / sqrt(1000).
  expect(Math.abs(mean)).toBeLessThan(0.046);
  expect(Math.abs(correlation)).toBeLessThan(0.158);
});

Deno.test("a seed that is no integer is refused", () => {
  expect(() => createRandom(0.5)).toThrow(/A seed must be an integer, .* 0\.5/);
});
