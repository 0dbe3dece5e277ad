/**
 * Fonts for the scripts that the compiler's own fonts and DejaVu lack: Noto,
 * of which the PDF is given the characters of the report and no more.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import subsetFont from "subset-font";

/** The writing of each package `@fontsource-variable/noto-sans-<name>`. */
const scripts = {
  bengali: /\p{scx=Bengali}/u,
  devanagari: /\p{scx=Devanagari}/u,
  ethiopic: /\p{scx=Ethiopic}/u,
  gujarati: /\p{scx=Gujarati}/u,
  gurmukhi: /\p{scx=Gurmukhi}/u,
  kannada: /\p{scx=Kannada}/u,
  khmer: /\p{scx=Khmer}/u,
  kr: /\p{scx=Hangul}/u,
  malayalam: /\p{scx=Malayalam}/u,
  myanmar: /\p{scx=Myanmar}/u,
  // Japanese names are written with the same signs, and with its own.
  sc: /\p{scx=Han}|\p{scx=Hiragana}|\p{scx=Katakana}|\p{scx=Bopomofo}/u,
  sinhala: /\p{scx=Sinhala}/u,
  tamil: /\p{scx=Tamil}/u,
  telugu: /\p{scx=Telugu}/u,
  thai: /\p{scx=Thai}/u,
};

/**
 * @param text All that the report says.
 * @returns TrueType fonts, each with those characters of the text that it has.
 */
export async function fontsFor(text: string): Promise<Uint8Array[]> {
  const signs = [...new Set(text)].filter((sign) => sign > "\u08ff");
  const fonts: Uint8Array[] = [];
  for (const [script, writing] of Object.entries(scripts)) {
    const written = signs.filter((sign) => writing.test(sign));
    if (written.length === 0) continue;
    const base = `@fontsource-variable/noto-sans-${script}`;
    for (const [name, range] of Object.entries(await readRanges(base))) {
      const contains = parseRange(range);
      const own = written.filter((sign) => contains(sign.codePointAt(0)!));
      if (own.length === 0 || /latin|cyrillic|greek|vietnamese/.test(name)) {
        continue;
      }
      const part = name.replace(/^\[(\d+)\]$/, "$1");
      const file =
        `${base}/files/noto-sans-${script}-${part}-wght-normal.woff2`;
      const font = await subsetFont(
        Buffer.from(await Deno.readFile(resolve(file))),
        // What joins letters belongs to each of them.
        own.join("") + "\u200c\u200d\u25cc",
        { targetFormat: "sfnt", variationAxes: { wght: 400 } },
      );
      fonts.push(font);
    }
  }
  return fonts;
}

/** Which characters each file of a package has, as CSS writes it. */
async function readRanges(base: string): Promise<Record<string, string>> {
  return JSON.parse(await Deno.readTextFile(resolve(`${base}/unicode.json`)));
}

function resolve(specifier: string): URL {
  return new URL(import.meta.resolve(specifier));
}

function parseRange(range: string): (codePoint: number) => boolean {
  const bounds = range.split(",").map((part) => {
    const [first, last = first] = part.trim().replace(/^U\+/i, "").split("-")
      .map((digits) => parseInt(digits, 16));
    return [first!, last!] as const;
  });
  return (codePoint) =>
    bounds.some(([first, last]) => first <= codePoint && codePoint <= last);
}
