/**
 * The state of the arithmetic in the page's address, so that a link restores it.
 *
 * @module
 */

/** What the reader chose; rows of originals. */
export interface State {
  a: number;
  b: number;
  c: number;
  strength: number;
  /** Where on the way from A to C the interpolation stands. */
  way: number;
  /** An averaged attribute in place of a - b. */
  attribute?: string;
}

const anchor = "live-arithmetic";

/** @returns the address's fragment, without its mark. */
export function writeState(
  { a, b, c, strength, way, attribute }: State,
  names: string[],
): string {
  const values = new URLSearchParams({
    a: names[a]!,
    b: names[b]!,
    c: names[c]!,
    strength: String(strength),
    way: String(way),
    ...attribute ? { attribute } : {},
  });
  return `${anchor}&${values}`;
}

/**
 * Reads a fragment.
 *
 * @returns the state, which is as before where the fragment says nothing, and a
 * sentence for each thing that it says and that cannot be.
 */
export function readState(
  fragment: string,
  { state, names, attributes }: {
    state: State;
    names: string[];
    attributes: string[];
  },
): { state: State; problems: string[] } | undefined {
  const [start, ...rest] = fragment.replace(/^#/, "").split("&");
  if (start !== anchor || rest.length === 0) return undefined;
  const values = new URLSearchParams(rest.join("&"));
  const read: State = { ...state };
  delete read.attribute;
  const problems: string[] = [];
  for (const key of ["a", "b", "c"] as const) {
    const name = values.get(key);
    if (name === null) continue;
    const row = names.indexOf(name);
    if (row < 0) {
      problems.push(`No picture is named "${name}": choose one for ${key}.`);
    } else read[key] = row;
  }
  for (
    const [key, least, most] of [["strength", -1, 2], ["way", 0, 1]] as const
  ) {
    const text = values.get(key);
    if (text === null) continue;
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) {
      read[key] = value;
    } else {
      problems.push(
        `The ${key} is a number from ${least} to ${most}, but the link says "${text}".`,
      );
    }
  }
  const attribute = values.get("attribute");
  if (attribute !== null && attributes.includes(attribute)) {
    read.attribute = attribute;
  } else if (attribute !== null) {
    problems.push(`No attribute is called "${attribute}".`);
  }
  return { state: read, problems };
}
