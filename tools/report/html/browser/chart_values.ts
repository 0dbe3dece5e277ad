/**
 * The values of a chart's marks: under the pointer, and by arrow keys.
 *
 * @module
 */

/** Lets every chart of the page say its values. */
export function showChartValues() {
  const tip = document.createElement("div");
  tip.className = "value";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);
  for (const chart of document.querySelectorAll<HTMLElement>(".chart")) {
    const marks = [...chart.querySelectorAll<SVGElement>("[data-value]")];
    let read = -1;
    const hide = () => {
      marks[read]?.classList.remove("is-read");
      tip.hidden = true;
    };
    const show = (mark: SVGElement, left: number, top: number) => {
      tip.textContent = readable(mark.dataset.value ?? "");
      tip.hidden = false;
      const { width } = tip.getBoundingClientRect();
      tip.style.left = `${Math.min(left + 14, innerWidth - width - 8)}px`;
      tip.style.top = `${top + 14}px`;
    };
    chart.addEventListener("pointermove", ({ target, clientX, clientY }) => {
      const mark = target instanceof Element
        ? target.closest<SVGElement>("[data-value]")
        : null;
      if (mark) show(mark, clientX, clientY);
      else hide();
    });
    chart.addEventListener("pointerleave", hide);
    chart.addEventListener("blur", hide);
    chart.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[
        event.key
      ];
      if (!step || marks.length === 0) return;
      event.preventDefault();
      hide();
      read = read < 0 && step < 0
        ? marks.length - 1
        : (read + step + marks.length) % marks.length;
      const mark = marks[read]!;
      mark.classList.add("is-read");
      const { right, bottom } = mark.getBoundingClientRect();
      show(mark, right, bottom);
    });
  }
}

/** "a: 0.146557217836; b: c" with four digits, as the report writes numbers. */
function readable(value: string): string {
  return value.replaceAll(
    /\d+\.\d{5,}/g,
    (digits) => String(Number(Number(digits).toPrecision(4))),
  );
}
