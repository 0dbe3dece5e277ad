/**
 * Pictures of question 2's classes.
 *
 * @module
 */
import { textColumn } from "../data/catalogue.ts";
import type { Dataset } from "../data/dataset.ts";
import { classNames, withClass } from "../analysis/classes.ts";
import type { PictureRow } from "./pictures.ts";

const columns = 12;

/**
 * Pictures of each class, without augmentation and without skin tones, at even
 * distances in the catalogue.
 *
 * @param rowsOfClass How many rows of twelve each class fills at most.
 */
export function classRows(
  { catalogue, pictures }: Dataset,
  rowsOfClass: [human: number, nonHuman: number],
): PictureRow[] {
  const names = textColumn(catalogue, "name");
  const classes = textColumn(withClass(catalogue), "class");
  return classNames.flatMap((name, label) => {
    const members = names.flatMap((picture, i) =>
      classes[i] === name && !picture.includes(":") ? [i] : []
    );
    const count = Math.min(members.length, columns * rowsOfClass[label]!);
    const chosen = Array.from(
      { length: count },
      (_, i) => members[Math.floor(i * members.length / count)]!,
    );
    return Array.from({ length: Math.ceil(count / columns) }, (_, row) => ({
      label: row === 0 ? name : "",
      pictures: pictures.select(
        chosen.slice(row * columns, (row + 1) * columns),
      ),
    }));
  });
}
