/**
 * The pictures that arithmetic makes, and what they are compared with.
 *
 * @module
 */
import { drawWithPieces } from "../../../../lib/analysis/pieces.ts";
import {
  between,
  clipToPicture,
  distancesFrom,
  type Vector,
} from "../../../../lib/analysis/vectors.ts";
import { meanSquaredError } from "../../../../lib/base/statistics.ts";
import { answerTo, type Composition } from "./composer.ts";
import { element } from "./dom.ts";
import type { Model } from "./model.ts";
import {
  canvasFor,
  card,
  decoration,
  draw,
  drawOriginal,
  errorText,
} from "./pictures.ts";
import type { State } from "./state.ts";

/** Milliseconds without a change before what takes long is drawn. */
const pause = 200;

/** Elements, and what draws on them. */
export function createResults(model: Model) {
  const { data: { names }, codes } = model;
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

  let waiting: ReturnType<typeof setTimeout> | undefined;
  const drawPieces = (made: Vector, sources: number[]) => {
    pieces.ariaBusy = "true";
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const pictures = sources.map((row) => model.picture(row));
      draw(pieces, drawWithPieces(made, pictures, model.data));
      pieces.ariaBusy = "false";
    }, pause);
  };

  const showAnswer = (
    answer: number | undefined,
    made: { composite: Vector; pixels: Vector },
  ) => {
    cards.truth.card.hidden = answer === undefined;
    if (answer !== undefined) {
      drawOriginal(model, truth, answer);
      truth.setAttribute("aria-label", `the true answer: ${names[answer]}`);
      cards.truth.note.textContent = names[answer]!;
    }
    const real = answer === undefined ? undefined : model.picture(answer);
    for (const key of ["composite", "pixels"] as const) {
      cards[key].note.textContent = real
        ? errorText(meanSquaredError(made[key], real))
        : "";
    }
  };

  const showNearest = (code: Vector) => {
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

  return {
    composite,
    cards,
    nearest,
    show(state: State, { code, values, sources }: Composition) {
      const made = model.decode(code);
      const inPixels = clipToPicture(values);
      draw(composite, made);
      drawPieces(made, sources);
      draw(pixels, inPixels);
      showAnswer(answerTo(state, names), { composite: made, pixels: inPixels });
      showNearest(code);
    },
    showWay: ({ a, c, way: share }: State) =>
      draw(way, model.decode(between(codes[a]!, codes[c]!, share))),
  };
}
