/**
 * Question 3, alive: a - b + c with the trained network.
 *
 * @module
 */
import { createActions } from "./actions.ts";
import { createComposer, pairsOf } from "./composer.ts";
import { element, slider } from "./dom.ts";
import type { Model } from "./model.ts";
import { decoration, drawOriginal } from "./pictures.ts";
import { createResults } from "./results.ts";
import { readState, type State, writeState } from "./state.ts";

/** Fills the part; `take` sets one of its pictures from elsewhere. */
export function showArithmetic(
  model: Model,
  { part, say, pick }: {
    part: HTMLElement;
    say: (sentence: string) => void;
    pick: (question: string) => Promise<number | undefined>;
  },
): { take: (key: "a" | "b" | "c", row: number) => void } {
  const { names, attributes, example: [a, b, c] } = model.data;
  const labels = attributes.map(({ label }) => label);
  const start: State = { a, b, c, strength: 1, way: 0.5 };
  let state = start;

  const compose = createComposer(model);
  const results = createResults(model);
  const terms = (["a", "b", "c"] as const).map((key) => {
    const canvas = decoration(model);
    const name = element("span", { className: "note" });
    const button = element(
      "button",
      {
        type: "button",
        className: "term",
        onclick: async () => {
          const row = await pick(`Choose ${key.toUpperCase()}`);
          if (row !== undefined) take(key, row);
        },
      },
      element("strong", {}, key.toUpperCase()),
      canvas,
      name,
    );
    return { key, canvas, name, button };
  });
  const strength = slider({
    label: "Strength of the attribute",
    ...{ min: -1, max: 2, step: 0.05, value: start.strength },
    onInput: () => change({ strength: Number(strength.input.value) }),
  });
  const wayTo = slider({
    label: "Way from A to C",
    ...{ min: 0, max: 1, step: 0.05, value: start.way },
    onInput: () => change({ way: Number(wayTo.input.value) }, refreshWay),
  });
  const chipText = (attribute: string) => {
    const { length } = pairsOf(model, attribute);
    return `${attribute} (${
      length === 1 ? "1 pair" : `mean of ${length} pairs`
    })`;
  };
  const chips = [undefined, ...labels].map((attribute) => ({
    attribute,
    button: element("button", {
      type: "button",
      className: "chip",
      onclick: () => change({ attribute }),
    }, attribute === undefined ? "A − B" : chipText(attribute)),
  }));

  const refreshWay = () => {
    wayTo.input.value = String(state.way);
    wayTo.refresh();
    results.showWay(state);
  };
  const refresh = () => {
    for (const { key, canvas, name, button } of terms) {
      const row = state[key];
      drawOriginal(model, canvas, row);
      name.textContent = names[row]!;
      button.title = `Choose another ${key.toUpperCase()}`;
    }
    for (const { attribute, button } of chips) {
      button.ariaPressed = String(attribute === state.attribute);
    }
    strength.input.value = String(state.strength);
    strength.refresh();
    results.show(state, compose(state));
    refreshWay();
  };

  const writeAddress = () =>
    history.replaceState(null, "", `#${writeState(state, names)}`);
  const change = (changed: Partial<State>, show = refresh) => {
    state = { ...state, ...changed };
    show();
    writeAddress();
  };
  const take = (key: "a" | "b" | "c", row: number) => {
    change({ [key]: row, ...key === "c" ? {} : { attribute: undefined } });
    say(`${key.toUpperCase()} is ${names[row]}.`);
  };
  const restoreState = () => {
    const read = readState(decodeURI(location.hash), {
      state,
      names,
      attributes: labels,
    });
    if (!read) return;
    state = read.state;
    if (read.problems.length > 0) say(read.problems.join(" "));
    part.scrollIntoView();
    refresh();
  };

  const actions = createActions({
    composite: results.composite,
    say,
    surprise: () => {
      const draw = () => Math.floor(Math.random() * names.length);
      change({ a: draw(), b: draw(), c: draw(), attribute: undefined });
      say(`${names[state.a]} − ${names[state.b]} + ${names[state.c]}`);
    },
    reset: () => change({ a, b, c, strength: 1, attribute: undefined }),
    writeAddress,
  });
  const { cards, nearest } = results;
  const sign = (text: string) => element("span", { className: "sign" }, text);
  part.append(
    element(
      "div",
      { className: "expression" },
      terms[0]!.button,
      sign("−"),
      terms[1]!.button,
      sign("+"),
      terms[2]!.button,
      sign("="),
      cards.composite.card,
    ),
    element(
      "div",
      { className: "chips" },
      element("span", {}, "Add to C:"),
      ...chips.map(({ button }) => button),
    ),
    strength.row,
    actions,
    element(
      "div",
      { className: "cards" },
      cards.pieces.card,
      cards.pixels.card,
      cards.truth.card,
    ),
    element("p", {}, "The nearest real emoji by the composite's code:"),
    nearest,
    wayTo.row,
    element("div", { className: "cards" }, cards.way.card),
  );
  refresh();
  restoreState();
  addEventListener("hashchange", restoreState);
  return { take };
}
