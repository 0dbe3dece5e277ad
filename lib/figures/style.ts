/**
 * How all charts look.
 *
 * Series differ by dash as well as by colour (Okabe & Ito 2008), so that they
 * can be told apart in black and white and by people who do not see all colours.
 *
 * @module
 */

/** Okabe and Ito's colours that are dark enough for lines on white. */
export const palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"];

/** Dashes in the palette's order. */
const dashes = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]];

/** What marks and texts have that are neither series nor axis. */
export const quiet = "#666666";

/** Wider charts are cut off in a notebook's page, as nbconvert makes it. */
export const notebookWidth = 584;

/** Size of a chart over the epochs, its axes and its legend included. */
export const curveSize = {
  width: notebookWidth,
  height: 200, // without the axis below
  autosize: { type: "fit-x" as const, contains: "padding" as const },
};

/**
 * A curve. Its points are not seen, but they are there: report.html says the
 * values of the one below the pointer.
 */
export const curve = {
  type: "line" as const,
  strokeWidth: 2,
  point: "transparent" as const,
};

/** With more epochs than this, the editors' own ticks are whole too. */
const fewEpochs = 10;

/**
 * The epochs, which are whole: ticks of few are listed, since the older Vega of
 * the editors makes halves of them and writes 1, 2, 2.
 *
 * @param options `first` and `last`: the epochs at its ends.
 */
export function epochAxis(
  { first = 1, last }: { first?: number; last: number },
) {
  const values = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return {
    field: "epoch",
    type: "quantitative" as const,
    title: "epoch",
    axis: {
      tickMinStep: 1,
      format: "d",
      ...last - first <= fewEpochs && { values },
    },
  };
}

/**
 * Tells series apart by colour and dash, with one legend for both. When all
 * colours are used, each comes again with another dash.
 *
 * @param field Whose values the series are.
 * @param options `names`: the values in the legend's order; `title`: above it.
 */
export function series(
  field: string,
  { names, title = null }: {
    names: readonly (string | number)[];
    title?: string | null;
  },
) {
  const channel = {
    field,
    type: "nominal" as const,
    sort: [...names] as string[],
    legend: {
      title,
      symbolType: "stroke", // not the points
      symbolStrokeWidth: 2,
      symbolSize: 400,
    },
  };
  const domain = [...names] as string[];
  return {
    color: {
      ...channel,
      scale: {
        domain,
        range: names.map((_, index) => palette[index % palette.length]!),
      },
    },
    strokeDash: {
      ...channel,
      scale: {
        domain,
        range: names.map((_, index) => {
          const round = Math.floor(index / palette.length);
          return dashes[(index + round) % dashes.length]!;
        }),
      },
    },
  };
}

/**
 * At most 400 rows at even distances, the first and the last among them: more
 * than a chart's pixels can show, and a notebook's file stays small.
 */
export function thin<Row>(rows: readonly Row[]): readonly Row[] {
  const count = 400;
  if (rows.length <= count) return rows;
  return Array.from(
    { length: count },
    (_, i) => rows[Math.round(i * (rows.length - 1) / (count - 1))]!,
  );
}
