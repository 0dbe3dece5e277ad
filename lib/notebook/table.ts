/**
 * Tables for a cell and for the report.
 *
 * @module
 */
import type pl from "nodejs-polars";
import { formatNumber } from "./prose.ts";
import { projectType, requireKebabCase, Shown } from "./shown.ts";

/** How a column of a table is written. */
export interface ColumnFormat {
  /** Heading; the column's name unless told otherwise. */
  title?: string;
  /** Digits after the point; integers have none unless told otherwise. */
  digits?: number;
}

/**
 * A table.
 *
 * @param name In kebab-case; `@tbl-<name>` in the text.
 * @param options `frame`: the rows; `columns`: formats by column name.
 * @throws {RangeError} when the name is not in kebab-case, a format's column is
 * not in the frame, or a number is not finite.
 */
export function table(
  name: string,
  { frame, caption, columns = {} }: {
    frame: pl.DataFrame;
    caption: string;
    columns?: Record<string, ColumnFormat>;
  },
): Shown {
  requireKebabCase(name);
  for (const column of Object.keys(columns)) {
    if (!frame.columns.includes(column)) {
      throw new RangeError(
        `The table has no column "${column}"; it has ${
          frame.columns.join(", ")
        }.`,
      );
    }
  }
  const records = frame.toRecords() as Record<string, unknown>[];
  const headings = frame.columns.map((column) => ({
    name: columns[column]?.title ?? column,
    align: records.some((record) => typeof record[column] === "string")
      ? "left" as const
      : "right" as const,
  }));
  const rows = records.map((record) =>
    frame.columns.map((column) =>
      formatValue(record[column], columns[column]?.digits)
    )
  );
  return new Shown({
    "text/html": toHtml(headings, rows, caption),
    "text/plain": frame.toString(),
    [projectType("table")]: { name, caption, columns: headings, rows },
  });
}

function formatValue(value: unknown, digits?: number): string {
  if (typeof value === "number") {
    return formatNumber(value, digits);
  }
  return value === null || value === undefined ? "" : String(value);
}

function toHtml(
  headings: { name: string; align: string }[],
  rows: string[][],
  caption: string,
): string {
  const cells = (tag: string, row: string[]) =>
    `<tr>${
      row.map((text, column) =>
        `<${tag} style="text-align: ${headings[column]!.align}">${
          escapeHtml(text)
        }</${tag}>`
      ).join("")
    }</tr>`;
  return [
    "<table>",
    `<caption>${escapeHtml(caption)}</caption>`,
    `<thead>${cells("th", headings.map(({ name }) => name))}</thead>`,
    `<tbody>${rows.map((row) => cells("td", row)).join("")}</tbody>`,
    "</table>",
  ].join("");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
