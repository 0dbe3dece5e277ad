import { expect } from "@std/expect";
import { z } from "zod";
import {
  checkSettings,
  flag,
  group,
  integer,
  number,
  seed,
  text,
  word,
} from "../../../lib/base/settings.ts";
import { failure } from "../../support/failure.ts";

const schema = group({
  epochs: integer(1, 1000),
  learningRate: number(0, 1, { above: true }),
  share: number(0, 1).optional(),
  seed,
  loss: word("squared", "absolute").optional(),
  shuffle: flag.optional(),
  name: text("a name").optional(),
  copies: group({ rotation: number(0, 180), flip: flag }).optional(),
});
const good = { epochs: 3, learningRate: 0.1, seed: 1 };

Deno.test("sound settings come back as they are", () => {
  for (
    const settings of [
      good,
      {
        ...good,
        share: 0,
        seed: 2 ** 32 - 1,
        loss: "absolute",
        shuffle: false,
        name: "x",
        copies: { rotation: 180, flip: true },
      },
    ]
  ) {
    expect(checkSettings("training", schema, settings)).toBe(settings);
  }
});

const refused: [what: string, settings: unknown, name: string, RegExp][] = [
  [
    "a name in another case",
    { ...good, learningrate: 0.1 },
    "TypeError",
    /^The training has no setting "learningrate": write "learningRate"\.$/,
  ],
  [
    "a mistyped name beside a missing one",
    { epoch: 3, learningRate: 0.1, seed: 1 },
    "TypeError",
    /^The training has no setting "epoch": write "epochs"\.$/,
  ],
  [
    "a name that is like no other",
    { ...good, momentum: 0.9 },
    "TypeError",
    /^The training has no setting "momentum": it has epochs, learningRate, share, /,
  ],
  [
    "a mistyped name within",
    { ...good, copies: { rotation: 1, flipp: true } },
    "TypeError",
    /^The training's copies has no setting "flipp": write "flip"\.$/,
  ],
  [
    "a missing setting",
    { epochs: 3, seed: 1 },
    "TypeError",
    /^The training's setting "learningRate" is missing: add it, a number above 0 and at most 1\.$/,
  ],
  [
    "a missing setting within",
    { ...good, copies: { flip: true } },
    "TypeError",
    /^The training's setting "copies\.rotation" is missing: add it, a number from 0 to 180\.$/,
  ],
  [
    "a number as text",
    { ...good, learningRate: "0.001" },
    "RangeError",
    /^The training's learningRate must be a number above 0 and at most 1, but it is "0\.001"\.$/,
  ],
  [
    "a limit that is not in the range",
    { ...good, learningRate: 0 },
    "RangeError",
    /learningRate must be a number above 0 and at most 1, but it is 0\.$/,
  ],
  [
    "a fraction for an integer",
    { ...good, epochs: 2.5 },
    "RangeError",
    /epochs must be an integer from 1 to 1,000, but it is 2\.5\.$/,
  ],
  ["NaN", { ...good, share: NaN }, "RangeError", /share .* but it is NaN\.$/],
  [
    "infinity",
    { ...good, epochs: Infinity },
    "RangeError",
    /epochs .* but it is Infinity\.$/,
  ],
  [
    "a number that is too large within",
    { ...good, copies: { rotation: 181, flip: true } },
    "RangeError",
    /^The training's copies\.rotation must be a number from 0 to 180, but it is 181\.$/,
  ],
  [
    "a word that is none of the known",
    { ...good, loss: "squard" },
    "RangeError",
    /loss must be one of "squared", "absolute", but it is "squard"\.$/,
  ],
  [
    "1 for true",
    { ...good, shuffle: 1 },
    "RangeError",
    /shuffle must be true or false, but it is 1\.$/,
  ],
  [
    "an empty text",
    { ...good, name: "" },
    "RangeError",
    /name must be a name, but it is ""\.$/,
  ],
  [
    "a list for settings",
    { ...good, copies: [] },
    "RangeError",
    /copies must be settings by name, but it is \[\]\.$/,
  ],
  [
    "no settings at all",
    undefined,
    "RangeError",
    /^The training must be settings by name, an object, but it is undefined\.$/,
  ],
  [
    "a seed that another gives too, modulo 2^32",
    { ...good, seed: 2 ** 32 },
    "RangeError",
    /seed must be an integer from 0 to 4,294,967,295, but it is 4294967296\.$/,
  ],
  [
    "a seed below 0",
    { ...good, seed: -1 },
    "RangeError",
    /seed must be .* but it is -1\.$/,
  ],
];
for (const [what, settings, name, message] of refused) {
  Deno.test(`${what} is refused in one sentence`, () => {
    expect(() => checkSettings("training", schema, settings)).toThrow(
      failure(name, message),
    );
  });
}

Deno.test("a rule between two settings is said like the others", () => {
  const ordered = group({ least: number(0, 9), most: number(0, 9) })
    .refine(({ least, most }) => least <= most, {
      path: ["least"],
      error: "a number up to most",
    });
  const settings = { least: 3, most: 2 };
  expect(() => checkSettings("range", ordered, settings)).toThrow(
    failure(
      "RangeError",
      "The range's least must be a number up to most, but it is 3.",
    ),
  );
});

Deno.test("a setting in a list is refused by its place", () => {
  const network = group({ layers: z.array(group({ size: integer(1, 9) })) });
  expect(() => checkSettings("network", network, { layers: [{ size: 0 }] }))
    .toThrow(/^The network's layers\.0\.size must be an integer from 1 to/);
});
