/**
 * How a value shows itself in a notebook.
 *
 * Beside `Symbol.for("Jupyter.display")`, by which a value gives its media
 * bundle, one may have a method `Symbol.for("Jupyter.metadata")` that gives the
 * output's metadata: an object by media type, such as
 * `{ "image/png": { width: 584, alt: "…" } }`.
 *
 * @module
 */

const display = Symbol.for("Jupyter.display");
const metadata = Symbol.for("Jupyter.metadata");

type Bundle = Record<string, unknown>;

/** @throws {TypeError} when a value's own way of showing itself gives no bundle. */
export async function bundleOf(value: unknown): Promise<Bundle> {
  if (typeof value === "string" && !value.isWellFormed()) {
    return { "text/plain": JSON.stringify(value) }; // Others cannot write it.
  }
  const bundle = await Deno.jupyter.format(value) as unknown;
  if (!isRecord(bundle)) {
    throw new TypeError(
      `The value's method Symbol.for("Jupyter.display") gave ${bundle}: it must give an object of contents by media type.`,
    );
  }
  const html = bundle["text/html"];
  if (typeof html !== "string" || !isFrame(value)) return bundle;
  const shown = html.match(/<tr\b/g)?.length ?? 0;
  return { ...bundle, "text/html": html + hiddenRows(value.height, shown - 1) };
}

/** @returns the output's metadata; empty for most values. */
export function metadataOf(value: unknown): Bundle {
  if (!isRecord(value) || !(metadata in value)) return {};
  const own = (value as Record<symbol, unknown>)[metadata];
  const given = typeof own === "function" ? own.call(value) : own;
  return isRecord(given) ? given : {};
}

function hiddenRows(height: number, shown: number): string {
  if (shown >= height) return "";
  const count = (number: number) => number.toLocaleString("en-US");
  return `<p>${count(shown)} of ${count(height)} rows are shown.</p>`;
}

function isFrame(value: unknown): value is { height: number } {
  return isRecord(value) && typeof value["height"] === "number" &&
    typeof value["toRecords"] === "function" && display in value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
