/**
 * Charts that more than one question needs, one function each.
 *
 * Series differ by dash and marker as well as by colour (Okabe & Ito 2008), so
 * that they can be told apart in black and white and by people who do not see
 * all colours.
 *
 * @module
 */
import type { TopLevelSpec } from "vega-lite";

/** Okabe and Ito's colours that are dark enough for lines on white. */
export const palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"];

/** The epochs, which are whole. */
export const epochAxis = {
  field: "epoch",
  type: "quantitative" as const,
  title: "epoch",
  axis: { tickMinStep: 1, format: "d" },
};

/** Dashes in the palette's order. */
export const dashes = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]];

/** A history's row, as far as a chart of one measure needs it. */
export type CurveRow = { epoch: number } & Record<string, number>;

/**
 * Learning curves: a measure on the training and the validation set over the
 * epochs, with the epoch of the lowest validation loss marked.
 *
 * @param history One row for each epoch.
 * @param options `measure`: the row's field, `loss` unless told otherwise (its
 * validation twin is `validationLoss`); `title`: the axis title, with the unit.
 * @throws {RangeError} when the history is empty or lacks a finite measure.
 */
export function learningCurves(
  history: readonly CurveRow[],
  { measure = "loss", title = "mean squared error" }: {
    measure?: string;
    title?: string;
  } = {},
): TopLevelSpec {
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
    { epoch: row.epoch, part: "training", value: row[measure] },
    { epoch: row.epoch, part: "validation", value: row[twin] },
  ]);
  const best = bestEpoch(history);
  // At the end of the rule where no curve is: losses fall, accuracies rise.
  const labelHeight = best[twin]! < history[0]![twin]! ? 10 : 250;
  const marked = {
    epoch: best.epoch,
    value: best[twin],
    label: `epoch ${best.epoch}: lowest validation loss`,
  };
  return {
    width: 480,
    height: 260,
    layer: [
      {
        data: { values },
        // A single epoch has no line.
        mark: { type: "line", strokeWidth: 2, point: history.length === 1 },
        encoding: {
          x: epochAxis,
          y: { field: "value", type: "quantitative", title },
          ...series("part", ["training", "validation"]),
        },
      },
      {
        data: { values: [marked] },
        mark: { type: "rule", color: "#666666", strokeDash: [1, 2] },
        encoding: { x: { field: "epoch", type: "quantitative" } },
      },
      {
        data: { values: [marked] },
        mark: { type: "point", filled: true, size: 70, color: "black" },
        encoding: {
          x: { field: "epoch", type: "quantitative" },
          y: { field: "value", type: "quantitative" },
        },
      },
      {
        data: { values: [marked] },
        mark: {
          type: "text",
          align: best.epoch > history.length / 2 ? "right" : "left",
          dx: best.epoch > history.length / 2 ? -6 : 6,
        },
        encoding: {
          x: { field: "epoch", type: "quantitative" },
          y: { value: labelHeight },
          text: { field: "label" },
        },
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
    width: 480,
    height: 260,
    title: { text: title, subtitle: state, anchor: "start" },
    data: {
      values: thin(history).flatMap((row) => [
        { epoch: row.epoch, part: "training", loss: row["loss"] },
        { epoch: row.epoch, part: "validation", loss: row["validationLoss"] },
      ]),
    },
    // A single epoch has no line yet.
    mark: { type: "line", strokeWidth: 2, point: { size: 20 } },
    encoding: {
      x: { ...epochAxis, scale: { domain: [0, epochs] } },
      y: { field: "loss", type: "quantitative" },
      ...series("part", ["training", "validation"]),
    },
  };
}

/** @returns the row with the lowest validation loss, the first of equals. */
export function bestEpoch<Row extends CurveRow>(history: readonly Row[]): Row {
  return history.reduce((best, row) =>
    row["validationLoss"]! < best["validationLoss"]! ? row : best
  );
}

/**
 * Curves of several runs over the epochs, one line each.
 *
 * @param runs Name of each run and its history.
 * @param options `measure`: the field to draw; `title`: the axis title.
 * @throws {RangeError} when a run lacks a finite measure.
 */
export function runCurves(
  runs: { name: string; history: readonly CurveRow[] }[],
  { measure, title }: { measure: string; title: string },
): TopLevelSpec {
  for (const { name, history } of runs) {
    if (!history.every((row) => Number.isFinite(row[measure]))) {
      throw new RangeError(
        `The curve of "${name}" needs a finite ${measure} in each row of its history, which has ${
          Object.keys(history[0]!).join(", ")
        }.`,
      );
    }
  }
  return {
    width: 480,
    height: 260,
    data: {
      values: runs.flatMap(({ name, history }) =>
        thin(history).map((row) => ({
          run: name,
          epoch: row.epoch,
          value: row[measure]!,
        }))
      ),
    },
    mark: { type: "line", strokeWidth: 2 },
    encoding: {
      x: epochAxis,
      y: { field: "value", type: "quantitative", title },
      ...series("run", runs.map(({ name }) => name)),
    },
  };
}

/**
 * Bars, one for each method, with the value at its end.
 *
 * @param bars In the order in which they shall stand, the first on top.
 * @param options `title`: the axis title; `highlight`: the method that the
 * others are compared with.
 */
export function barChart(
  bars: { name: string; value: number }[],
  { title, highlight }: { title: string; highlight?: string },
): TopLevelSpec {
  const largest = Math.max(...bars.map(({ value }) => value));
  return {
    width: 400,
    height: { step: 24 },
    data: {
      values: bars.map(({ name, value }) => ({
        name,
        value,
        label: value.toPrecision(3),
        isHighlighted: name === highlight,
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
        title,
        scale: { domain: [0, largest * 1.12] },
      },
    },
    layer: [
      {
        mark: { type: "bar", stroke: "black", strokeWidth: 0.5 },
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

/**
 * At most 400 rows at even distances, the first and the last among them: more
 * than a chart's pixels can show, and a notebook's file stays small.
 */
function thin<Row>(history: readonly Row[]): readonly Row[] {
  const count = 400;
  if (history.length <= count) return history;
  return Array.from(
    { length: count },
    (_, i) => history[Math.round(i * (history.length - 1) / (count - 1))]!,
  );
}

/**
 * Tells series apart by colour and dash, with one legend for both. When all
 * colours are used, each comes again with another dash.
 */
function series(field: string, names: string[]) {
  const colours = names.map((_, index) => palette[index % palette.length]!);
  const strokes = names.map((_, index) => {
    const round = Math.floor(index / palette.length);
    return dashes[(index + round) % dashes.length]!;
  });
  const legend = {
    title: null,
    symbolType: "stroke", // not the points
    symbolStrokeWidth: 2,
    symbolSize: 400,
  };
  return {
    color: {
      field,
      type: "nominal" as const,
      scale: { domain: names, range: colours },
      legend,
    },
    strokeDash: {
      field,
      type: "nominal" as const,
      scale: { domain: names, range: strokes },
      legend,
    },
  };
}
