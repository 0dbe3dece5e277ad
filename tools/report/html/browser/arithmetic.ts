/**
 * Question 3, alive: a - b + c with the trained network.
 *
 * @module
 */
import { drawWithPieces } from "../../../../lib/analysis/pieces.ts";
import {
  averageAttribute,
  between,
  clipToPicture,
  distancesFrom,
  type Vector,
  weightedSum,
} from "../../../../lib/analysis/vectors.ts";
import { meanSquaredError } from "../../../../lib/base/statistics.ts";
import { element, slider } from "./dom.ts";
import type { Model } from "./model.ts";
import {
  canvasFor,
  card,
  decoration,
  draw,
  drawOriginal,
  errorText,
} from "./pictures.ts";
import { readState, type State, writeState } from "./state.ts";

/** Milliseconds without a change before what takes long is drawn. */
const pause = 200;

/** Fills the part; `take` sets one of its pictures from elsewhere. */
export function showArithmetic(
  model: Model,
  { part, say, pick }: {
    part: HTMLElement;
    say: (sentence: string) => void;
    pick: (question: string) => Promise<number | undefined>;
  },
): { take: (key: "a" | "b" | "c", row: number) => void } {
  const { data, codes } = model;
  const { names, attributes } = data;
  const [a, b, c] = data.example;
  let state: State = { a, b, c, strength: 1, way: 0.5 };

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
  const composite = canvasFor(model, "the composite");
  composite.id = "composite";
  const pieces = canvasFor(model, "the composite in pieces of its pictures");
  pieces.id = "pieces";
  const pixels = canvasFor(model, "the same arithmetic on pixels");
  const truth = canvasFor(model, "the true answer");
  const way = canvasFor(model, "a picture on the way from A to C");
  const cards = {
    composite: card(composite, "composite"),
    pieces: card(pieces, "in pieces of its pictures"),
    pixels: card(pixels, "the same in pixels"),
    truth: card(truth, "the true answer"),
    way: card(way, "on the way from A to C"),
  };
  const nearest = element("ol", { className: "nearest" });
  const strength = slider({
    label: "Strength of the attribute",
    ...{ min: -1, max: 2, step: 0.05, value: 1 },
    onInput: () => change({ strength: Number(strength.input.value) }),
  });
  const wayTo = slider({
    label: "Way from A to C",
    ...{ min: 0, max: 1, step: 0.05, value: 0.5 },
    onInput: () => change({ way: Number(wayTo.input.value) }, refreshWay),
  });
  const pairsOf = (attribute: string) =>
    attributes.find(({ label }) => label === attribute)!.pairs;
  const chipText = (attribute: string) => {
    const pairs = pairsOf(attribute);
    return pairs.length === 1
      ? `${attribute} (1 pair)`
      : `${attribute} (mean of ${pairs.length} pairs)`;
  };
  const chips = [undefined, ...attributes.map(({ label }) => label)].map(
    (attribute) => ({
      attribute,
      button: element("button", {
        type: "button",
        className: "chip",
        onclick: () => change({ attribute }),
      }, attribute === undefined ? "A − B" : chipText(attribute)),
    }),
  );

  const averages = new Map<string, { code: Vector; picture: Vector }>();
  const attributeOf = (label: string) => {
    const known = averages.get(label);
    if (known) return known;
    const pairs = pairsOf(label);
    const pictures: Vector[] = [];
    for (const pair of pairs) {
      for (const row of [pair.with, pair.without]) {
        pictures[row] ??= model.picture(row);
      }
    }
    pictures[0] ??= model.picture(0); // It says how long the vectors are.
    const made = {
      code: averageAttribute(codes, pairs),
      picture: averageAttribute(pictures, pairs),
    };
    averages.set(label, made);
    return made;
  };

  const compose = () => {
    const { a, b, c, strength, attribute } = state;
    if (attribute !== undefined) {
      const { code, picture } = attributeOf(attribute);
      return {
        code: weightedSum([1, strength], [codes[c]!, code]),
        values: weightedSum([1, strength], [model.picture(c), picture]),
      };
    }
    const weights = [strength, -strength, 1];
    const rows = [a, b, c];
    return {
      code: weightedSum(weights, rows.map((row) => codes[row]!)),
      values: weightedSum(weights, rows.map((row) => model.picture(row))),
    };
  };

  let waiting: ReturnType<typeof setTimeout> | undefined;
  const drawPieces = (composite: Vector) => {
    const { a, b, c, attribute } = state;
    const rows = attribute === undefined
      ? [a, b, c]
      : [c, ...pairsOf(attribute).map((pair) => pair.with)];
    pieces.ariaBusy = "true";
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const pictures = rows.map((row) => model.picture(row));
      draw(pieces, drawWithPieces(composite, pictures, data));
      pieces.ariaBusy = "false";
    }, pause);
  };

  const refreshWay = () => {
    wayTo.input.value = String(state.way);
    wayTo.refresh();
    draw(
      way,
      model.decode(between(codes[state.a]!, codes[state.c]!, state.way)),
    );
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
    const { code, values } = compose();
    const made = model.decode(code);
    const inPixels = clipToPicture(values);
    draw(composite, made);
    drawPieces(made);
    draw(pixels, inPixels);
    refreshWay();
    const answer = answerTo(state, names);
    cards.truth.card.hidden = answer === undefined;
    cards.composite.note.textContent = "";
    cards.pixels.note.textContent = "";
    if (answer !== undefined) {
      const real = model.picture(answer);
      drawOriginal(model, truth, answer);
      truth.setAttribute("aria-label", `the true answer: ${names[answer]}`);
      cards.truth.note.textContent = names[answer]!;
      cards.composite.note.textContent = errorText(
        meanSquaredError(made, real),
      );
      cards.pixels.note.textContent = errorText(
        meanSquaredError(inPixels, real),
      );
    }
    const distances = distancesFrom(code, codes);
    const closest = distances.map((_, row) => row)
      .sort((one, other) => distances[one]! - distances[other]!).slice(0, 5);
    nearest.replaceChildren(...closest.map((row) => {
      const canvas = decoration(model);
      drawOriginal(model, canvas, row);
      return element("li", {}, canvas, element("span", {}, names[row]!));
    }));
    composite.setAttribute(
      "aria-label",
      `the composite; the nearest emoji by code is ${names[closest[0]!]}`,
    );
  };

  const change = (changed: Partial<State>, show = refresh) => {
    state = { ...state, ...changed };
    show();
    history.replaceState(null, "", `#${writeState(state, names)}`);
  };
  const take = (key: "a" | "b" | "c", row: number) => {
    change({ [key]: row, ...key === "c" ? {} : { attribute: undefined } });
    say(`${key.toUpperCase()} is ${names[row]}.`);
  };
  const restoreState = () => {
    const read = readState(decodeURI(location.hash), {
      state,
      names,
      attributes: attributes.map(({ label }) => label),
    });
    if (!read) return;
    state = read.state;
    if (read.problems.length > 0) say(read.problems.join(" "));
    part.scrollIntoView();
    refresh();
  };

  const actions = element(
    "div",
    { className: "actions" },
    element("button", {
      type: "button",
      onclick: () => {
        const draw = () => Math.floor(Math.random() * names.length);
        change({ a: draw(), b: draw(), c: draw(), attribute: undefined });
        say(
          `${names[state.a]} − ${names[state.b]} + ${names[state.c]}`,
        );
      },
    }, "Surprise me"),
    element("button", {
      type: "button",
      onclick: () => change({ a, b, c, strength: 1, attribute: undefined }),
    }, "The assignment's example"),
    element("button", {
      type: "button",
      onclick: async () => {
        history.replaceState(null, "", `#${writeState(state, names)}`);
        try {
          await navigator.clipboard.writeText(location.href);
          say("The link is copied.");
        } catch {
          say("The link stands in the address bar: copy it from there.");
        }
      },
    }, "Copy a link"),
    element("button", {
      type: "button",
      onclick: () =>
        element("a", {
          href: composite.toDataURL("image/png"),
          download: "composite.png",
        }).click(),
    }, "Save as PNG"),
  );
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

/**
 * The true answer, where one is in the data: a cat and its face, and another
 * face whose cat there is.
 */
function answerTo(
  { a, b, c, attribute }: State,
  names: string[],
): number | undefined {
  const cat = (row: number) => {
    const found = names.indexOf(names[row]!.replace("face", "cat face"));
    return names[row]!.includes("cat face") || found < 0 ? undefined : found;
  };
  const isCat = attribute === "cat" ||
    (attribute === undefined && cat(b) === a);
  return isCat ? cat(c) : undefined;
}
