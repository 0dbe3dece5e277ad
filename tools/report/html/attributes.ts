/**
 * Attributes that the page offers: means over pairs of pictures.
 *
 * @module
 */
import { catPairs } from "../../../lib/analysis/attributes.ts";
import { catExample } from "../../../lib/analysis/expression.ts";
import type { AttributePair } from "../../../lib/analysis/vectors.ts";
import { textColumn } from "../../../lib/data/catalogue.ts";
import type { Dataset } from "../../../lib/data/dataset.ts";

/** Names with the attribute, and without. */
const pairs: Record<string, [with_: string, without: string][]> = {
  glasses: [
    ["nerd face", "slightly smiling face"],
    ["smiling face with sunglasses", "slightly smiling face"],
    ["disguised face", "slightly smiling face"],
  ],
  tears: [
    ["loudly crying face", "frowning face"],
    ["crying face", "slightly frowning face"],
    ["face with tears of joy", "smiling face with open mouth and smiling eyes"],
  ],
  halo: [["smiling face with halo", "smiling face with smiling eyes"]],
  hearts: [[
    "smiling face with smiling eyes and three hearts",
    "smiling face with smiling eyes",
  ]],
};

/** @returns the attributes of which the data set has at least one pair. */
export function namedAttributes(
  dataset: Dataset,
): { label: string; pairs: AttributePair[] }[] {
  const names = textColumn(dataset.catalogue, "name");
  const others = Object.entries(pairs).map(([label, pairs]) => ({
    label,
    pairs: pairs.map(([one, other]) => ({
      with: names.indexOf(one),
      without: names.indexOf(other),
    })).filter((pair) => pair.with >= 0 && pair.without >= 0),
  }));
  return [
    { label: "cat", pairs: catPairs(dataset, catExample.truth) },
    ...others.filter(({ pairs }) => pairs.length > 0),
  ];
}
