/**
 * One picture of the test set out of all of them, as a group of radio buttons.
 *
 * @module
 */
import { element } from "./dom.ts";
import type { Model } from "./model.ts";
import { decoration, drawOriginal } from "./pictures.ts";

/** @param choose Is given the place in the test set and the original's row. */
export function testChoice(
  model: Model,
  name: string,
  choose: (index: number, row: number) => void,
): HTMLElement {
  const { names, test } = model.data;
  const options = test.map((row, index) => {
    const canvas = decoration(model);
    drawOriginal(model, canvas, row);
    return element(
      "label",
      { title: names[row]! },
      element("input", {
        type: "radio",
        name,
        checked: index === 0,
        ariaLabel: names[row]!,
        onchange: () => choose(index, row),
      }),
      canvas,
    );
  });
  return element(
    "fieldset",
    { className: "choice" },
    element("legend", {}, "A picture of the test set"),
    ...options,
  );
}
