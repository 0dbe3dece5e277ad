import assert from "node:assert/strict";
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

const catalogue = await readCatalogue();
const selected = selectPictures(catalogue, facesAndHeroes);
const names = textColumn(selected, "name");

Deno.test("the catalogue has a row for each picture of the package", async () => {
  // emoji-datasource-google 16.0.0: `ls img/google/64 | wc -l`.
  assert.equal(catalogue.height, 3786);
  assert.deepEqual(catalogue.columns, [
    "name",
    "codePoint",
    "group",
    "category",
    "subcategory",
    "file",
  ]);
  for (const graphics of ["google", "twitter"] as const) {
    const files = pictureFiles(catalogue, graphics);
    assert.equal(new Set(files).size, 3786);
    for (const file of [files[0]!, files[1900]!, files[3785]!]) {
      assert.ok((await Deno.stat(file)).isFile);
    }
  }
});

Deno.test("a row says what the picture is", () => {
  assert.deepEqual(
    catalogue.filter(pl.col("codePoint").eq(pl.lit("1F61B"))).toRecords(),
    [{
      name: "face with stuck out tongue",
      codePoint: "1F61B",
      group: "1F61B",
      category: "Smileys & Emotion",
      subcategory: "face-tongue",
      file: "1f61b.png",
    }],
  );
  assert.deepEqual(
    catalogue.filter(
      pl.col("codePoint").eq(pl.lit("1F9B8-1F3FE-200D-2640-FE0F")),
    ).toRecords(),
    [{
      name: "woman superhero: medium dark skin tone",
      codePoint: "1F9B8-1F3FE-200D-2640-FE0F",
      group: "1F9B8",
      category: "People & Body",
      subcategory: "person-fantasy",
      file: "1f9b8-1f3fe-200d-2640-fe0f.png",
    }],
  );
});

Deno.test("the selection has 219 pictures of 148 groups, each named once", () => {
  // Counted in emoji.json: 178 names with face, superhero or
  // supervillain, less 24 clocks, and 5 skin tones for 13 of them.
  assert.equal(selected.height, 178 - 24 + 5 * 13);
  assert.equal(new Set(names).size, 219);
  // 154 bases; 3 genders of superhero, supervillain and face palm are 3 groups.
  assert.equal(new Set(textColumn(selected, "group")).size, 154 - 3 * 2);
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
  Deno.test(`"${name}" is selected`, () => assert.ok(names.includes(name)));
}
for (const name of absent) {
  Deno.test(`"${name}" is not selected`, () => {
    assert.ok(!names.includes(name));
  });
}

Deno.test("all genders and skin tones of a hero are one group", () => {
  for (
    const [hero, group] of [["superhero", "1F9B8"], ["supervillain", "1F9B9"]]
  ) {
    const rows = selected.filter(pl.col("name").str.contains(hero!));
    assert.equal(rows.height, 18);
    assert.deepEqual([...new Set(textColumn(rows, "group"))], [group]);
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
    assert.equal(groupOf(codePoint), group);
  }
});

Deno.test("an empty selection is refused", () => {
  assert.throws(
    () => selectPictures(catalogue, pl.col("name").str.contains("no such")),
    { name: "RangeError", message: /matches none of the 3786 pictures/ },
  );
});

Deno.test("the selection is described with the clocks that it leaves out", () => {
  assert.match(
    describeSelection(catalogue),
    /; the 24 clock faces match .*\.$/,
  );
  assert.match(
    describeSelection(pl.DataFrame({ name: ["cat face"] })),
    /in all skin tones\.$/,
  );
});
