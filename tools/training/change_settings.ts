/**
 * Settings of a run with some replaced, as `--set training.epochs=50` does.
 *
 * @module
 */

/**
 * @param changes Each a path into the settings, `=`, and a value in JSON or a
 * word.
 * @throws {RangeError} when a change has no such form, or its path leads beside
 * the settings; values are checked where they are used.
 */
export function changeSettings<Settings extends object>(
  settings: Settings,
  changes: readonly string[],
): Settings {
  const changed = structuredClone(settings);
  for (const change of changes) {
    const [, path, value] = /^([\w.]+)=(.*)$/s.exec(change) ?? [];
    if (path === undefined || value === undefined) {
      throw new RangeError(
        `--set ${change} is not understood: write a path and a value, such as training.epochs=50.`,
      );
    }
    const keys = path.split(".");
    const last = keys.pop()!;
    // deno-lint-ignore no-explicit-any
    let place: any = changed;
    for (const key of keys) place = place?.[key];
    // What a group leaves to its default may be absent; what stands alone not.
    const isKnown = typeof place === "object" && place !== null &&
      (keys.length > 0 || last in place);
    if (!isKnown) {
      throw new RangeError(
        `--set ${change} changes nothing, since the run's settings are ${
          Object.keys(settings).join(", ")
        }: correct the path.`,
      );
    }
    place[last] = read(value);
  }
  return changed;
}

function read(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return value;
  }
}
