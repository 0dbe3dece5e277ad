import assert from "node:assert/strict";
import { describeChange } from "../../../lib/analysis/verdict.ts";

const before = { error: 0.09, latentRank: 4 };

const cases: [string, typeof before, RegExp][] = [
  [
    "measures that differ are said to disagree",
    { error: 0.06, latentRank: 9 },
    /^the error falls from 0\.0900 to 0\.0600 and the rank by code worsens from 4 to 9: the two measures disagree$/,
  ],
  [
    "a sharper answer with a larger error is a disagreement too",
    { error: 0.1, latentRank: 2 },
    /rises from .* improves from 4 to 2: the two measures disagree$/,
  ],
  ["less error at the same rank is a gain", {
    error: 0.06,
    latentRank: 4,
  }, /stays 4: a gain$/],
  ["a worse rank at a larger error is a loss", {
    error: 0.1,
    latentRank: 5,
  }, /: a loss$/],
  ["the same answer makes no difference", before, /: no difference$/],
];

for (const [title, after, expected] of cases) {
  Deno.test(title, () => assert.match(describeChange(before, after), expected));
}
