import assert from "node:assert/strict";
import type { RunRecord } from "../../../lib/experiments/run_record.ts";
import { drawChart } from "../../../lib/figures/draw.ts";
import { confusionChart } from "../../../lib/figures/confusion_chart.ts";
import { lambdaEffect } from "../../../lib/figures/lambda_effect.ts";
import {
  gradientChart,
  lambdaCurves,
} from "../../../lib/figures/sweep_chart.ts";
import {
  epochTable,
  summariseByLambda,
  sweepTable,
} from "../../../lib/analysis/sweep_table.ts";

// More than a palette of five has colours for: each λ that is tried joins.
const lambdas = [0, 0.01, 0.1, 0.3, 0.5, 1, 2];

const records = lambdas.map((lambda) => ({
  settings: { lambda, training: { seed: 1 } },
  seconds: 60,
  history: [1, 2, 3].map((epoch) => ({
    epoch,
    meanSquaredError: 0.02,
    validationMeanSquaredError: 0.03 / epoch + lambda / 100,
    gradientCosine: 0.1 * epoch - 0.2,
    gradientNormRatio: 4 / epoch,
  })),
  test: { meanSquaredError: 0.02, accuracy: 0.9, balancedAccuracy: 0.7 },
})) as unknown as RunRecord[];
const epochs = epochTable(records);
const runs = sweepTable(records);

/** The strokes of the lines that a chart draws, each once. */
async function strokes(chart: Parameters<typeof drawChart>[0]) {
  const svg = await drawChart(chart); // Fails on any warning.
  const lines = svg.matchAll(
    /aria-roledescription="line mark"[^>]*stroke="([^"]+)"/g,
  );
  return new Set([...lines].map((match) => match[1]));
}

Deno.test("each λ has a line of its own colour, however many were tried", async () => {
  assert.equal((await strokes(lambdaCurves(epochs))).size, lambdas.length);
});

Deno.test("the gradients' chart leaves λ = 0 out and keeps the others' colours", async () => {
  const curves = await strokes(lambdaCurves(epochs));
  const gradients = await strokes(gradientChart(epochs));
  assert.equal(gradients.size, lambdas.length - 1);
  assert.ok(gradients.isSubsetOf(curves));
});

Deno.test("the sweep's chart names both accuracies and the larger class", async () => {
  const svg = await drawChart(lambdaEffect({
    runs,
    summary: summariseByLambda(runs),
    seed: 1,
    majorityAccuracy: 0.75,
  }));
  for (const name of ["plain", "balanced", "larger class always"]) {
    assert.equal(svg.split(`>${name}</text>`).length, 2, name);
  }
});

Deno.test("a confusion matrix shows counts with their shares of the class", async () => {
  const svg = await drawChart(
    confusionChart([[30, 10], [1, 1]], ["human", "non-human"]),
  );
  for (const text of ["30 (75 %)", "10 (25 %)", "1 (50 %)"]) {
    assert.ok(svg.includes(`>${text}</text>`), text);
  }
});
