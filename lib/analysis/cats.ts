/**
 * Cats by their names; the report's page asks for them too.
 *
 * @module
 */

/**
 * The name of the face that a cat is a cat of: "face with X" for "cat face with
 * X", and nothing for what is no cat.
 */
export function faceOf(name: string): string | undefined {
  return name.includes("cat face")
    ? name.replace("cat face", "face")
    : undefined;
}
