/**
 * Elements, made in one expression.
 *
 * @module
 */

type Content = Node | string;

/** Makes an element; properties are those of its class, `data` its data-*. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<Omit<HTMLElementTagNameMap[Tag], "style">> = {},
  ...content: Content[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...content);
  return made;
}

/** A label around its control. */
export function labelled(text: string, control: HTMLElement): HTMLLabelElement {
  return element("label", {}, element("span", {}, text), control);
}

/** A slider that shows its value. */
export function slider(
  { label, min, max, step, value, onInput }: {
    label: string;
    min: number;
    max: number;
    step: number;
    value: number;
    onInput: () => void;
  },
): { row: HTMLElement; input: HTMLInputElement; refresh: () => void } {
  const shown = element("output");
  const input = element("input", {
    type: "range",
    min: String(min),
    max: String(max),
    step: String(step),
    ariaLabel: label,
  });
  const refresh = () => {
    shown.textContent = Number(input.value).toFixed(2);
  };
  input.value = String(value);
  refresh();
  input.addEventListener("input", () => {
    refresh();
    onInput();
  });
  const row = element(
    "div",
    { className: "slider" },
    element("span", {}, label),
    input,
    shown,
  );
  return { row, input, refresh };
}
