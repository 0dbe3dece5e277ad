/**
 * Question 1, alive: what the network makes of a picture.
 *
 * @module
 */
import type { Vector } from "../../../../lib/analysis/vectors.ts";
import { meanSquaredError } from "../../../../lib/base/statistics.ts";
import type { ShownNetwork } from "../page_data.ts";
import { testChoice } from "./choice.ts";
import { element, labelled } from "./dom.ts";
import type { Model } from "./model.ts";
import { canvasFor, card, draw, drawBytes, errorText } from "./pictures.ts";
import { readFile } from "./read_file.ts";

/** Radius of the brush, in pixels of the picture. */
const brush = 2.5;

/** Fills the part. */
export function showReconstruction(
  model: Model,
  { part, say }: { part: HTMLElement; say: (sentence: string) => void },
) {
  const { data } = model;
  const { height, width, names, test } = data;
  const input = canvasFor(model, "the picture: draw on it with the pointer");
  input.classList.add("drawing");
  const output = canvasFor(model, "the network's reconstruction");
  const cards = {
    input: card(input, "the picture"),
    output: card(output, data.network.name),
  };
  const others = data.others.map((network) => {
    const canvas = canvasFor(model, `the reconstruction by ${network.name}`);
    return { network, canvas, ...card(canvas, network.name) };
  });
  let picture: Vector = model.picture(test[0]!);
  const refresh = (index?: number) => {
    draw(input, picture);
    const made = model.decode(model.encode(picture));
    draw(output, made);
    cards.output.note.textContent = errorText(meanSquaredError(made, picture));
    for (const { network, canvas, card, note } of others) {
      card.hidden = index === undefined;
      if (index === undefined) continue;
      drawShown(canvas, network, index);
      note.textContent = errorText(network.errors[index]!);
    }
  };
  const choice = testChoice(model, "reconstruction", (index, row) => {
    picture = model.picture(row);
    cards.input.note.textContent = names[row]!;
    refresh(index);
  });

  const colour = element("input", { type: "color", value: "#d01c1c" });
  const paint = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    event.preventDefault();
    const box = input.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * width;
    const y = (event.clientY - box.top) / box.height * height;
    const [red, green, blue] = [1, 3, 5].map((at) =>
      parseInt(colour.value.slice(at, at + 2), 16) / 255
    );
    picture = picture.slice();
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        if (Math.hypot(column + 0.5 - x, row + 0.5 - y) > brush) continue;
        picture.set([red!, green!, blue!, 1], (row * width + column) * 4);
      }
    }
    cards.input.note.textContent = "drawn upon";
    refresh();
  };
  input.addEventListener("pointerdown", (event) => {
    input.setPointerCapture(event.pointerId);
    paint(event);
  });
  input.addEventListener("pointermove", paint);

  const take = async (file: File | undefined) => {
    if (!file) return;
    const read = await readFile(file, { height, width });
    if (typeof read === "string") return say(read);
    picture = read;
    cards.input.note.textContent = file.name;
    say(`"${file.name}" is read.`);
    refresh();
  };
  const chooser = element("input", {
    type: "file",
    accept: "image/*",
    onchange: () => take(chooser.files?.[0]),
  });
  part.addEventListener("dragover", (event) => event.preventDefault());
  part.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files[0]);
  });

  part.append(
    choice,
    element(
      "div",
      { className: "actions" },
      labelled("Colour to draw with", colour),
      labelled("or a picture of your own (it can be dropped here)", chooser),
    ),
    element(
      "div",
      { className: "cards" },
      cards.input.card,
      cards.output.card,
      ...others.map(({ card }) => card),
    ),
    ...others.length > 0
      ? [element(
        "p",
        { className: "note" },
        `${data.network.name} runs here. What ${
          others.map(({ network }) => network.name).join(" and ")
        } made of the test pictures was computed with full weights when the page was made.`,
      )]
      : [],
  );
  cards.input.note.textContent = names[test[0]!]!;
  refresh(0);
}

/** Draws what a network made of a test picture. */
export function drawShown(
  canvas: HTMLCanvasElement,
  { reconstructions }: ShownNetwork,
  index: number,
) {
  const length = canvas.height * canvas.width * 4;
  drawBytes(
    canvas,
    new Uint8ClampedArray(
      reconstructions.subarray(index * length, (index + 1) * length),
    ),
  );
}
