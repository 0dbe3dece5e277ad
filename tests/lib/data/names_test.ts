import { expect } from "@std/expect";
import { readCatalogue, textColumn } from "../../../lib/data/catalogue.ts";
import { groupOfName, normaliseName } from "../../../lib/data/names.ts";

Deno.test("normaliseName() writes a description as the project does", () => {
  const cases = {
    "Face with Stuck-Out Tongue": "face with stuck out tongue",
    "crying_cat_face": "crying cat face",
    "  nerd   face\n": "nerd face",
    "Gesicht mit Zwölf‑Augen": "gesicht mit zwölf augen",
    "cafe\u0301": "café", // one letter, not two
  };
  for (const [text, name] of Object.entries(cases)) {
    expect(normaliseName(text)).toBe(name);
  }
});

Deno.test("groupOfName() drops skin tone and gender, however they are written", () => {
  const cases = {
    "woman superhero: medium dark skin tone": "superhero",
    "man superhero": "superhero",
    "male superhero with light skin tone": "superhero",
    "superhero: dark skin tone, light skin tone": "superhero",
    "woman facepalming: medium skin tone": "face palm",
    "person facepalming": "face palm",
    "supervillain emoji modifier fitzpatrick type 1 2": "supervillain",
    "woman: dark skin tone": "person",
    "cat face with tears of joy": "cat face with tears of joy",
    "face with medical mask": "face with medical mask", // no "medium", no "man"
    "snowman": "snowman",
    "mandarin face": "mandarin face",
  };
  for (const [name, group] of Object.entries(cases)) {
    expect(groupOfName(name)).toBe(group);
  }
});

Deno.test("by name, no group of the package's catalogue is torn apart", async () => {
  const catalogue = await readCatalogue();
  const names = textColumn(catalogue, "name");
  const groups = textColumn(catalogue, "group"); // by code point
  const groupOf = new Map<string, string>();
  const torn = new Set<string>();
  names.forEach((name, row) => {
    if (!/face|superhero|supervillain/.test(name)) return;
    const byName = groupOfName(name);
    const known = groupOf.get(groups[row]!) ?? byName;
    if (known !== byName) torn.add(`${known} / ${byName}`);
    groupOf.set(groups[row]!, byName);
  });
  expect([...torn]).toStrictEqual([]);
  // Nor do two of them become one: 148 groups and 24 clocks.
  expect(new Set(groupOf.values()).size).toBe(148 + 24);
});
