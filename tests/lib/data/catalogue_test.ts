import { expect } from "@std/expect";
import pl from "nodejs-polars";
import {
  describeSelection,
  facesAndHeroes,
  groupOf,
  pictureFiles,
  readCatalogue,
  selectPictures,
  textColumn,
} from "../../../lib/data/catalogue.ts";
import { failure } from "../../support/failure.ts";

const catalogue = await readCatalogue();
const selected = selectPictures(catalogue, facesAndHeroes);
const names = textColumn(selected, "name");

Deno.test("the catalogue has a row for each picture of the package", async () => {
  // emoji-datasource-google 16.0.0: `ls img/google/64 | wc -l`.
  expect(catalogue.height).toBe(3786);
  expect(catalogue.columns).toStrictEqual([
    "name",
    "codePoint",
    "group",
    "category",
    "subcategory",
    "file",
  ]);
  for (const graphics of ["google", "twitter"] as const) {
    const files = pictureFiles(catalogue, graphics);
    expect(new Set(files).size).toBe(3786);
    for (const file of [files[0]!, files[1900]!, files[3785]!]) {
      expect((await Deno.stat(file)).isFile).toBe(true);
    }
  }
});

Deno.test("a row says what the picture is", () => {
  expect(catalogue.filter(pl.col("codePoint").eq(pl.lit("1F61B"))).toRecords())
    .toStrictEqual([{
      name: "face with stuck out tongue",
      codePoint: "1F61B",
      group: "1F61B",
      category: "Smileys & Emotion",
      subcategory: "face-tongue",
      file: "1f61b.png",
    }]);
  expect(
    catalogue.filter(
      pl.col("codePoint").eq(pl.lit("1F9B8-1F3FE-200D-2640-FE0F")),
    ).toRecords(),
  ).toStrictEqual([{
    name: "woman superhero: medium dark skin tone",
    codePoint: "1F9B8-1F3FE-200D-2640-FE0F",
    group: "1F9B8",
    category: "People & Body",
    subcategory: "person-fantasy",
    file: "1f9b8-1f3fe-200d-2640-fe0f.png",
  }]);
});

Deno.test("the selection has 219 pictures of 148 groups, each named once", () => {
  // Counted in emoji.json: 178 names with face, superhero or
  // supervillain, less 24 clocks, and 5 skin tones for 13 of them.
  expect(selected.height).toBe(178 - 24 + 5 * 13);
  expect(new Set(names).size).toBe(219);
  // 154 bases; 3 genders of superhero, supervillain and face palm are 3 groups.
  expect(new Set(textColumn(selected, "group")).size).toBe(154 - 3 * 2);
});

const present = [
  "crying cat face",
  "crying face",
  "face with tears of joy",
  "cat face with tears of joy",
  "nerd face",
  "face with stuck out tongue",
  "smiling face with halo",
  "face with medical mask",
  "face with cowboy hat",
  "smiling face with heart shaped eyes",
  "monkey face",
  "dog face",
  "robot face",
  "man facepalming: light skin tone",
  "superhero",
  "man supervillain: dark skin tone",
];
const absent = [
  "clock face one oclock",
  "clock face twelve thirty",
  "face with stuck-out tongue",
  "pile of poo",
  "waving hand sign",
  "man",
  "mage",
];
for (const name of present) {
  Deno.test(`"${name}" is selected`, () => expect(names).toContain(name));
}
for (const name of absent) {
  Deno.test(`"${name}" is not selected`, () => {
    expect(names).not.toContain(name);
  });
}

Deno.test("all genders and skin tones of a hero are one group", () => {
  for (
    const [hero, group] of [["superhero", "1F9B8"], ["supervillain", "1F9B9"]]
  ) {
    const rows = selected.filter(pl.col("name").str.contains(hero!));
    expect(rows.height).toBe(18);
    expect([...new Set(textColumn(rows, "group"))]).toStrictEqual([group]);
  }
});

Deno.test("groupOf() drops skin tone, gender and style, and nothing else", () => {
  const cases = {
    "1F9B9-1F3FB-200D-2642-FE0F": "1F9B9", // man supervillain, light
    "1F926-200D-2640-FE0F": "1F926", // woman facepalming
    "263A-FE0F": "263A", // white smiling face
    "1F468-1F3FF-200D-1F680": "1F9D1-200D-1F680", // man astronaut, dark
    "1F469-200D-1F680": "1F9D1-200D-1F680", // woman astronaut
    "1F62E-200D-1F4A8": "1F62E-200D-1F4A8", // face exhaling
    "1F636-200D-1F32B-FE0F": "1F636-200D-1F32B", // face in clouds
    "1F1E9-1F1EA": "1F1E9-1F1EA", // flag of Germany
    "1F639": "1F639",
  };
  for (const [codePoint, group] of Object.entries(cases)) {
    expect(groupOf(codePoint)).toBe(group);
  }
});

Deno.test("an empty selection is refused", () => {
  expect(() =>
    selectPictures(catalogue, pl.col("name").str.contains("no such"))
  ).toThrow(failure("RangeError", /matches none of the 3786 pictures/));
});

Deno.test("the selection is described with the clocks that it leaves out", () => {
  expect(describeSelection(catalogue)).toMatch(
    /; the 24 clock faces match .*\.$/,
  );
  expect(describeSelection(pl.DataFrame({ name: ["cat face"] }))).toMatch(
    /in all skin tones\.$/,
  );
});
