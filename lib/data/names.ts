/**
 * Descriptions of emoji where there is nothing else to go by: no code points,
 * no categories.
 *
 * @module
 */

/**
 * A description as this project writes it: lower case, with single spaces for
 * hyphens, underscores and line breaks.
 *
 * @example
 * ```ts
 * import { normaliseName } from "./names.ts";
 * normaliseName("Face with Stuck-Out Tongue"); // "face with stuck out tongue"
 * ```
 */
export function normaliseName(text: string): string {
  return text.normalize("NFC").toLowerCase().replaceAll(/[-‐‑_\s]+/g, " ")
    .trim();
}

/**
 * The base emoji's description: one for all skin tones and genders, as
 * `groupOf` of catalogue.ts does it by code point. Where in doubt, two emoji
 * are one group: that costs a little variety, but never leaks.
 *
 * @param name As {@linkcode normaliseName} makes it.
 *
 * @example
 * ```ts
 * import { groupOfName } from "./names.ts";
 * groupOfName("woman superhero: medium dark skin tone"); // "superhero"
 * ```
 */
export function groupOfName(name: string): string {
  const base = name
    .replaceAll(
      /\b(with )?(medium light|medium dark|light|medium|dark) skin tone\b/g,
      "",
    )
    .replaceAll(/\b(emoji modifier )?fitzpatrick type (1 2|[3-6])\b/g, "")
    .replaceAll(/\b(man|men|woman|women|male|female|person|people)\b/g, "")
    .replaceAll(/\bfacepalming\b/g, "face palm") // The base has another name.
    .replaceAll(/[:,\s]+/g, " ")
    .trim();
  return base || "person";
}
