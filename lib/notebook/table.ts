/**
 * Tables for a cell and for the report.
 *
 * @module
 */
import pl from "nodejs-polars";
import { plain } from "../base/format.ts";
import { captionOf } from "./labels.ts";
import { projectType, requireKebabCase, Shown } from "./shown.ts";

/** How a column of a table is written. */
export interface ColumnFormat {
  /** Heading; the column's name unless told otherwise. */
  title?: string;
  /** How its numbers are written: a format of `base/format.ts`. */
  format?: (value: number) => string;
}

/** A cell's value; null and undefined leave it empty. */
export type TableValue = string | number | null | undefined;

/**
 * A table.
 *
 * @param name In kebab-case; `@tbl-<name>` in the text.
 * @param options `rows`: a frame, or records with the same keys in one order;
 * `columns`: formats by column name.
 * @throws {RangeError} when the name is not in kebab-case, there is no row, or a
 * format's column is not in the table.
 * @throws {TypeError} when a number is not finite.
 */
export function table(
  name: string,
  { rows, caption, columns = {} }: {
    rows: pl.DataFrame | readonly object[];
    caption: string;
    columns?: Record<string, ColumnFormat>;
  },
): Shown {
  requireKebabCase(name);
  const isFrame = !Array.isArray(rows); // A frame's proxy answers no `in`.
  const records =
    (isFrame ? (rows as pl.DataFrame).toRecords() : rows) as Record<
      string,
      TableValue
    >[];
  const names = isFrame
    ? (rows as pl.DataFrame).columns
    : Object.keys(records[0] ?? {});
  if (records.length === 0) {
    throw new RangeError(
      `The table "${name}" has no row: see what it is made of.`,
    );
  }
  const unknown = Object.keys(columns).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `The table has no column "${unknown}"; it has ${names.join(", ")}.`,
    );
  }
  const headings = names.map((column) => ({
    name: columns[column]?.title ?? column,
    align: records.some((record) => typeof record[column] === "string")
      ? "left" as const
      : "right" as const,
  }));
  const cells = records.map((record) =>
    names.map((column) => formatValue(record[column], columns[column]?.format))
  );
  return new Shown({
    "text/html": toHtml(headings, cells, captionOf("tbl", name, caption)),
    "text/plain": pl.DataFrame(records).toString(),
    [projectType("table")]: { name, caption, columns: headings, rows: cells },
  });
}

function formatValue(
  value: TableValue,
  format: (value: number) => string = plain,
): string {
  return typeof value === "number" ? format(value) : value ?? "";
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
    `<caption>${emphasised(escapeHtml(caption))}</caption>`,
    `<thead>${cells("th", headings.map(({ name }) => name))}</thead>`,
    `<tbody>${rows.map((row) => cells("td", row)).join("")}</tbody>`,
    "</table>",
  ].join("");
}

/** A caption's label is bold; nothing else in it is marked up. */
function emphasised(caption: string): string {
  return caption.replace(/^\*\*(.*?)\*\*/, "<b>$1</b>");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
