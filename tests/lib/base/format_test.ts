import { expect } from "@std/expect";
import {
  average,
  cosine,
  count,
  list,
  megabytes,
  mse,
  percent,
  plain,
  range,
  seconds,
  times,
} from "../../../lib/base/format.ts";

const written: [string, string, string][] = [
  ["an error", mse(0.01737), "0.0174"],
  ["a share", percent(0.9462), "94.6\u00a0%"],
  ["a small ratio", times(1.835), "1.83"],
  ["a large ratio", times(12.6), "13"],
  ["a mean of counts", average(7), "7.0"],
  ["a cosine", cosine(-0.0512), "\u22120.05"],
  ["a count", count(2157508), "2,157,508"],
  ["a duration", seconds(470.6), "471\u00a0s"],
  ["a size", megabytes(16.528), "16.53\u00a0MB"],
  ["a setting", plain(0.001), "0.001"],
  ["another number", plain(1 / 3), "0.3333"],
  [
    "an interval",
    range({ low: 0.083, high: 0.133 }, percent),
    "8.3 to 13.3\u00a0%",
  ],
  [
    "the whole line",
    range({ low: -Infinity, high: Infinity }, percent),
    "no bounds",
  ],
  ["a list of three", list(["a", "b", "c"]), "a, b and c"],
  ["a list of one", list(["a"]), "a"],
  ["an empty list", list([]), "none"],
];

for (const [what, text, expected] of written) {
  Deno.test(`${what} is written ${expected}`, () =>
    expect(text).toBe(expected));
}

for (
  const format of [
    mse,
    percent,
    times,
    average,
    cosine,
    count,
    seconds,
    megabytes,
  ]
) {
  for (const value of [NaN, Infinity, "0.1", undefined, null]) {
    Deno.test(`${format.name} refuses ${Deno.inspect(value)}`, () =>
      expect(() => format(value as number)).toThrow(
        `The format "${format.name}" takes a finite number, but was given ${
          Deno.inspect(value)
        }: see`,
      ));
  }
}

Deno.test("a count that is not whole is refused", () =>
  expect(() => count(1.5)).toThrow(
    /^A count is a whole number, but it is 1\.5: choose another format\.$/,
  ));
