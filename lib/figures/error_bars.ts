/**
 * Errors side by side.
 *
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { mse } from "../base/format.ts";
import { palette, quiet } from "./style.ts";

/**
 * Mean squared errors as bars, with the value at the end of each.
 *
 * @param methods In the order in which they shall stand.
 * @param options `highlight`: the label that the others are compared with.
 */
export function errorBars(
  methods: readonly { label: string; mse: number }[],
  { highlight }: { highlight: string },
): TopLevelSpec {
  const largest = Math.max(...methods.map((method) => method.mse));
  return {
    width: 390, // and the names beside it
    height: { step: 24 },
    data: {
      values: methods.map((method) => ({
        name: method.label,
        value: method.mse,
        label: mse(method.mse),
        isHighlighted: method.label === highlight,
      })),
    },
    encoding: {
      y: {
        field: "name",
        type: "nominal",
        sort: null,
        title: null,
        axis: { labelLimit: 0 },
      },
      x: {
        field: "value",
        type: "quantitative",
        title: "mean squared error",
        scale: { domain: [0, largest * 1.12] },
      },
    },
    layer: [
      {
        mark: { type: "bar", stroke: quiet, strokeWidth: 0.5 },
        encoding: {
          color: {
            field: "isHighlighted",
            type: "nominal",
            legend: null,
            scale: { domain: [false, true], range: ["#BBBBBB", palette[0]!] },
          },
        },
      },
      {
        mark: { type: "text", align: "left", dx: 4 },
        encoding: { text: { field: "label" } },
      },
    ],
  };
}
