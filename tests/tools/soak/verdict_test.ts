import assert from "node:assert/strict";
import { judge, type Sample } from "../../../tools/soak/verdict.ts";

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
  assert.equal(isFlat, true);
  assert.match(
    sentence,
    /^Flat: .* around 100\d MiB, 4 tensors throughout, and a step takes 1\.00 times /,
  );
});

Deno.test("memory that grows by 1 % a minute is not flat", () => {
  const { isFlat, sentence } = judge(
    // 3.5 MiB each 20 s are 10.5 MiB a minute.
    samples((index) => ({ residentMebibytes: 1000 + 3.5 * index })),
  );
  assert.equal(isFlat, false);
  assert.match(sentence, /^NOT FLAT: resident memory changes by 10\.5 MiB /);
});

Deno.test("memory that shrinks is flat enough", () => {
  const shrinking = samples((index) => ({
    residentMebibytes: 1200 - 10 * index,
  }));
  assert.equal(judge(shrinking).isFlat, true);
});

Deno.test("one tensor more at the end is not flat", () => {
  const { isFlat, sentence } = judge(
    samples((index) => index === 29 ? { tensors: 5 } : {}),
  );
  assert.equal(isFlat, false);
  assert.match(sentence, /between 4 and 5 tensors/);
});

Deno.test("steps that take a third longer at the end are not flat", () => {
  const { isFlat, sentence } = judge(
    samples((index) => index > 22 ? { millisecondsPerStep: 333 } : {}),
  );
  assert.equal(isFlat, false);
  assert.match(sentence, /a step takes 1\.3\d times as long/);
});

Deno.test("too short a span gives no verdict", () => {
  assert.throws(() => judge(samples().slice(0, 5)), {
    name: "RangeError",
    message: /needs 6 samples, but there are 5/,
  });
});
