import { expect } from "@std/expect";
import { judge, type Sample } from "../../../tools/soak/verdict.ts";
import { failure } from "../../support/failure.ts";

/** Thirty samples, one each 20 s; memory fills in the first four minutes. */
function samples(
  change: (index: number) => Partial<Sample> = () => ({}),
): Sample[] {
  return Array.from({ length: 30 }, (_, index) => ({
    seconds: 20 * (index + 1),
    residentMebibytes: index < 12 ? 500 + 40 * index : 1000 + (index % 2),
    tensors: 4,
    millisecondsPerStep: 250 + (index % 3),
    ...change(index),
  }));
}

Deno.test("what stays the same is flat, though memory fills at first", () => {
  const { isFlat, sentence } = judge(samples());
  expect(isFlat).toBe(true);
  expect(sentence).toMatch(
    /^Flat: .* around 100\d MiB, 4 tensors throughout, and a step takes 1\.00 times /,
  );
});

Deno.test("memory that grows by 1 % a minute is not flat", () => {
  const { isFlat, sentence } = judge(
    // 3.5 MiB each 20 s are 10.5 MiB a minute.
    samples((index) => ({ residentMebibytes: 1000 + 3.5 * index })),
  );
  expect(isFlat).toBe(false);
  expect(sentence).toMatch(/^NOT FLAT: resident memory changes by 10\.5 MiB /);
});

Deno.test("memory that shrinks is flat enough", () => {
  const shrinking = samples((index) => ({
    residentMebibytes: 1200 - 10 * index,
  }));
  expect(judge(shrinking).isFlat).toBe(true);
});

Deno.test("one tensor more at the end is not flat", () => {
  const { isFlat, sentence } = judge(
    samples((index) => index === 29 ? { tensors: 5 } : {}),
  );
  expect(isFlat).toBe(false);
  expect(sentence).toMatch(/between 4 and 5 tensors/);
});

Deno.test("steps that take a third longer at the end are not flat", () => {
  const { isFlat, sentence } = judge(
    samples((index) => index > 22 ? { millisecondsPerStep: 333 } : {}),
  );
  expect(isFlat).toBe(false);
  expect(sentence).toMatch(/a step takes 1\.3\d times as long/);
});

Deno.test("too short a span gives no verdict", () => {
  expect(() => judge(samples().slice(0, 5))).toThrow(
    failure("RangeError", /needs 6 samples, but there are 5/),
  );
});
