/**
 * Vector arithmetic on emoji: "crying cat face - crying face + face with tears
 * of joy" (Radford et al. 2015 did it with faces).
 *
 * @module
 */
import { distance } from "fastest-levenshtein";
import { textColumn } from "../data/catalogue.ts";
import type { Dataset } from "../data/dataset.ts";
import { Images } from "../data/images.ts";
import { decodeVectors, encodeImages, type Vector } from "./latent.ts";
import type { Autoencoder } from "../model/autoencoder.ts";
import type { EquationTerm } from "../figures/pictures.ts";

/** A term of an expression: a picture by name, and its sign. */
export interface Term {
  operator: "" | "+" | "-";
  name: string;
}

/** An expression with its result. */
export interface Composition {
  /** The terms, then the result behind `=`: as an equation is read. */
  equation: EquationTerm[];
  /** A batch of one. */
  picture: Images;
}

/**
 * Reads an expression.
 *
 * @param expression Names joined by ` + ` and ` - `.
 * @throws {RangeError} when a name is missing.
 */
export function parseExpression(expression: string): Term[] {
  const parts = expression.split(/ ([+-]) /);
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [];
    const name = part.trim();
    if (!name) {
      throw new RangeError(
        `An expression is names joined by " + " and " - ", but it is "${expression}".`,
      );
    }
    return [{ operator: (parts[index - 1] ?? "") as Term["operator"], name }];
  });
}

/**
 * Finds a picture by name.
 *
 * @returns its row in the catalogue and in `dataset.pictures`.
 * @throws {RangeError} when no picture has this name; it lists the closest.
 */
export function rowOf({ catalogue }: Dataset, name: string): number {
  const names = textColumn(catalogue, "name");
  const row = names.indexOf(name);
  if (row >= 0) return row;
  const closest = names
    .toSorted((one, other) => distance(one, name) - distance(other, name))
    .slice(0, 3);
  throw new RangeError(
    `No picture is named "${name}"; the closest names are "${
      closest.join('", "')
    }".`,
  );
}

/**
 * The sum of vectors with the signs of their terms.
 *
 * @throws {RangeError} when there are not as many vectors as terms.
 */
export function combine(terms: Term[], vectors: Vector[]): Vector {
  const [first] = vectors;
  if (!first || terms.length !== vectors.length) {
    throw new RangeError(
      `Each term needs a vector, but ${terms.length} terms have ${vectors.length}.`,
    );
  }
  return first.map((_, index) =>
    terms.reduce(
      (sum, { operator }, term) =>
        sum + (operator === "-" ? -1 : 1) * vectors[term]![index]!,
      0,
    )
  );
}

/** Composes latent codes and decodes the result. */
export async function compose(
  model: Autoencoder,
  { dataset, expression }: { dataset: Dataset; expression: string },
): Promise<Composition> {
  const terms = parseExpression(expression);
  const pictures = picturesOf(dataset, terms);
  const code = combine(terms, await encodeImages(model, pictures));
  const picture = await decodeVectors(model, { codes: [code], like: pictures });
  return { equation: toEquation(terms, pictures, picture), picture };
}

/** The same arithmetic on the pixels themselves, without any network. */
export function composePixels(
  { dataset, expression }: { dataset: Dataset; expression: string },
): Composition {
  const terms = parseExpression(expression);
  const pictures = picturesOf(dataset, terms);
  const vectors = terms.map((_, index) => pictures.picture(index));
  const picture = toPicture(combine(terms, vectors), pictures);
  return { equation: toEquation(terms, pictures, picture), picture };
}

/**
 * Makes a vector a picture: values are clipped to [0, 1], and colours to alpha,
 * above which a premultiplied colour cannot be.
 */
export function toPicture(values: Vector, like: Images): Images {
  const [, height, width, channels] = like.shape;
  const clip = (value: number, maximum: number) =>
    Math.min(Math.max(value, 0), maximum);
  const data = values.map((value, index) => {
    const alpha = clip(values[index - index % 4 + 3]!, 1);
    return clip(value, alpha);
  });
  return new Images(data, [1, height, width, channels]);
}

function picturesOf(dataset: Dataset, terms: Term[]): Images {
  return dataset.pictures.select(terms.map(({ name }) => rowOf(dataset, name)));
}

function toEquation(
  terms: Term[],
  pictures: Images,
  result: Images,
): EquationTerm[] {
  return [
    ...terms.map((term, index) => ({
      ...term,
      picture: pictures.select([index]),
    })),
    { operator: "=", name: "", picture: result },
  ];
}
