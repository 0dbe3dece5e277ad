/**
 * A measure over the epochs of one training.
 *
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { curve, curveSize, epochAxis, quiet, series, thin } from "./style.ts";

/** A history's row, as far as a chart of one measure needs it. */
export type CurveRow = { epoch: number } & Record<string, number>;

/** What curves show. */
export interface CurveMeasure {
  /**
   * The row's field; its twin on the validation set is `validationLoss` for
   * `loss`.
   */
  measure: string;
  /** The axis title, with the unit. */
  title: string;
  /** Whether the measure shall be low, as it is unless told otherwise. */
  best?: "lowest" | "highest";
  logarithmic?: boolean;
}

/**
 * Learning curves: a measure on the training and the validation set over the
 * epochs, with the epoch marked at which its validation twin was best.
 *
 * @param history One row for each epoch.
 * @throws {RangeError} when the history is empty or lacks a finite measure.
 */
export function learningCurves(
  history: readonly CurveRow[],
  measure: CurveMeasure,
): TopLevelSpec {
  const { height } = curveSize;
  return { ...curveSize, ...curveLayers(history, { ...measure, height }) };
}

/**
 * Learning curves of several measures, two beside each other.
 *
 * @throws {RangeError} when the history is empty or lacks a finite measure.
 */
export function learningPanels(
  history: readonly CurveRow[],
  measures: readonly CurveMeasure[],
): TopLevelSpec {
  const size = { width: 185, height: 150 }; // Two and their axes fill a page.
  return {
    columns: 2,
    concat: measures.map((measure) => ({
      ...size,
      ...curveLayers(history, { ...measure, height: size.height }),
    })),
  };
}

function curveLayers(
  history: readonly CurveRow[],
  { measure, title, best = "lowest", logarithmic = false, height }:
    & CurveMeasure
    & { height: number },
) {
  const twin = `validation${measure[0]!.toUpperCase()}${measure.slice(1)}`;
  const isDrawable = history.length > 0 &&
    history.every((row) =>
      Number.isFinite(row[measure]) && Number.isFinite(row[twin])
    );
  if (!isDrawable) {
    throw new RangeError(
      `Learning curves need a finite ${measure} and ${twin} in each row of the history, which has ${history.length} rows.`,
    );
  }
  const values = thin(history).flatMap((row) => [
    { epoch: row.epoch, split: "training", value: row[measure] },
    { epoch: row.epoch, split: "validation", value: row[twin] },
  ]);
  const sign = best === "lowest" ? 1 : -1;
  const marked = history.reduce((a, b) =>
    sign * b[twin]! < sign * a[twin]! ? b : a
  );
  const isLate = marked.epoch > history.length / 2;
  const x = { field: "epoch", type: "quantitative" as const };
  const y = {
    field: "value",
    type: "quantitative" as const,
    title,
    scale: scaleOf(logarithmic),
  };
  return {
    layer: [
      {
        data: { values },
        // A single epoch has no line.
        mark: history.length === 1 ? { ...curve, point: true } : curve,
        encoding: {
          x: epochAxis({ last: history.length }),
          y,
          ...series("split", { names: ["training", "validation"] }),
        },
      },
      {
        data: {
          values: [{
            epoch: marked.epoch,
            value: marked[twin],
            label: `${best} at epoch ${marked.epoch}`,
          }],
        },
        layer: [
          {
            mark: { type: "rule" as const, color: quiet, strokeDash: [1, 2] },
            encoding: { x },
          },
          {
            mark: {
              type: "point" as const,
              filled: true,
              size: 70,
              color: quiet,
            },
            encoding: { x, y },
          },
          {
            mark: {
              type: "text" as const,
              color: quiet,
              align: isLate ? "right" as const : "left" as const,
              dx: isLate ? -6 : 6,
            },
            encoding: {
              x,
              // At the end of the rule where no curve is.
              y: { value: best === "lowest" ? 10 : height - 10 },
              text: { field: "label" },
            },
          },
        ],
      },
    ],
  };
}

/**
 * Both losses of a training that is under way, in the room that they will need.
 *
 * @param options `epochs`: how many there will be; `title` and `state` stand
 * above the chart.
 */
export function growingCurves(
  history: readonly CurveRow[],
  { epochs, title, state }: { epochs: number; title: string; state: string },
): TopLevelSpec {
  return {
    ...curveSize,
    title: { text: title, subtitle: state, anchor: "start" },
    data: {
      values: thin(history).flatMap((row) => [
        { epoch: row.epoch, split: "training", loss: row["loss"] },
        { epoch: row.epoch, split: "validation", loss: row["validationLoss"] },
      ]),
    },
    // A single epoch has no line yet.
    mark: { type: "line", strokeWidth: 2, point: { size: 20 } },
    encoding: {
      x: {
        ...epochAxis({ first: 0, last: epochs }),
        scale: { domain: [0, epochs] },
      },
      y: { field: "loss", type: "quantitative" },
      ...series("split", { names: ["training", "validation"] }),
    },
  };
}

/**
 * One measure of several trainings over the epochs, a line each.
 *
 * @param histories Rows of each training by its name.
 * @throws {RangeError} when a training lacks a finite measure.
 */
export function compareCurves(
  histories: Record<string, readonly CurveRow[]>,
  { measure, title, logarithmic = false }: Omit<CurveMeasure, "best">,
): TopLevelSpec {
  for (const [name, history] of Object.entries(histories)) {
    if (!history.every((row) => Number.isFinite(row[measure]))) {
      throw new RangeError(
        `The curve of "${name}" needs a finite ${measure} in each row of its history, which has ${
          Object.keys(history[0]!).join(", ")
        }.`,
      );
    }
  }
  return {
    ...curveSize,
    data: {
      values: Object.entries(histories).flatMap(([name, history]) =>
        thin(history).map((row) => ({
          training: name,
          epoch: row.epoch,
          value: row[measure]!,
        }))
      ),
    },
    mark: curve,
    encoding: {
      x: epochAxis({
        last: Math.max(
          ...Object.values(histories).map(({ length }) => length),
        ),
      }),
      y: {
        field: "value",
        type: "quantitative",
        title,
        scale: scaleOf(logarithmic),
      },
      ...series("training", { names: Object.keys(histories) }),
    },
  };
}

/** A logarithmic axis would go on to the next powers of ten. */
function scaleOf(logarithmic: boolean) {
  return logarithmic
    ? { type: "log" as const, nice: false }
    : { type: "linear" as const };
}
