import { expect } from "@std/expect";
import pl from "nodejs-polars";
import {
  facesAndHeroes,
  readCatalogue,
  selectPictures,
  textColumn,
} from "../../../lib/data/catalogue.ts";
import { createRandom } from "../../../lib/base/random.ts";
import {
  assertGroupsApart,
  splitByGroup,
  splits,
} from "../../../lib/data/split.ts";
import { failure } from "../../support/failure.ts";

const faces = selectPictures(await readCatalogue(), facesAndHeroes);
const seeds = [...Array(50).keys()];

Deno.test("whatever the seed, no group stands in two parts", () => {
  for (const seed of seeds) {
    const split = splitFaces(seed);
    const parts = splits.map((part) => valuesOf(split, part, "codePoint"));
    expect(new Set(parts.flat()).size).toBe(219);
    const groups = splits.map((part) =>
      new Set(valuesOf(split, part, "group"))
    );
    expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(
      new Set(groups.flatMap((part) => [...part])).size,
    );
  }
});

Deno.test("whatever the seed, the parts hold 60, 20 and 20 percent of the groups", () => {
  for (const seed of seeds) {
    const split = splitFaces(seed);
    expect(splits.map((part) => new Set(valuesOf(split, part, "group")).size))
      .toStrictEqual([88, 30, 30]);
  }
});

Deno.test("whatever the seed, the held-out group is tested", () => {
  for (const seed of seeds) {
    expect(valuesOf(splitFaces(seed), "test", "group")).toContain("1F639");
  }
});

Deno.test("whatever the seed, no group fills more than a quarter of a part", () => {
  for (const seed of seeds) {
    const split = splitFaces(seed);
    for (const part of splits) {
      const groups = valuesOf(split, part, "group");
      for (const group of groups) {
        const size = groups.filter((other) => other === group).length;
        expect(size).toBeLessThanOrEqual(groups.length / 4);
      }
    }
  }
});

Deno.test("the seed alone decides the split", () => {
  const parts = (seed: number) => textColumn(splitFaces(seed), "split");
  expect(parts(1)).toStrictEqual(parts(1));
  expect(parts(1)).not.toStrictEqual(parts(2));
});

Deno.test("each group but the three of 18 is tested with one seed or another", () => {
  const tested = new Set<string>();
  for (const seed of seeds) {
    for (const group of valuesOf(splitFaces(seed), "test", "group")) {
      tested.add(group);
    }
  }
  // All but the three groups of 18, more than a twentieth of 219.
  const missed = new Set(textColumn(faces, "group")).difference(tested);
  expect([...missed].sort()).toStrictEqual(["1F926", "1F9B8", "1F9B9"]);
});

Deno.test("a group with more than a twentieth of the pictures is trained on", () => {
  // Of 40 pictures "a" has 3; twelve other groups share the rest.
  const catalogue = pl.DataFrame({
    group: [..."aaa", ..."bcdefghijkl".repeat(2), ..."mnopqrstuvwxyzB"],
  });
  for (const seed of seeds) {
    const split = splitByGroup(catalogue, {
      heldOut: ["b"],
      random: createRandom(seed),
    });
    const parts = textColumn(split, "split");
    expect(parts.slice(0, 4)).toStrictEqual([
      "train",
      "train",
      "train",
      "test",
    ]);
  }
});

Deno.test("a held-out group that is not selected is refused", () => {
  expect(() =>
    splitByGroup(faces, { heldOut: ["1F4A9"], random: createRandom(1) })
  ).toThrow(failure("RangeError", /held-out group 1F4A9 is not among/));
});

Deno.test("assertGroupsApart() names a group in two parts", () => {
  const frame = (split: string[]) =>
    pl.DataFrame({ group: ["a", "b", "a"], split });
  assertGroupsApart(frame(["train", "test", "train"]));
  expect(() => assertGroupsApart(frame(["train", "test", "validation"])))
    .toThrow(/Group a stands in train and in validation/);
});

function splitFaces(seed: number): pl.DataFrame {
  return splitByGroup(faces, {
    heldOut: ["1F639"],
    random: createRandom(seed),
  });
}

function valuesOf(split: pl.DataFrame, part: string, column: string) {
  return textColumn(split.filter(pl.col("split").eq(pl.lit(part))), column);
}
