/**
 * Question 2's chart of errors and accuracies against λ.
 *
 * @module
 */
import type pl from "nodejs-polars";
import type { TopLevelSpec } from "vega-lite";
import { palette } from "./chart.ts";

/**
 * Test error, and accuracies, against λ. The line joins the runs of one seed,
 * since means over different seeds would not be comparable; a bar spans the
 * seeds, with a tick at their mean, and each ring or square is one run.
 *
 * @param options `runs` as `sweepTable` gives them, `summary` as
 * `summariseByLambda` does, the line's `seed`, and the `majorityAccuracy` on the
 * test set.
 */
export function lambdaEffect({ runs, summary, seed, majorityAccuracy }: {
  runs: pl.DataFrame;
  summary: pl.DataFrame;
  seed: number;
  majorityAccuracy: number;
}): TopLevelSpec {
  const measure = (field: string, kind: string): Measure => ({
    runs: values(runs).map(({ lambda, seed, ...row }) => ({
      lambda,
      seed,
      kind,
      value: row[field],
    })),
    spans: values(summary).map(({ lambda, ...row }) => ({
      lambda,
      kind,
      mean: row[field],
      low: row[`${field}Low`],
      high: row[`${field}High`],
    })),
  });
  const plain = measure("accuracy", "plain");
  const balanced = measure("balancedAccuracy", "balanced");
  const majority = values(summary).map(({ lambda }) => ({
    lambda,
    seed,
    kind: "larger class always",
    value: majorityAccuracy,
  }));
  const independent = {
    color: "independent" as const,
    shape: "independent" as const,
    strokeDash: "independent" as const,
  };
  return {
    resolve: { scale: independent },
    hconcat: [
      effectPanel({
        title: "mean squared error (test)",
        seed,
        ...measure("error", "error"),
      }),
      effectPanel({
        title: "accuracy (test)",
        seed,
        kinds: ["plain", "balanced", "larger class always"],
        runs: [...plain.runs, ...balanced.runs, ...majority],
        spans: [...plain.spans, ...balanced.spans],
      }),
    ],
  };
}

/** A measure of each run, and what it spans at each λ. */
interface Measure {
  runs: Record<string, unknown>[];
  spans: Record<string, unknown>[];
}

/** Measures against λ; several are told apart by their kind. */
function effectPanel({ title, seed, kinds, runs, spans }: Measure & {
  title: string;
  seed: number;
  kinds?: string[];
}) {
  const x = {
    field: "lambda",
    type: "ordinal" as const,
    title: "λ",
    axis: { labelAngle: 0 },
  };
  const y = {
    field: "value",
    type: "quantitative" as const,
    title,
    scale: { zero: false },
  };
  const domain = kinds ?? ["error"];
  const kind = {
    field: "kind",
    type: "nominal" as const,
    title: null,
    legend: kinds ? {} : null,
  };
  const color = {
    ...kind,
    scale: { domain, range: [palette[0]!, palette[1]!, "#555555"] },
  };
  const shape = {
    ...kind,
    scale: { domain, range: ["circle", "square", "stroke"] },
  };
  const strokeDash = {
    ...kind,
    scale: { domain, range: [[1, 0], [1, 0], [4, 3]] },
  };
  return {
    width: 220,
    height: 240,
    layer: [
      {
        data: { values: spans },
        mark: { type: "rule" as const, strokeWidth: 3, opacity: 0.4 },
        encoding: {
          x,
          y: { ...y, field: "low" },
          y2: { field: "high" },
          color,
        },
      },
      {
        data: { values: spans },
        mark: { type: "tick" as const, thickness: 2, width: 14 },
        encoding: { x, y: { ...y, field: "mean" }, color },
      },
      {
        data: { values: runs.filter((run) => run["seed"] === seed) },
        mark: { type: "line" as const },
        encoding: { x, y, color, strokeDash },
      },
      {
        data: { values: runs },
        mark: { type: "point" as const, size: 40 },
        encoding: { x, y, color, shape },
      },
    ],
  };
}

function values(frame: pl.DataFrame) {
  return frame.toRecords() as Record<string, number>[];
}
