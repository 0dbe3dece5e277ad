/**
 * Question 2's charts: what λ does, from the frames of
 * `analysis/trial_tables.ts`.
 *
 * @module
 */
import pl from "nodejs-polars";
import type { TopLevelSpec } from "vega-lite";
import {
  curve,
  curveSize,
  epochAxis,
  palette,
  quiet,
  series,
} from "./style.ts";

/**
 * Test error, and accuracies, against λ: each ring or square is one training,
 * the lines join those of one seed, since means over different seeds would not
 * be comparable.
 *
 * @param trials As `trialTable` gives them.
 * @param options `seed`: of the lines; `majorityAccuracy`: of the test set.
 */
export function lambdaEffect(
  trials: pl.DataFrame,
  { seed, majorityAccuracy }: { seed: number; majorityAccuracy: number },
): TopLevelSpec {
  const measure = (field: string, kind: string) =>
    records(trials).map(({ lambda, seed, ...row }) => ({
      lambda,
      seed,
      kind,
      value: row[field],
    }));
  const majority = [...new Set(records(trials).map(({ lambda }) => lambda))]
    .map((lambda) => ({
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
        values: measure("testMse", "error"),
        kinds: ["error"],
      }),
      effectPanel({
        title: "accuracy (test)",
        seed,
        values: [
          ...measure("accuracy", "plain"),
          ...measure("balancedAccuracy", "balanced"),
          ...majority,
        ],
        kinds: ["plain", "balanced", "larger class always"],
      }),
    ],
  };
}

/**
 * The validation error over the epochs at some λ: a line for each training.
 *
 * @param epochs As `epochTable` gives them.
 * @param lambdas The λ to show; each has its colour and dash for all its seeds.
 */
export function lambdaCurves(
  epochs: pl.DataFrame,
  lambdas: readonly number[],
): TopLevelSpec {
  return {
    ...curveSize,
    data: {
      values: records(epochs).filter(({ lambda }) => lambdas.includes(lambda!)),
    },
    mark: curve,
    encoding: {
      x: epochAxis({ last: lastEpoch(records(epochs)) }),
      y: {
        field: "validationMse",
        type: "quantitative",
        title: "mean squared error (validation)",
        scale: { zero: false },
      },
      detail: { field: "seed" },
      ...series("lambda", { names: lambdas, title: "λ" }),
    },
  };
}

/**
 * How the tasks' gradients on the encoder compare, epoch by epoch: their cosine
 * above, the ratio of their lengths below (classification, times λ, over
 * reconstruction; the scale is logarithmic). A line for each training.
 *
 * @param epochs As `epochTable` gives them.
 * @param lambda Which trainings; at 0 the ratio is 0, which has no place on
 * the scale, and is left out.
 */
export function gradientChart(
  epochs: pl.DataFrame,
  lambda: number,
): TopLevelSpec {
  const values = records(epochs).filter((row) => row["lambda"] === lambda);
  const panel = (
    { field, title, reference, type }: {
      field: string;
      title: string;
      reference: number;
      type: "linear" | "log";
    },
  ) => ({
    width: 520, // and the axis beside it
    height: 110,
    layer: [
      {
        data: { values: [{ reference }] },
        mark: { type: "rule" as const, color: quiet },
        encoding: {
          y: { field: "reference", type: "quantitative" as const },
        },
      },
      {
        data: { values },
        mark: { ...curve, color: palette[0]!, strokeOpacity: 0.5 },
        encoding: {
          x: epochAxis({ last: lastEpoch(values) }),
          y: {
            field,
            type: "quantitative" as const,
            title,
            scale: { type },
            axis: type === "log"
              ? { values: decades(values.map((row) => row[field]!)) }
              : { tickCount: 6 },
          },
          detail: { field: "seed" },
        },
      },
    ],
  });
  return {
    vconcat: [
      panel({
        field: "gradientCosine",
        title: "cosine",
        reference: 0,
        type: "linear",
      }),
      ...lambda > 0
        ? [panel({
          field: "weightedNormRatio",
          title: "ratio of lengths",
          reference: 1,
          type: "log",
        })]
        : [],
    ],
  };
}

/** Measures against λ; several are told apart by their kind. */
function effectPanel({ title, seed, kinds, values }: {
  title: string;
  seed: number;
  kinds: string[];
  values: Record<string, unknown>[];
}) {
  const lambdas = [...new Set(values.map(({ lambda }) => lambda as number))];
  const x = {
    field: "lambda",
    type: "quantitative" as const,
    title: "λ",
    // Logarithmic but for 0, where a logarithm has no place.
    scale: { type: "symlog" as const, constant: 0.01 },
    axis: { values: lambdas, format: "~g", labelOverlap: "greedy" as const },
  };
  // From 0, or a tenth would look like a half.
  const y = { field: "value", type: "quantitative" as const, title };
  const channel = {
    field: "kind",
    type: "nominal" as const,
    title: null,
    legend: kinds.length > 1 ? {} : null,
  };
  const scale = (range: unknown[]) =>
    ({ domain: kinds, range }) as { domain: string[]; range: string[] };
  const color = {
    ...channel,
    scale: scale([palette[0]!, palette[1]!, quiet]),
  };
  const dash = { ...channel, scale: scale([[1, 0], [6, 3], [2, 2]]) };
  const shape = { ...channel, scale: scale(["circle", "square", "stroke"]) };
  return {
    width: 155, // and beside it another, axes and a legend
    height: 170,
    layer: [
      {
        data: { values: values.filter((run) => run["seed"] === seed) },
        mark: { type: "line" as const },
        encoding: { x, y, color, strokeDash: dash },
      },
      {
        data: { values },
        mark: { type: "point" as const, size: 40 },
        encoding: { x, y, color, shape },
      },
    ],
  };
}

/** Powers of ten around some values: with those between, a grid is all lines. */
function decades(values: readonly number[]): number[] {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.ceil(Math.log10(Math.max(...values)));
  return Array.from(
    { length: last - first + 1 },
    (_, index) => 10 ** (first + index),
  );
}

function lastEpoch(rows: readonly Record<string, number>[]): number {
  return Math.max(...rows.map(({ epoch }) => epoch!));
}

function records(frame: pl.DataFrame) {
  return frame.toRecords() as Record<string, number>[];
}
