import assert from "node:assert/strict";
import {
  describeDifference,
  judgeHarm,
  pairBySeed,
} from "../../../lib/analysis/comparison.ts";
import {
  describeCosine,
  describeRatio,
  speculate,
  summariseConflict,
} from "../../../lib/analysis/conflict_summary.ts";
import type { RunRecord } from "../../../lib/experiments/run_record.ts";
import {
  compareWithAutoencoder,
  describeStability,
  describeTrend,
} from "../../../lib/analysis/sweep_findings.ts";
import {
  epochTable,
  summariseByLambda,
  sweepTable,
} from "../../../lib/analysis/sweep_table.ts";
import { assertClose } from "../../support/assertions.ts";

/** A joint run with these validation errors; the last is the test error too. */
function record(
  lambda: number,
  { seed = 1, errors }: { seed?: number; errors: number[] },
): RunRecord {
  return {
    settings: { lambda, training: { seed } },
    seconds: 60,
    history: errors.map((error, index) => ({
      epoch: index + 1,
      meanSquaredError: error / 2,
      validationMeanSquaredError: error,
      gradientCosine: index % 2 === 0 ? -0.5 : 0.25,
      gradientNormRatio: 10 / (index + 1),
    })),
    test: {
      meanSquaredError: errors.at(-1)!,
      accuracy: 0.9,
      balancedAccuracy: 0.8,
    },
  } as unknown as RunRecord;
}

function compare(control: number[], treated: number[]) {
  const runs = (lambda: number, errors: number[]) =>
    errors.map((error, i) => record(lambda, { seed: i + 1, errors: [error] }));
  return pairBySeed(
    sweepTable([...runs(0, control), ...runs(0.5, treated)]),
    { control: 0, treated: 0.5, measure: "error" },
  );
}

Deno.test("runs are compared seed by seed, and seeds without a partner left out", () => {
  const difference = compare([0.02, 0.04], [0.03, 0.08, 0.5]);
  assert.deepEqual(difference.seeds, [1, 2]);
  assertClose(difference.control, 0.03);
  assertClose(difference.treated, 0.055);
  assertClose(difference.differences[1]!, 0.04);
  assert.equal(difference.sign, 1);
  assert.throws(() => compare([0.02], []), /no seed in common/);
});

Deno.test("an effect is claimed only where all seeds, and more than one, agree", () => {
  assert.equal(compare([1, 1, 1], [2, 2, 2]).sign, 1);
  assert.equal(compare([2, 2], [1, 1]).sign, -1);
  assert.equal(compare([1, 1, 1], [2, 2, 0.5]).sign, 0);
  assert.equal(compare([1], [2]).sign, 0);
  assert.equal(compare([1, 1], [1, 1]).sign, 0);
});

Deno.test("a difference is told with its size, its means and its support", () => {
  assert.equal(
    describeDifference(compare([0.02, 0.02], [0.03, 0.03])),
    "50 % higher (0.0300 against 0.0200), in each of the 2 seeds",
  );
  assert.equal(
    describeDifference(compare([0.02, 0.02], [0.019, 0.0206])),
    "1.0 % lower (0.0198 against 0.0200), on average over 2 seeds, but not in each of them, so that chance explains it as well",
  );
  assert.match(
    describeDifference(compare([0.02], [0.03])),
    /in the one seed that was run/,
  );
});

Deno.test("the verdict on harm follows size and agreement", () => {
  assert.match(judgeHarm(compare([1, 1], [1.5, 1.6])), /a lot worse here too/);
  assert.match(judgeHarm(compare([1, 1], [1.1, 1.2])), /but not a lot/);
  assert.match(judgeHarm(compare([1, 1], [0.9, 0.8])), /is better/);
  assert.match(judgeHarm(compare([1, 1], [0.5, 2])), /not so.*with the seed/);
  assert.match(judgeHarm(compare([1], [2])), /not shown here.*one seed/);
});

Deno.test("setbacks are the epochs that made the validation error larger", () => {
  const [row, falling] = sweepTable([
    record(0, { errors: [4, 2, 3, 3, 1, 1.1] }),
    record(1, { errors: [3, 2, 1] }),
  ]).toRecords();
  assert.equal(row!["setbacks"], 2);
  assertClose(Number(row!["largestSetback"]), 0.5);
  assert.equal(falling!["setbacks"], 0);
  assert.equal(falling!["largestSetback"], 0);
});

Deno.test("steadiness is told from setbacks and from the spread over seeds", () => {
  const falling = [0.05, 0.04, 0.03, 0.02];
  const wild = [0.05, 0.06, 0.02, 0.03];
  const tell = (...runs: [number, number, number[]][]) =>
    describeStability(
      summariseByLambda(sweepTable(
        runs.map(([lambda, seed, errors]) => record(lambda, { seed, errors })),
      )),
      { control: 0, treated: 0.5 },
    );
  assert.equal(
    tell([0, 1, falling], [0.5, 1, wild]),
    "The validation error rose after 2.0 epochs of a run at λ = 0.5 and after 0.0 at λ = 0, on average; the largest rise from one epoch to the next was 50 % against 0 %. So the joint training is less steady.",
  );
  assert.match(
    tell([0, 1, wild], [0.5, 1, wild]),
    /not clearly less steady\.$/,
  );
  const last = (error: number) => [...falling.slice(0, 3), error];
  assert.match(
    tell(
      [0, 1, last(0.02)],
      [0, 2, last(0.021)],
      [0.5, 1, last(0.02)],
      [0.5, 2, last(0.025)],
    ),
    /by up to 0\.0050 against 0\.0010\. So the joint training is less steady/,
  );
  assert.throws(() => tell([0, 1, falling]), /no row for λ = 0\.5/);
});

Deno.test("gradients are summarised over epochs and runs, weighted by λ", () => {
  const runs = [1, 2].map((seed) =>
    record(0.5, { seed, errors: [3, 2, 1, 1] })
  );
  const { cosine, opposed, weightedRatio } = summariseConflict(runs);
  assertClose(cosine, -0.125); // between -0.5 and 0.25
  assertClose(opposed, 0.5);
  assertClose(weightedRatio.first, 5);
  assertClose(weightedRatio.median, (2.5 + 5 / 3) / 2);
  assertClose(weightedRatio.last, 1.25);
  assert.throws(() => summariseConflict([]), RangeError);
});

Deno.test("the words for cosine and ratio change at their bounds", () => {
  assert.match(describeCosine(-0.1), /apart/);
  assert.match(describeCosine(0), /right angles/);
  assert.match(describeCosine(0.1), /the same way/);
  assert.match(describeRatio(2), /^classification decides/);
  assert.match(describeRatio(1), /^both/);
  assert.match(describeRatio(0.5), /^reconstruction decides/);
});

Deno.test("the sweep's table has a row for each run, and a mean and spread for each λ", () => {
  const runs = sweepTable([
    record(0, { seed: 1, errors: [0.03, 0.02] }),
    record(0, { seed: 2, errors: [0.03, 0.01, 0.04] }),
    record(0.5, { seed: 1, errors: [0.05] }),
  ]);
  assert.deepEqual(runs.toRecords()[1], {
    lambda: 0,
    seed: 2,
    error: 0.04,
    accuracy: 0.9,
    balancedAccuracy: 0.8,
    trainingError: 0.02,
    bestError: 0.01,
    bestEpoch: 2,
    setbacks: 1,
    largestSetback: 3,
    seconds: 60,
  });
  const [zero, half] = summariseByLambda(runs).toRecords();
  assert.equal(zero!["seeds"], 2);
  assertClose(Number(zero!["error"]), 0.03);
  assert.equal(zero!["errorLow"], 0.02);
  assert.equal(zero!["errorHigh"], 0.04);
  assert.equal(half!["lambda"], 0.5);
  assert.equal(half!["seeds"], 1);
});

Deno.test("the epochs' table weights the norm ratio by λ", () => {
  const rows = epochTable([record(0.5, { seed: 3, errors: [2, 1] })])
    .toRecords();
  assert.deepEqual(rows[1], {
    lambda: 0.5,
    seed: 3,
    epoch: 2,
    validationError: 1,
    cosine: 0.25,
    weightedRatio: 2.5,
  });
});

Deno.test("the trend over λ is told as it is, of one seed", () => {
  const trend = (...errors: number[]) =>
    describeTrend(
      sweepTable([
        ...errors.map((error, lambda) => record(lambda, { errors: [error] })),
        record(0, { seed: 2, errors: [9] }),
      ]),
      1,
    );
  assert.equal(
    trend(1, 2, 3),
    "From λ = 0 to λ = 2, all with seed 1, the test error rises with every step of λ: it is least at λ = 0 (1.0000) and greatest at λ = 2 (3.0000).",
  );
  assert.match(trend(3, 2, 1), /falls with every step.*least at λ = 2 /);
  assert.match(trend(2, 1, 3), /neither rises nor falls.*least at λ = 1 /);
  assert.throws(() => trend(), /none has seed 1: train one\.$/);
});

Deno.test("question 1's model is compared after as many epochs, or not at all", () => {
  const made = (
    { data = "same", errors, batchSize }: {
      data?: string;
      errors: number[];
      batchSize: number;
    },
  ) =>
    ({
      data,
      settings: { training: { batchSize } },
      history: errors.map((error, index) => ({
        epoch: index + 1,
        validationLoss: error,
        validationMeanSquaredError: error,
      })),
    }) as unknown as RunRecord;
  const control = made({ errors: [0.3, 0.2], batchSize: 20 });
  const compare = (autoencoder?: RunRecord) =>
    compareWithAutoencoder(autoencoder, control);
  assert.match(
    compare(made({ errors: [0.4, 0.1, 0.01], batchSize: 32 })),
    /after epoch 2 a validation error of 0\.1000, and the run of λ = 0 0\.2000\. The first had batches of 32 and the second of 20,/,
  );
  assert.match(
    compare(made({ errors: [0.4, 0.1], batchSize: 20 })),
    /Both have the same batches/,
  );
  assert.match(compare(), /has not been run/);
  assert.match(
    compare(made({ data: "other", errors: [1, 1], batchSize: 20 })),
    /other data/,
  );
  assert.match(compare(made({ errors: [1], batchSize: 20 })), /1 epochs here/);
});

Deno.test("the speculation fits effect and gradients", () => {
  const guess = (sign: -1 | 0 | 1, cosine: number, ratio: number) =>
    speculate(sign, {
      cosine,
      opposed: 0.5,
      weightedRatio: { first: ratio, median: ratio, last: ratio },
    });
  assert.match(guess(1, -0.2, 1), /scale and conflict/);
  assert.match(guess(1, 0, 1), /^Our guess is scale: /);
  assert.match(guess(1, -0.2, 0.1), /^Our guess is conflict: /);
  assert.match(guess(1, 0, 0.1), /^Neither trace/);
  assert.match(guess(0, 0, 1), /room for both/);
  assert.match(guess(0, 0, 0.1), /too weak/);
  assert.match(guess(-1, -0.2, 1), /regularisation/);
});
