/**
 * @module
 */

/** @throws {Error} that names the file when its text is not JSON. */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON: correct it.`, { cause });
  }
}
