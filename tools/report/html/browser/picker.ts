/**
 * A dialog to choose a picture in: by its name, or by arrow keys.
 *
 * @module
 */
import { element, labelled } from "./dom.ts";
import type { Model } from "./model.ts";
import { decoration, drawOriginal } from "./pictures.ts";

/** Makes the dialog, which serves all parts of the page. */
export function createPicker(
  model: Model,
): (question: string) => Promise<number | undefined> {
  const { names } = model.data;
  const search = element("input", { type: "search", autocomplete: "off" });
  const found = element("p", { className: "note" });
  found.setAttribute("role", "status");
  const list = element("div", { className: "pictures" });
  const title = element("h4", { id: "picker-title" });
  const dialog = element(
    "dialog",
    { className: "picker" },
    title,
    labelled("Search by name", search),
    found,
    list,
    element("button", {
      type: "button",
      onclick: () => dialog.close(),
    }, "Cancel"),
  );
  dialog.setAttribute("aria-labelledby", "picker-title");
  document.body.append(dialog);
  let choose: (row: number | undefined) => void = () => {};
  const buttons = names.map((name, row) => {
    const canvas = decoration(model);
    drawOriginal(model, canvas, row);
    return element("button", {
      type: "button",
      title: name,
      ariaLabel: name,
      onclick: () => {
        choose(row);
        dialog.close();
      },
    }, canvas);
  });
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    const matching = buttons.filter((_, row) =>
      words.every((word) => names[row]!.includes(word))
    );
    list.replaceChildren(...matching);
    found.textContent = matching.length === 0
      ? `No picture's name has "${search.value}" in it.`
      : `${matching.length} pictures; arrow keys go from one to the next.`;
  };
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    const first = list.querySelector("button");
    if (event.key === "Enter" && first) {
      event.preventDefault();
      first.click();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      first?.focus();
    }
  });
  list.addEventListener("keydown", (event) => {
    const all = [...list.children] as HTMLElement[];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const top = all[0]?.offsetTop;
    const row = all.filter(({ offsetTop }) => offsetTop === top).length;
    const step = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: row,
      ArrowUp: -row,
    }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    (all[at + step] ?? (step < 0 ? search : all[at]!)).focus();
  });
  return (question) => {
    title.textContent = question;
    search.value = "";
    filter();
    dialog.showModal();
    search.focus();
    return new Promise((resolve) => {
      choose = resolve;
      dialog.onclose = () => resolve(undefined);
    });
  };
}
