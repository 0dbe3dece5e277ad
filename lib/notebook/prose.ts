/**
 * Prose with computed numbers.
 *
 * @module
 */
import { projectType, Shown } from "./shown.ts";

/**
 * Prose whose numbers are computed: a tagged template that gives Markdown.
 *
 * Numbers are written with up to four significant digits, strings and dates as
 * they are; the indentation of the source is removed.
 *
 * @throws {TypeError} when a value is neither a number nor a string.
 *
 * @example
 * ```ts
 * import { prose } from "./prose.ts";
 * prose`The error is ${0.0174999}.`;
 * ```
 */
export function prose(
  parts: TemplateStringsArray,
  ...values: (number | string)[]
): Shown {
  return new Shown({ "text/markdown": fill(parts, values) });
}

/** As `prose`, for settings and the engine, which a report sets in small type. */
export function smallPrint(
  parts: TemplateStringsArray,
  ...values: (number | string)[]
): Shown {
  return new Shown({
    "text/markdown": fill(parts, values),
    [projectType("small-print")]: {},
  });
}

/**
 * Writes a number for a reader: integers whole, others with four significant
 * digits, large ones with separators, very small ones with an exponent.
 *
 * @param digits A fixed number of digits after the point, in place of these.
 * @throws {RangeError} when the number is not finite.
 */
export function formatNumber(value: number, digits?: number): string {
  if (!Number.isFinite(value)) {
    throw new RangeError(
      `A number in the text must be finite, but it is ${value}.`,
    );
  }
  if (digits !== undefined) return value.toFixed(digits);
  const rounded = Number.isInteger(value)
    ? value
    : Number(value.toPrecision(4));
  return Number.isInteger(rounded)
    ? rounded.toLocaleString("en-US")
    : String(rounded);
}

function fill(
  parts: TemplateStringsArray,
  values: (number | string)[],
): string {
  // Raw, so that TeX keeps its backslashes; only the template's own go.
  const raw = parts.raw.map((part) => part.replace(/\\([`$])/g, "$1"));
  const text = raw.reduce((text, part, index) => {
    const value = values[index - 1];
    if (typeof value === "number") return text + formatNumber(value) + part;
    if (typeof value === "string") return text + value + part;
    throw new TypeError(
      `Prose takes numbers and strings, but a value is ${value}.`,
    );
  });
  return dedent(text);
}

/** Removes the indentation that all lines share, and blank ends. */
function dedent(text: string): string {
  const lines = text.replace(/^\n/, "").trimEnd().split("\n");
  const indents = lines.filter((line) => line.trim())
    .map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents);
  return lines.map((line) => line.slice(shared)).join("\n").trim();
}
