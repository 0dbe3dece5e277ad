import { expect } from "@std/expect";
import pl from "nodejs-polars";
import {
  facesAndHeroes,
  readCatalogue,
  selectPictures,
} from "../../../lib/data/catalogue.ts";
import { loadDataset } from "../../../lib/data/dataset.ts";
import {
  classNames,
  classSizes,
  isNonHuman,
  labelsOf,
  nonHumanWords,
  withClass,
  wordHits,
} from "../../../lib/analysis/classes.ts";
import { splits } from "../../../lib/data/split.ts";
import { failure } from "../../support/failure.ts";

const dataset = await loadDataset({
  seed: 1,
  imageSize: 8,
  trainCount: 200,
  validationCount: 60,
  testCount: 60,
  augmentation: {
    maximumRotation: 15,
    maximumShift: 0.05,
    minimumScale: 0.85,
    maximumScale: 1.05,
    flip: true,
  },
});

/** A data set whose parts have these descriptions. */
function described(parts: Record<typeof splits[number], string[]>) {
  return {
    catalogue: pl.DataFrame({
      name: splits.flatMap((part) => parts[part]),
      split: splits.flatMap((part) => parts[part].map(() => part)),
    }),
    train: { names: parts.train },
    validation: { names: parts.validation },
    test: { names: parts.test },
  };
}

const everyWord = nonHumanWords.map((word) => `${word} face`);

Deno.test("named emoji get the class that a reader expects", () => {
  const expected = {
    human: [
      "grinning face",
      "face with tears of joy",
      "crying face",
      "nerd face",
      "clown face", // a person with make-up
      "disguised face",
      "smiling face with horns", // a smiley's mood
      "smiling face with halo",
      "smiling face with sunglasses", // not "sun"
      "face with cowboy hat", // not "cow"
      "face in clouds", // a smiley behind clouds
      "winking face", // not "wind"
      "money mouth face",
      "superhero",
      "man supervillain",
      "woman facepalming",
      "face massage",
    ],
    "non-human": [
      "crying cat face",
      "cat face",
      "monkey face",
      "dog face",
      "horse face",
      "frog face",
      "unicorn face",
      "dragon face",
      "robot face",
      "new moon with face",
      "sun with face",
      "wind face",
    ],
  };
  const labelled = withClass(dataset.catalogue);
  const classOf = Object.fromEntries(
    labelled.toRecords().map((
      row,
    ) => [row["name"], [row["class"], row["label"]]]),
  );
  classNames.forEach((name, label) => {
    for (const emoji of expected[name]) {
      expect(classOf[emoji]).toStrictEqual([name, label]);
    }
  });
});

Deno.test("every picture of the package's animal and cat categories is non-human", async () => {
  const catalogue = selectPictures(await readCatalogue(), facesAndHeroes);
  const animals = catalogue.filter(
    pl.col("subcategory").str.contains("^(animal|cat|sky)"),
  );
  expect(animals.height).toBe(35);
  expect(animals.filter(isNonHuman).height).toBe(35);
  const others = catalogue.filter(
    pl.col("subcategory").str.contains("^(animal|cat|sky)").not()
      .and(isNonHuman),
  );
  expect(others.getColumn("name").toArray()).toStrictEqual(["robot face"]);
});

Deno.test("words hit whole words, and what else they would have hit is named", () => {
  const names = ["sun with face", "smiling face with sunglasses", "cat face"];
  const rows = wordHits(pl.DataFrame({ name: names })).toRecords();
  const row = (word: string) => rows.find((row) => row["word"] === word);
  expect(row("sun")).toStrictEqual({
    word: "sun",
    hits: 1,
    descriptions: "sun with face",
    "hits inside other words only": "smiling face with sunglasses",
  });
  expect(row("cat")!["hits inside other words only"]).toBe("");
  expect(row("dog")!["hits"]).toBe(0);
});

Deno.test("no picture is hit by two words, so that the hits add up to the class", () => {
  const sum = wordHits(dataset.catalogue).getColumn("hits").sum();
  expect(sum).toBe(dataset.catalogue.filter(isNonHuman).height);
  expect(sum).toBe(36); // 29 animals and cats, 6 in the sky, a robot
});

Deno.test("each image has its picture's class, and the sizes add up", () => {
  const labels = labelsOf(dataset);
  const sizes = classSizes(dataset).toRecords();
  for (const part of splits) {
    expect(labels[part].length).toBe(dataset[part].images.count);
    const own = sizes.filter((row) => row["split"] === part);
    const sum = (key: string) =>
      own.reduce((sum, row) => sum + Number(row[key]), 0);
    const pictures = dataset.catalogue
      .filter(pl.col("split").eq(pl.lit(part))).height;
    expect(sum("images")).toBe(dataset[part].images.count);
    expect(sum("pictures")).toBe(pictures);
    expect(Math.abs(sum("share") - 1)).toBeLessThan(1e-12);
    expect(own[1]!["images"]).toBe(labels[part].reduce((a, b) => a + b, 0));
  }
  // Held out for question 3, so that it is always in the test set.
  const cat = dataset.test.names.indexOf("cat face with tears of joy");
  expect(labels.test[cat]).toBe(1);
});

Deno.test("a word that hits nothing is named", () => {
  const words = everyWord.filter((name) => name !== "zebra face");
  const parts = { train: words, validation: ["face"], test: ["face"] };
  expect(() => labelsOf(described(parts))).toThrow(
    failure(
      "RangeError",
      'The word "zebra" of the class "non-human" hits none of the 25 descriptions: remove it from the words or correct it.',
    ),
  );
});

Deno.test("a part without a class is named", () => {
  const parts = {
    train: [...everyWord, "nerd face"],
    validation: ["nerd face"],
    test: ["cat face", "nerd face"],
  };
  expect(() => labelsOf(described(parts))).toThrow(
    failure(
      "RangeError",
      /^The validation split has no image of the class "non-human": /,
    ),
  );
  expect(() => labelsOf(described({ ...parts, validation: ["cat face"] })))
    .toThrow(/The validation split has no image of the class "human"/);
});
