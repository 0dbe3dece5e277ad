import { expect } from "@std/expect";
import { summariseGradients } from "../../../lib/analysis/gradient_summary.ts";
import { pairBySeed } from "../../../lib/analysis/paired_differences.ts";
import {
  epochTable,
  steadiness,
  totals,
  trialTable,
} from "../../../lib/analysis/trial_tables.ts";
import type { JointRecord } from "../../../lib/experiments/joint_training.ts";
import { assertClose } from "../../support/assertions.ts";

/** A joint run with these validation errors; the last is the test error too. */
function record(
  lambda: number,
  { seed = 1, errors }: { seed?: number; errors: number[] },
): JointRecord {
  return {
    settings: { lambda, training: { seed } },
    seconds: 60,
    history: errors.map((error, index) => ({
      epoch: index + 1,
      meanSquaredError: error / 2,
      validationLoss: error,
      validationMeanSquaredError: error,
      gradientCosine: index % 2 === 0 ? -0.5 : 0.25,
      gradientNormRatio: 10 / (index + 1),
    })),
    test: {
      meanSquaredError: errors.at(-1)!,
      accuracy: 0.9,
      balancedAccuracy: 0.8,
    },
  } as unknown as JointRecord;
}

function compare(control: number[], treated: number[]) {
  const runs = (lambda: number, errors: number[]) =>
    errors.map((error, i) => record(lambda, { seed: i + 1, errors: [error] }));
  return pairBySeed(
    trialTable([...runs(0, control), ...runs(0.5, treated)]),
    { control: 0, treated: 0.5, measure: "testMse" },
  );
}

Deno.test("trials are compared seed by seed, and seeds without a partner left out", () => {
  const difference = compare([0.02, 0.04], [0.03, 0.08, 0.5]);
  expect(difference.seeds).toStrictEqual([1, 2]);
  assertClose(difference.control, 0.03);
  assertClose(difference.treated, 0.055);
  assertClose(difference.ratio, 0.055 / 0.03);
  assertClose(difference.changes[0]!, 0.5);
  assertClose(difference.changes[1]!, 1);
  expect(() => compare([0.02], [])).toThrow(/no seed in common/);
});

Deno.test("larger in each means several seeds that all agree", () => {
  expect(compare([1, 1, 1], [2, 2, 2]).isLargerInEach).toBe(true);
  expect(compare([2, 2], [1, 1]).isLargerInEach).toBe(false);
  expect(compare([1, 1, 1], [2, 2, 0.5]).isLargerInEach).toBe(false);
  expect(compare([1], [2]).isLargerInEach).toBe(false);
});

Deno.test("setbacks are the epochs that made the validation error larger", () => {
  const trials = trialTable([
    record(0, { errors: [4, 2, 3, 3, 1, 1.1] }),
    record(1, { errors: [3, 2, 1] }),
  ]);
  const rising = steadiness(trials, 0);
  expect(rising.setbacks).toBe(2);
  assertClose(rising.largestSetback, 0.5);
  expect(rising.lossSetbacks).toBe(2);
  expect(steadiness(trials, 1).setbacks).toBe(0);
  expect(() => steadiness(trials, 2)).toThrow(/no trial of λ = 2/);
});

Deno.test("the spread is that of the test error over the seeds", () => {
  const trials = trialTable([
    record(0, { seed: 1, errors: [0.02] }),
    record(0, { seed: 2, errors: [0.05] }),
  ]);
  assertClose(steadiness(trials, 0).spread, 0.03);
  assertClose(totals(trials, "seconds").sum, 120);
  assertClose(totals(trials, "seconds").mean, 60);
});

Deno.test("gradients are summarised over epochs and trials, weighted by λ", () => {
  const epochs = epochTable(
    [1, 2].map((seed) => record(0.5, { seed, errors: [3, 2, 1, 1] })),
  );
  const { cosine, opposedShare, ratio } = summariseGradients(epochs, 0.5);
  assertClose(cosine, -0.125); // between -0.5 and 0.25
  assertClose(opposedShare, 0.5);
  assertClose(ratio.first, 5);
  assertClose(ratio.median, (2.5 + 5 / 3) / 2);
  assertClose(ratio.last, 1.25);
  assertClose(ratio.epochsAboveOne, 4);
  expect(() => summariseGradients(epochs, 1)).toThrow(RangeError);
});

Deno.test("the trials' table has a row for each training", () => {
  const trials = trialTable([
    record(0, { seed: 2, errors: [0.03, 0.01, 0.04] }),
  ]);
  expect(trials.toRecords()[0]).toStrictEqual({
    lambda: 0,
    seed: 2,
    testMse: 0.04,
    trainingMse: 0.02,
    validationMse: 0.01,
    bestEpoch: 2,
    accuracy: 0.9,
    balancedAccuracy: 0.8,
    setbacks: 1,
    largestSetback: 3,
    lossSetbacks: 1,
    largestLossSetback: 3,
    seconds: 60,
  });
});

Deno.test("the epochs' table weights the norm ratio by λ", () => {
  const rows = epochTable([record(0.5, { seed: 3, errors: [2, 1] })])
    .toRecords();
  expect(rows[1]).toStrictEqual({
    lambda: 0.5,
    seed: 3,
    epoch: 2,
    validationMse: 1,
    gradientCosine: 0.25,
    weightedNormRatio: 2.5,
  });
});
