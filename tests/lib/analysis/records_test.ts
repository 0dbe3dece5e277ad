import { expect } from "@std/expect";
import {
  eachIsBetter,
  listErrors,
  spread,
} from "../../../lib/analysis/records.ts";
import type { AutoencoderRecord } from "../../../lib/experiments/repeats.ts";

function record(test: number, validation = test): AutoencoderRecord {
  return {
    history: [{ validationMeanSquaredError: validation }],
    test: { meanSquaredError: test, originalsMeanSquaredError: test / 2 },
  } as unknown as AutoencoderRecord;
}

Deno.test("a spread has the sample's standard deviation", () => {
  // By hand: squares of -1, 0 and 1 over 2.
  expect(spread("seed", [record(1), record(2), record(3)])).toEqual({
    differing: "seed",
    trainings: 3,
    mean: 2,
    deviation: 1,
    lowest: 1,
    highest: 3,
  });
});

Deno.test("one training has no spread", () => {
  expect(() => spread("seed", [record(1)])).toThrow(
    /^A spread needs at least two trainings, but "seed" has 1\.$/,
  );
});

Deno.test("errors are listed in the order of the trainings, the last epoch's for validation", () => {
  expect(listErrors({ assigned: record(0.4, 0.5), better: record(0.2) }))
    .toEqual([
      { network: "assigned", validation: 0.5, test: 0.4, originals: 0.2 },
      { network: "better", validation: 0.2, test: 0.2, originals: 0.1 },
    ]);
});

Deno.test("a step that is worse on either set is no better one", () => {
  const rows = (...errors: [number, number][]) =>
    errors.map(([validation, test]) => ({ validation, test }));
  expect(eachIsBetter(rows([3, 3], [2, 2], [1, 1]))).toBe(true);
  expect(eachIsBetter(rows([3, 3], [2, 3]))).toBe(false);
  expect(eachIsBetter(rows([3, 3], [3, 2]))).toBe(false);
});
