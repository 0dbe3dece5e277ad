/**
 * Numbers as a reader sees them: one spelling for each kind, in texts, tables
 * and charts alike.
 *
 * Each takes a finite number and throws a `TypeError` for anything else, since
 * code in notebooks is not type-checked when it runs.
 *
 * @module
 */

/** A mean squared error, four digits after the point: `0.0174`. */
export function mse(value: number): string {
  return digits("mse", value, 4);
}

/** A share in [0, 1] as a percentage: `0.946` is `94.6 %`. */
export function percent(share: number): string {
  requireNumber("percent", share); // "0.5" would be taken for a number below.
  return `${digits("percent", 100 * share, 1)}\u00a0%`;
}

/** How many times as much: `1.8`. */
export function times(ratio: number): string {
  return digits("times", ratio, ratio < 10 ? 2 : 0);
}

/** A mean of counts, one digit after the point: `7.0`. */
export function average(count: number): string {
  return digits("average", count, 1);
}

/** A cosine, with its sign: `−0.05`. */
export function cosine(value: number): string {
  return digits("cosine", value, 2).replace("-", "\u2212");
}

/** A whole number of things, with separators: `2,157,508`. */
export function count(value: number): string {
  requireNumber("count", value);
  if (!Number.isInteger(value)) {
    throw new RangeError(
      `A count is a whole number, but it is ${value}: choose another format.`,
    );
  }
  return value.toLocaleString("en-US");
}

/** A duration in whole seconds: `471 s`. */
export function seconds(value: number): string {
  return `${digits("seconds", value, 0)}\u00a0s`;
}

/** A size in mebibytes, which torchsummary calls MB: `16.53 MB`. */
export function megabytes(value: number): string {
  return `${digits("megabytes", value, 2)}\u00a0MB`;
}

/**
 * A setting or any other number: integers whole, others with up to four
 * significant digits.
 */
export function plain(value: number): string {
  requireNumber("plain", value);
  const rounded = Number.isInteger(value)
    ? value
    : Number(value.toPrecision(4));
  return Number.isInteger(rounded)
    ? rounded.toLocaleString("en-US")
    : String(rounded);
}

/**
 * Two bounds: `8.3 to 13.3 %`, or `no bounds` where the interval is the whole
 * line.
 *
 * @param format Of each bound.
 */
export function range(
  { low, high }: { low: number; high: number },
  format: (value: number) => string,
): string {
  return low === -Infinity && high === Infinity
    ? "no bounds"
    : `${format(low).replace(/\s%$/, "")} to ${format(high)}`;
}

/** Words as a sentence lists them: `a, b and c`. */
export function list(words: readonly (string | number)[]): string {
  const texts = words.map(String);
  const last = texts.pop();
  if (last === undefined) return "none";
  return texts.length === 0 ? last : `${texts.join(", ")} and ${last}`;
}

function digits(kind: string, value: number, after: number): string {
  requireNumber(kind, value);
  return value.toFixed(after);
}

function requireNumber(kind: string, value: number) {
  if (typeof value === "number" && Number.isFinite(value)) return;
  throw new TypeError(
    `The format "${kind}" takes a finite number, but was given ${
      Deno.inspect(value)
    }: see how it is computed.`,
  );
}
