import { expect } from "@std/expect";
import { mse } from "../../../lib/base/format.ts";
import { figure } from "../../../lib/notebook/figure.ts";
import {
  claim,
  type Prose,
  prose,
  smallPrint,
} from "../../../lib/notebook/prose.ts";

/** What a cell shows of a paragraph: its text, and what it says of itself. */
function shown(paragraph: Prose) {
  const bundle = (paragraph as unknown as Record<symbol, () => object>)[
    Symbol.for("Jupyter.display")
  ]!;
  const [text, data] = Object.values(bundle.call(paragraph));
  return { text, data };
}

Deno.test("prose places its values and loses the indentation of the source", () => {
  const { text, data } = shown(prose`
    The error is ${mse(0.01737)} after ${100} epochs:

    - it *fell*,
      and $\lambda$ stayed.
  `);
  expect(text).toBe(
    "The error is 0.0174 after 100 epochs:\n\n- it *fell*,\n  and $\\lambda$ stayed.",
  );
  expect(data).toEqual({
    markdown: text,
    smallPrint: false,
    claims: [],
    observed: [],
  });
});

Deno.test("a citation is read in a notebook by its key, and stays one for the report", () => {
  const source =
    "Averages [see @radford2015a, p. 3; @white2016] help, as @linzen2016 shows; " +
    "write to a@white2016.org or [@white2016](https://x.org).";
  const { text, data } = shown(prose`${source}`);
  expect(text).toBe(
    "Averages (see Radford 2015a, p. 3; White 2016) help, as Linzen (2016) " +
      "shows; write to a@white2016.org or [White (2016)](https://x.org).",
  );
  expect(data).toMatchObject({ markdown: source });
});

Deno.test("small print says that it is small", () => {
  expect(shown(smallPrint`Seed ${1}.`)).toEqual({
    text: "Seed 1.",
    data: {
      markdown: "Seed 1.",
      smallPrint: true,
      claims: [],
      observed: [],
    },
  });
});

Deno.test("a claim that holds is not seen, and one that fails marks its paragraph with the values met", () => {
  const paragraph = prose`It fell.`.provided(
    claim("it fell", 1 < 2, { before: 2, after: 1 }),
    claim("by half", false, { share: 1 / 3, seeds: [1, 2], isQuick: true }),
  );
  const { text, data } = shown(paragraph);
  expect(text).toBe(
    '> ⚠ **This no longer holds: rewrite it.** The claim "by half" is false (share: 0.333333; seeds: 1, 2; isQuick: true).\n\nIt fell.',
  );
  expect(data).toMatchObject({
    claims: [
      { name: "it fell", holds: true, values: { before: 2, after: 1 } },
      { name: "by half", holds: false },
    ],
  });
});

Deno.test("a paragraph on a picture is marked when the picture is another than was looked at", async () => {
  const folder = await Deno.makeTempDir();
  const before = Deno.env.get("FIGURES");
  Deno.env.set("FIGURES", `${folder}/`);
  try {
    const png = new TextEncoder().encode("a picture");
    await figure("seen-by-a-test", { png, caption: "", alt: "" });
    // printf 'a picture' | sha256sum
    const hash = "92b2fa580289";
    expect(shown(prose`Blue.`.seen("seen-by-a-test", hash)).text).toBe("Blue.");
    expect(shown(prose`Blue.`.seen("seen-by-a-test", "000000000000")).text)
      .toMatch(
        /^> ⚠ .* The figure "seen-by-a-test" was 000000000000 when it was described and is \w{12} now: look at it/,
      );
  } finally {
    if (before === undefined) Deno.env.delete("FIGURES");
    else Deno.env.set("FIGURES", before);
    await Deno.remove(folder, { recursive: true });
  }
});

const refused: [what: string, action: () => unknown, message: RegExp][] = [
  [
    "a condition that is no boolean",
    () => claim("it fell", 0.5 as unknown as boolean),
    /^The claim "it fell" needs a condition that is true or false, but it is 0\.5\.$/,
  ],
  [
    "a claim without a name",
    () => claim(" ", true),
    /^A claim needs a name, but it is " "\.$/,
  ],
  [
    "two claims of one name",
    () => prose`x`.provided(claim("a", true), claim("a", true)),
    /^Two claims of a paragraph are named "a": rename one of them\.$/,
  ],
  [
    "a picture that no cell made",
    () => prose`x`.seen("nowhere", "0"),
    /^No figure "nowhere" was made before this paragraph, .* run the cell that makes it/,
  ],
  [
    "a value that is neither number nor text",
    () => prose`x ${undefined as unknown as string}`,
    /^Prose takes numbers and strings, but a value is undefined\.$/,
  ],
  ["a value that is NaN", () => prose`x ${NaN}`, /NaN/],
];

for (const [what, action, message] of refused) {
  Deno.test(`prose with ${what} is refused`, () =>
    expect(action).toThrow(message));
}

Deno.test("a number that ends a sentence begins no list where it begins a line", () => {
  const { text } = shown(prose`
    It was best at epoch
    ${52}. Its seed was
    ${1}. The version is
    ${2}.21, and the list has

    1. an item of its own.
  `);
  expect(text).toBe(
    "It was best at epoch\n52\\. Its seed was\n1\\. The version is\n2.21, and the list has\n\n1. an item of its own.",
  );
});
