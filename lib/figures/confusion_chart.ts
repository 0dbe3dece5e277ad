/**
 * A confusion matrix as a chart.
 *
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { percent } from "../base/format.ts";
import type { ConfusionMatrix } from "../model/confusion.ts";
import { quiet } from "./style.ts";

/**
 * A confusion matrix: counts, shaded by the share of their row.
 *
 * @param names Of the classes.
 */
export function confusionChart(
  matrix: ConfusionMatrix,
  names: readonly string[],
): TopLevelSpec {
  const cells = matrix.flatMap((row, actual) => {
    const sum = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({
      actual: names[actual],
      predicted: names[predicted],
      count,
      share: count / sum,
      text: `${count} (${percent(count / sum)})`,
    }));
  });
  const axes = {
    x: {
      field: "predicted",
      type: "nominal" as const,
      sort: [...names],
      title: "predicted class",
      axis: { labelAngle: 0, orient: "top" as const },
    },
    y: {
      field: "actual",
      type: "nominal" as const,
      sort: [...names],
      title: "class",
    },
  };
  return {
    width: 260,
    height: 140,
    data: { values: cells },
    layer: [
      {
        mark: { type: "rect", stroke: quiet },
        encoding: {
          ...axes,
          color: {
            field: "share",
            type: "quantitative",
            scale: { scheme: "greys", domain: [0, 1] },
            legend: null,
          },
        },
      },
      {
        mark: { type: "text", fontSize: 14 },
        encoding: {
          ...axes,
          text: { field: "text" },
          color: {
            condition: { test: "datum.share > 0.5", value: "white" },
            value: "black",
          },
        },
      },
    ],
  };
}
