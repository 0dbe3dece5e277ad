/**
 * Question 2, alive: the networks that were trained with each λ.
 *
 * @module
 */
import { testChoice } from "./choice.ts";
import { element } from "./dom.ts";
import type { Model } from "./model.ts";
import { canvasFor, card, drawOriginal, errorText } from "./pictures.ts";
import { drawShown } from "./reconstruction.ts";

/** Fills the part: λ is switched between those that were trained. */
export function showJoint(model: Model, { part }: { part: HTMLElement }) {
  const { joint, classes, names, test } = model.data;
  const original = canvasFor(model, "the picture");
  const output = canvasFor(model, "the reconstruction");
  const cards = {
    original: card(original, "the picture"),
    output: card(output, "the reconstruction"),
  };
  const said = element("p", {});
  said.setAttribute("role", "status");
  let [index, chosen] = [0, 0];
  const refresh = () => {
    const network = joint[chosen]!;
    const row = test[index]!;
    drawOriginal(model, original, row);
    drawShown(output, network, index);
    const error = errorText(network.errors[index]!);
    cards.original.note.textContent = names[row]!;
    cards.output.note.textContent = error;
    const second = network.probabilities[index]!;
    said.textContent = network.lambda === 0
      ? `λ = 0: ${error}; the classifier was not trained.`
      : `λ = ${network.lambda}: ${error}; ${classes[0]} with probability ${
        (1 - second).toFixed(3)
      }, ${classes[1]} with ${second.toFixed(3)}.`;
  };
  const lambdas = element(
    "fieldset",
    { className: "lambdas" },
    element("legend", {}, "λ"),
    ...joint.map(({ lambda }, at) =>
      element(
        "label",
        {},
        element("input", {
          type: "radio",
          name: "lambda",
          checked: at === 0,
          onchange: () => {
            chosen = at;
            refresh();
          },
        }),
        String(lambda),
      )
    ),
  );
  part.append(
    testChoice(model, "joint", (at) => {
      index = at;
      refresh();
    }),
    lambdas,
    element(
      "div",
      { className: "cards" },
      cards.original.card,
      cards.output.card,
    ),
    said,
    element(
      "p",
      { className: "note" },
      "These networks do not run here: what they made of the test pictures was computed with full weights when the page was made, for each λ whose weights come with the report.",
    ),
  );
  refresh();
}
