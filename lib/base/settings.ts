/**
 * Settings that are refused when they are mistyped. Code in notebooks is not
 * type-checked when it runs, so that neither an unknown name nor a value of
 * another type may pass.
 *
 * @module
 */
import { distance } from "fastest-levenshtein";
import { z } from "zod";

/** Settings by name; no others are allowed. */
export function group<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, "settings by name");
}

/** A whole number in [minimum, maximum]. */
export function integer(minimum: number, maximum: number): z.ZodNumber {
  const rule = `an integer from ${show(minimum)} to ${show(maximum)}`;
  return z.int(rule).min(minimum, rule).max(maximum, rule);
}

/** A number in [minimum, maximum], or in (minimum, maximum] if `above`. */
export function number(
  minimum: number,
  maximum: number,
  { above = false }: { above?: boolean } = {},
): z.ZodNumber {
  const rule = above
    ? `a number above ${show(minimum)} and at most ${show(maximum)}`
    : `a number from ${show(minimum)} to ${show(maximum)}`;
  const checked = z.number(rule).max(maximum, rule);
  return above ? checked.gt(minimum, rule) : checked.min(minimum, rule);
}

/** One of these words. */
export function word<const Words extends readonly [string, ...string[]]>(
  ...words: Words
) {
  const quoted = words.map((word) => `"${word}"`);
  return z.enum(
    words,
    quoted.length === 1 ? quoted[0]! : `one of ${quoted.join(", ")}`,
  );
}

/** A seed: seeds that are equal modulo 2^32 would give the same numbers. */
export const seed = integer(0, 2 ** 32 - 1);

/** True or false. */
export const flag = z.boolean("true or false");

/** A text that is not empty, described by `rule`. */
export function text(rule: string): z.ZodString {
  return z.string(rule).min(1, rule);
}

/**
 * Checks settings.
 *
 * @param what Whose they are: "training" gives "The training has no setting …".
 * @throws {TypeError} when a setting is missing or unknown.
 * @throws {RangeError} when one is of another type or out of its range.
 */
export function checkSettings<Schema extends z.ZodObject>(
  what: string,
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return value as z.infer<Schema>;
  const issue = result.error.issues
    .find(({ code }) => code === "unrecognized_keys") ??
    result.error.issues[0]!;
  const place = issue.path.join(".");
  const owner = place ? `The ${what}'s ${place}` : `The ${what}`;
  if (issue.code === "unrecognized_keys") {
    const names = namesAt(schema, issue.path);
    const unknown = issue.keys[0]!;
    const nearest = names.find((name) =>
      distance(name.toLowerCase(), unknown.toLowerCase()) <= 2
    );
    const hint = nearest ? `write "${nearest}"` : `it has ${names.join(", ")}`;
    throw new TypeError(`${owner} has no setting "${unknown}": ${hint}.`);
  }
  const met = valueAt(value, issue.path);
  if (met === undefined && place) {
    throw new TypeError(
      `The ${what}'s setting "${place}" is missing: add it, ${issue.message}.`,
    );
  }
  const rule = place ? issue.message : "settings by name, an object";
  throw new RangeError(
    `${owner} must be ${rule}, but it is ${Deno.inspect(met)}.`,
  );
}

function namesAt(schema: z.ZodObject, path: PropertyKey[]): string[] {
  const found = path.reduce<unknown>((inner, key) => {
    const shape = (inner as z.ZodObject).shape[key as string];
    return shape instanceof z.ZodOptional ? shape.unwrap() : shape;
  }, schema);
  return Object.keys((found as z.ZodObject).shape);
}

function valueAt(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}

function show(value: number): string {
  return value === Infinity ? "infinity" : value.toLocaleString("en-US");
}
