/**
 * Question 2's charts over the epochs, from the frames of `sweep_table.ts`.
 *
 * @module
 */
import type pl from "nodejs-polars";
import type { TopLevelSpec } from "vega-lite";
import { dashes, epochAxis } from "./chart.ts";

/**
 * The validation error over the epochs, one line for each λ, told apart by
 * colour and by dashes.
 *
 * @param epochs As `epochTable` gives them, of one seed.
 */
export function lambdaCurves(epochs: pl.DataFrame): TopLevelSpec {
  return {
    width: 480,
    height: 260,
    data: { values: values(epochs) },
    mark: { type: "line", strokeWidth: 2 },
    encoding: {
      x: epochAxis,
      y: {
        field: "validationError",
        type: "quantitative",
        title: "mean squared error (validation)",
        scale: { zero: false },
      },
      ...byLambda(epochs),
    },
  };
}

/**
 * How the tasks' gradients on the encoder compare, epoch by epoch: their cosine
 * above, the ratio of their lengths below (classification, times λ, over
 * reconstruction; the scale is logarithmic).
 *
 * @param epochs As `epochTable` gives them, of one seed. λ = 0 is left out,
 * since its classifier is not trained.
 */
export function gradientChart(epochs: pl.DataFrame): TopLevelSpec {
  const trained = values(epochs).filter((row) => row["lambda"]! > 0);
  const panel = (
    { field, title, reference, type }: {
      field: string;
      title: string;
      reference: number;
      type: "linear" | "log";
    },
  ) => ({
    width: 480,
    height: 150,
    layer: [
      {
        data: { values: [{ reference }] },
        mark: { type: "rule" as const, color: "#555555" },
        encoding: {
          y: { field: "reference", type: "quantitative" as const },
        },
      },
      {
        data: { values: trained },
        mark: { type: "line" as const, strokeWidth: 2 },
        encoding: {
          x: epochAxis,
          y: {
            field,
            type: "quantitative" as const,
            title,
            scale: { type },
            axis: { tickCount: 6 },
          },
          ...byLambda(epochs, { above: 0 }),
        },
      },
    ],
  });
  return {
    vconcat: [
      panel({
        field: "cosine",
        title: "cosine",
        reference: 0,
        type: "linear",
      }),
      panel({
        field: "weightedRatio",
        title: "ratio of lengths, times λ",
        reference: 1,
        type: "log",
      }),
    ],
  };
}

/**
 * λ in rising order, by colour and by dashes; each keeps its own in every chart,
 * whichever of them the legend shows.
 */
function byLambda(epochs: pl.DataFrame, { above = -1 } = {}) {
  const domain = [
    ...new Set(epochs.getColumn("lambda").toArray() as number[]),
  ];
  const lambda = {
    field: "lambda",
    type: "ordinal" as const,
    title: "λ",
    legend: {
      values: domain.filter((lambda) => lambda > above),
      symbolStrokeWidth: 2,
      symbolSize: 400,
    },
  };
  return {
    color: {
      ...lambda,
      // Without its yellow end, which is too light on white.
      scale: { domain, scheme: "viridis" as const, schemeExtent: [0, 0.75] },
    },
    strokeDash: {
      ...lambda,
      scale: {
        domain,
        range: domain.map((_, index) => dashes[index % dashes.length]!),
      },
    },
  };
}

function values(frame: pl.DataFrame) {
  return frame.toRecords() as Record<string, number>[];
}
