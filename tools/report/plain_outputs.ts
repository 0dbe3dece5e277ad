/**
 * Outputs that are neither figure nor table nor prose: text and frames stand in
 * the report as the notebook shows them, and the others are named.
 *
 * @module
 */
import { stripVTControlCharacters } from "node:util";
import { projectType } from "../../lib/notebook/shown.ts";
import type { Output } from "../notebook/notebook.ts";

/** A frame as polars shows it. */
interface DataResource {
  schema: { fields: { name: string; type?: string }[] };
  data: Record<string, unknown>[];
}

const dataResource = "application/vnd.dataresource+json";

/** What tells the report how to show a value, or that it is not to be shown. */
const known = ["figure", "table", "prose", "run", "data", "notebook-only"]
  .map(projectType);

/**
 * @returns the Markdown of an output, or why it cannot be shown; neither for
 * one that the report shows in its own way, or that is the notebook's alone.
 */
export function showPlainly(
  output: Output,
): { markdown?: string; problem?: string } {
  if (output.output_type === "stream") return verbatim(output.text);
  if (output.output_type === "error") {
    return { problem: `it failed with ${output.ename}: ${output.evalue}.` };
  }
  const { data } = output;
  const types = Object.keys(data);
  if (types.some((type) => known.includes(type) || type === "text/markdown")) {
    return {};
  }
  if (dataResource in data) {
    return { markdown: frame(data[dataResource] as DataResource) };
  }
  const rich = types.find((type) => type !== "text/plain");
  if (rich === undefined) return verbatim(String(data["text/plain"] ?? ""));
  const what = rich.startsWith("image/")
    ? "a picture"
    : /vega/.test(rich)
    ? "a chart"
    : `a value of type ${rich}`;
  return {
    problem: `it shows ${what} that the report cannot: show it with ` +
      "`figure`, `table` or `prose`, or tag the cell `notebook-only`.",
  };
}

function verbatim(text: string): { markdown?: string } {
  const plain = stripVTControlCharacters(text).trimEnd();
  if (plain === "") return {};
  const longest = Math.max(
    2,
    ...[...plain.matchAll(/`+/g)].map((it) => it[0].length),
  );
  const fence = "`".repeat(longest + 1);
  return { markdown: `${fence}text\n${plain}\n${fence}` };
}

/** polars shows so many rows of a frame, and does not say when there are more. */
const mostRows = 50;

/** A pipe table, whose numbers are flush right. */
function frame({ schema: { fields }, data }: DataResource): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const isNumeric = (name: string) =>
    data.every((row) => row[name] === null || typeof row[name] === "number");
  return [
    ...data.length === mostRows
      ? [`At most ${mostRows} rows of this frame are shown.`, ""]
      : [],
    line(fields.map(({ name }) => escape(name))),
    line(fields.map(({ name }) => isNumeric(name) ? "--:" : ":--")),
    ...data.map((row) => line(fields.map(({ name }) => escape(row[name])))),
  ].join("\n");
}

/** Each sign that Markdown may read as more than itself is escaped. */
function escape(value: unknown): string {
  const text = typeof value === "object" && value !== null
    ? JSON.stringify(value)
    : String(value ?? "");
  return text.replaceAll(/[!-/:-@[-`{-~]/g, "\\$&").replaceAll(/\s+/g, " ");
}
