/**
 * The comparison as a picture.
 *
 * @module
 */
import type { TopLevelSpec } from "vega-lite";
import { palette } from "../../lib/figures/style.ts";

/** Medians of one contestant with so many threads. */
export interface Result {
  /** What is trained. */
  network: string;
  name: string;
  version: string;
  threads: number;
  millisecondsPerStep: number;
  /** From a cold start to the end of the first epoch of 600 pictures. */
  secondsToFirstEpoch: number;
  peakMebibytes: number;
}

const measures = [
  { field: "millisecondsPerStep", title: "a step of 32 pictures (ms)" },
  { field: "secondsToFirstEpoch", title: "start to first epoch's end (s)" },
  { field: "peakMebibytes", title: "peak memory (MiB)" },
] as const;

/**
 * Bars, less is better: a column for each measure, a row for each network and
 * thread count.
 */
export function benchChart(results: Result[]): TopLevelSpec {
  const groups = Map.groupBy(
    results,
    ({ network, threads }) =>
      `${network}, ${threads} ${threads === 1 ? "thread" : "threads"}`,
  );
  const names = [...new Set(results.map(({ name }) => name))];
  return {
    vconcat: [...groups].map(([group, own]) => ({
      bounds: "flush" as const,
      spacing: 40,
      hconcat: measures.map(({ field, title }, column) => {
        const largest = Math.max(...results.map((result) => result[field]));
        return {
          title: column === 0 ? group : "",
          width: 190,
          height: { step: 24 },
          data: {
            values: own.map((result) => ({
              name: result.name,
              value: result[field],
              label: String(Number(result[field].toPrecision(3))),
            })),
          },
          encoding: {
            y: {
              field: "name",
              type: "nominal" as const,
              sort: names,
              title: null,
              axis: column === 0 ? { labelLimit: 0 } : null,
            },
            x: {
              field: "value",
              type: "quantitative" as const,
              title,
              scale: { domain: [0, largest * 1.25] },
              axis: { tickCount: 4 },
            },
          },
          layer: [
            {
              mark: {
                type: "bar" as const,
                stroke: "black",
                strokeWidth: 0.5,
              },
              encoding: {
                color: {
                  field: "name",
                  type: "nominal" as const,
                  legend: null,
                  scale: {
                    domain: names,
                    range: names.map((_, at) =>
                      at === 0 ? palette[0]! : "#BBBBBB"
                    ),
                  },
                },
              },
            },
            {
              mark: { type: "text" as const, align: "left" as const, dx: 4 },
              encoding: {
                text: { field: "label", type: "nominal" as const },
              },
            },
          ],
        };
      }),
    })),
  };
}
