/**
 * A benchmark of analogies "A - B + C = D" whose answer D is a picture of the
 * data set (Mikolov et al. 2013 did it with words; Linzen 2016 says which
 * baselines it needs).
 *
 * @module
 */
import { textColumn } from "../data/catalogue.ts";
import type { Dataset } from "../data/dataset.ts";
import { rowOf } from "./expression.ts";
import type { AttributePair } from "./vectors.ts";

/** An analogy; all numbers are rows of the catalogue. */
export interface Analogy {
  /** The picture with the attribute. */
  a: number;
  /** The same without it. */
  b: number;
  /** Another picture without it. */
  c: number;
  /** The true answer: `c` with the attribute. */
  target: number;
  /** Pairs of the attribute that know nothing of the target. */
  exemplars: AttributePair[];
  /** What a forced choice may answer: the target and others, never `a`. */
  choices: number[];
}

/** Cats, and the faces of the same expression. */
const catsAndFaces: [cat: string, face: string][] = [
  ["grinning cat face with smiling eyes", "grinning face with smiling eyes"],
  ["cat face with tears of joy", "face with tears of joy"],
  ["smiling cat face with open mouth", "smiling face with open mouth"],
  [
    "smiling cat face with heart shaped eyes",
    "smiling face with heart shaped eyes",
  ],
  ["cat face with wry smile", "smirking face"],
  ["kissing cat face with closed eyes", "kissing face with closed eyes"],
  ["pouting cat face", "pouting face"],
  ["crying cat face", "crying face"],
  ["weary cat face", "weary face"],
];

/**
 * Cats from faces: "cat X - face X + face Y = cat Y" for each two of the nine
 * pairs, 72 in all.
 *
 * @throws {RangeError} when the data set lacks one of the pictures.
 */
export function catAnalogies(dataset: Dataset): Analogy[] {
  return analogiesOfPairs(nineCats(dataset));
}

/** Faces from cats: the same nine pairs in the other direction, 72 in all. */
export function faceAnalogies(dataset: Dataset): Analogy[] {
  return analogiesOfPairs(
    nineCats(dataset).map((pair) => ({
      with: pair.without,
      without: pair.with,
    })),
  );
}

/** Each ordered couple of the pairs of one attribute as an analogy. */
export function analogiesOfPairs(pairs: AttributePair[]): Analogy[] {
  return pairs.flatMap((known) =>
    pairs.filter((asked) => asked !== known).map((asked) => ({
      a: known.with,
      b: known.without,
      c: asked.without,
      target: asked.with,
      exemplars: pairs.filter((pair) => pair !== asked),
      choices: pairs.filter((pair) => pair !== known).map((pair) => pair.with),
    }))
  );
}

/**
 * Skin tones: "X of tone s - X of tone t + Y of tone t = Y of tone s" over all
 * emoji that have three genders, the five tones and none.
 *
 * @param across "emoji": X and Y are different emoji of one gender; "gender":
 * one emoji of two genders, which are nearly one picture, so that arithmetic on
 * pixels solves it: a control.
 */
export function toneAnalogies(
  { catalogue }: Dataset,
  across: "emoji" | "gender",
): Analogy[] {
  const persons = tonedPersons(
    textColumn(catalogue, "codePoint"),
    textColumn(catalogue, "group"),
  );
  return persons.flatMap((known) =>
    persons.filter((asked) => isAcross(across, known, asked)).flatMap((asked) =>
      tones.flatMap((_, to) =>
        tones.flatMap((_, from) =>
          from === to ? [] : [{
            a: known.rows[to]!,
            b: known.rows[from]!,
            c: asked.rows[from]!,
            target: asked.rows[to]!,
            exemplars: persons
              .filter((person) => isAcross(across, person, asked))
              .map(({ rows }) => ({ with: rows[to]!, without: rows[from]! })),
            choices: asked.rows.filter((_, tone) => tone !== from),
          }]
        )
      )
    )
  );
}

function nineCats(dataset: Dataset): AttributePair[] {
  return catsAndFaces.map(([cat, face]) => ({
    with: rowOf(dataset, cat),
    without: rowOf(dataset, face),
  }));
}

/** None, and Unicode's five modifiers. */
const tones = ["", "1F3FB", "1F3FC", "1F3FD", "1F3FE", "1F3FF"];

/** An emoji of one gender, and its row for each of the tones. */
interface Person {
  group: string;
  gender: string;
  rows: number[];
}

function tonedPersons(codePoints: string[], groups: string[]): Person[] {
  const toneless = codePoints.map((code) =>
    code.replace(/-1F3F[B-F]/, "").replace(/-FE0F$/, "")
  );
  const persons = [...new Set(toneless)].flatMap((code) => {
    const rows = tones.map((tone) =>
      codePoints.findIndex((codePoint, row) =>
        toneless[row] === code &&
        (codePoint.match(/1F3F[B-F]/)?.[0] ?? "") === tone
      )
    );
    if (code === "" || rows.includes(-1)) return [];
    const gender = code.match(/-200D-(264[02])/)?.[1] ?? "";
    return [{ group: groups[rows[0]!]!, gender, rows }];
  });
  return persons.filter(({ group }) =>
    persons.filter((person) => person.group === group).length === 3
  );
}

function isAcross(across: "emoji" | "gender", one: Person, other: Person) {
  const [isSameEmoji, isSameGender] = [
    one.group === other.group,
    one.gender === other.gender,
  ];
  return across === "emoji"
    ? !isSameEmoji && isSameGender
    : isSameEmoji && !isSameGender;
}

/**
 * Analogies that a network may be trained for: cats from faces and faces from
 * cats, as rows of `a - b + c = d`. A training takes of them what it may see.
 */
export function trainingAnalogies(
  dataset: Dataset,
): [a: number, b: number, c: number, d: number][] {
  return [...catAnalogies(dataset), ...faceAnalogies(dataset)]
    .map(({ a, b, c, target }) => [a, b, c, target]);
}
