/**
 * What a screen reader says for a formula: pandoc turns the TeX into MathML, and
 * speech-rule-engine says MathML in words, as it does for MathJax.
 *
 * @module
 */
import speechRuleEngine from "speech-rule-engine";
import { writeMathml } from "../pandoc.ts";
import type { Math } from "../tree.ts";

/** Accents as pandoc writes them, and as the rules look for them. */
const accents: Record<string, string> = {
  "\u0302": "^",
  "\u0303": "~",
  "\u0304": "¯",
};

/** @returns each formula in words, such as "x squared". */
export async function speak(formulas: Math[]): Promise<string[]> {
  await speechRuleEngine.setupEngine({ locale: "en", domain: "clearspeak" });
  await speechRuleEngine.engineReady();
  return (await writeMathml(formulas)).map((mathml) =>
    speechRuleEngine.toSpeech(
      mathml.replaceAll(/[\u0302-\u0304]/g, (accent) => accents[accent]!),
    )
  );
}
