/**
 * Expressions of emoji: "crying cat face - crying face + face with tears of
 * joy".
 *
 * @module
 */
import { distance } from "fastest-levenshtein";
import { textColumn } from "../data/catalogue.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Images } from "../data/images.ts";

/** A term of an expression: a picture by name, and its sign. */
export interface Term {
  operator: "" | "+" | "-";
  name: string;
}

/** Question 3's first example and its true answer. */
export const catExample = {
  expression: "crying cat face - crying face + face with tears of joy",
  truth: "cat face with tears of joy",
};

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
 * @returns its row in the catalogue and in `dataset.originals`.
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

/** @returns the original of this name, a batch of one. */
export function original(dataset: Dataset, name: string): Images {
  return dataset.originals.select([rowOf(dataset, name)]);
}

/**
 * For a table: each expression by its label, and which of its pictures no
 * training saw.
 */
export function listExpressions(
  { catalogue }: Dataset,
  expressions: Record<string, string>,
): { attribute: string; expression: string; "not trained on": string }[] {
  const names = textColumn(catalogue, "name");
  const splits = textColumn(catalogue, "split");
  return Object.entries(expressions).map(([attribute, expression]) => ({
    attribute,
    expression,
    "not trained on": parseExpression(expression).map(({ name }) => name)
      .filter((name) => splits[names.indexOf(name)] !== "train")
      .join(", ") || "(none)",
  }));
}
