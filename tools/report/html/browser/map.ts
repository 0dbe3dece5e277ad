/**
 * All originals in the plane of their codes' first two principal components.
 *
 * @module
 */
import { element } from "./dom.ts";
import type { Model } from "./model.ts";
import { decoration, drawOriginal } from "./pictures.ts";

/** Adds the map; one of its pictures becomes A, B or C. */
export function showMap(
  model: Model,
  { part, take }: {
    part: HTMLElement;
    take: (key: "a" | "b" | "c", row: number) => void;
  },
) {
  const { names, map: { places, share } } = model.data;
  const keys = ["a", "b", "c"] as const;
  let key: typeof keys[number] = "c";
  const chosen = element("p", { className: "note" }, " ");
  const buttons = places.map(([x, y], row) => {
    const canvas = decoration(model);
    drawOriginal(model, canvas, row);
    const button = element("button", {
      type: "button",
      title: names[row]!,
      ariaLabel: names[row]!,
      tabIndex: row === 0 ? 0 : -1,
      onclick: () => take(key, row),
      onfocus: () => chosen.textContent = names[row]!,
      onpointerenter: () => chosen.textContent = names[row]!,
    }, canvas);
    button.style.left = `${2 + 91 * x}%`;
    button.style.top = `${2 + 91 * (1 - y)}%`;
    return button;
  });
  const map = element("div", { className: "map" }, ...buttons);
  map.setAttribute("role", "group");
  map.setAttribute("aria-label", "Map of the codes; arrow keys go around");
  map.addEventListener("keydown", (event) => {
    const from = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const direction = {
      ArrowRight: [1, 0],
      ArrowLeft: [-1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    }[event.key] as [number, number] | undefined;
    if (!direction || from < 0) return;
    event.preventDefault();
    const to = neighbour(places, from, direction);
    if (to === undefined) return;
    buttons[from]!.tabIndex = -1;
    buttons[to]!.tabIndex = 0;
    buttons[to]!.focus();
  });
  part.append(
    element("h5", {}, "The map of the codes"),
    element(
      "p",
      {},
      `The codes of all ${names.length} pictures along their first two principal components, which hold ${
        (100 * share).toFixed(1)
      } % of the variance. A picture that is pressed is taken into the expression above.`,
    ),
    element(
      "fieldset",
      { className: "lambdas" },
      element("legend", {}, "Take it as"),
      ...keys.map((value) =>
        element(
          "label",
          {},
          element("input", {
            type: "radio",
            name: "map",
            checked: value === key,
            onchange: () => key = value,
          }),
          value.toUpperCase(),
        )
      ),
    ),
    map,
    chosen,
  );
}

/** The nearest place within 45 degrees of a direction. */
function neighbour(
  places: [number, number][],
  from: number,
  [right, up]: [number, number],
): number | undefined {
  const [x, y] = places[from]!;
  let best: number | undefined;
  let least = Infinity;
  places.forEach(([otherX, otherY], index) => {
    const along = (otherX - x) * right + (otherY - y) * up;
    const aside = Math.abs((otherX - x) * up) + Math.abs((otherY - y) * right);
    const distance = along + 2 * aside;
    if (index === from || along <= 0 || aside > along) return;
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}
