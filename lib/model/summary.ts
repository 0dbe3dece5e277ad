/**
 * A model's layers and memory, as the Python package torchsummary 1.5.1 prints
 * them.
 *
 * @module
 */
import { tf } from "../engine/engine.ts";

/** One line of the table. */
export interface LayerSummary {
  /** Kind and running number, by PyTorch's names: `Conv2d-1`. */
  layer: string;
  /** Channels first, without the batch, as PyTorch has it. */
  outputShape: number[];
  parameters: number;
}

/** A model's layers and what one example needs of memory. */
export interface Summary {
  layers: LayerSummary[];
  parameters: number;
  /** In MiB, which torchsummary calls MB; values are float32. */
  memory: {
    /** The input. */
    input: number;
    /** All outputs, once forward and once for their gradients. */
    forwardBackward: number;
    parameters: number;
    total: number;
  };
  /** The table as torchsummary prints it. */
  toString(): string;
}

/**
 * Summarises models that are applied one after the other.
 *
 * An activation that is part of a layer gets a line of its own, as in PyTorch,
 * where it is a module. A model's input layer gets none.
 *
 * @param inputShape `[height, width, channels]`.
 * @throws {RangeError} when the shape has not three positive whole numbers.
 *
 * @example
 * ```ts
 * import { assignedModel, createAutoencoder } from "./autoencoder.ts";
 * import { summary } from "./summary.ts";
 * const { encoder, decoder } = createAutoencoder(assignedModel, 1);
 * console.log(`${summary([encoder, decoder], [64, 64, 4])}`);
 * ```
 */
export function summary(
  models: tf.LayersModel[],
  inputShape: [height: number, width: number, channels: number],
): Summary {
  if (inputShape.some((side) => !Number.isSafeInteger(side) || side < 1)) {
    throw new RangeError(
      `inputShape must be three positive whole numbers, but it is [${inputShape}].`,
    );
  }
  const layers: LayerSummary[] = [];
  const add = (kind: string, shape: tf.Shape, parameters: number) =>
    layers.push({
      layer: `${kind}-${layers.length + 1}`,
      outputShape: channelsFirst(shape),
      parameters,
    });
  let shape: tf.Shape = [null, ...inputShape];
  for (const layer of models.flatMap((model) => model.layers)) {
    const type = layer.getClassName();
    if (type === "InputLayer") continue;
    shape = layer.computeOutputShape(shape) as tf.Shape;
    const { activation } = layer.getConfig();
    if (type !== "Activation") {
      add(torchName(type), shape, layer.countParams());
    }
    if (typeof activation === "string" && activation !== "linear") {
      add(torchName(activation), shape, 0);
    }
  }
  return withMemory(layers, inputShape);
}

function withMemory(layers: LayerSummary[], inputShape: number[]): Summary {
  const outputs = layers.reduce(
    (sum, { outputShape }) => sum + tf.util.sizeFromShape(outputShape),
    0,
  );
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const memory = {
    input: mebibytes(tf.util.sizeFromShape(inputShape)),
    forwardBackward: 2 * mebibytes(outputs),
    parameters: mebibytes(parameters),
  };
  const total = memory.input + memory.forwardBackward + memory.parameters;
  const result = { layers, parameters, memory: { ...memory, total } };
  const text = format(result);
  return {
    ...result,
    toString: () => text,
    [Symbol.for("Jupyter.display")]: () => ({ "text/plain": text }),
  } as Summary;
}

function format({ layers, parameters, memory }: Omit<Summary, "toString">) {
  const rule = (character: string) => character.repeat(64);
  const row = (layer: string, shape: string, parameters: string) =>
    `${layer.padStart(20)}  ${shape.padStart(25)} ${parameters.padStart(15)}`;
  const count = (value: number) => value.toLocaleString("en-US");
  return [
    rule("-"),
    row("Layer (type)", "Output Shape", "Param #"),
    rule("="),
    ...layers.map(({ layer, outputShape, parameters }) =>
      row(layer, `[-1, ${outputShape.join(", ")}]`, count(parameters))
    ),
    rule("="),
    `Total params: ${count(parameters)}`,
    `Trainable params: ${count(parameters)}`,
    "Non-trainable params: 0",
    rule("-"),
    `Input size (MB): ${memory.input.toFixed(2)}`,
    `Forward/backward pass size (MB): ${memory.forwardBackward.toFixed(2)}`,
    `Params size (MB): ${memory.parameters.toFixed(2)}`,
    `Estimated Total Size (MB): ${memory.total.toFixed(2)}`,
    rule("-"),
  ].join("\n");
}

function channelsFirst(shape: tf.Shape): number[] {
  const sides = shape.slice(1).map((side) => side!);
  return [...sides.slice(-1), ...sides.slice(0, -1)];
}

function torchName(name: string): string {
  const names: Record<string, string> = {
    Conv2D: "Conv2d",
    Conv2DTranspose: "ConvTranspose2d",
    Dense: "Linear",
    MaxPooling2D: "MaxPool2d",
    UpSampling2D: "Upsample",
    relu: "ReLU",
    sigmoid: "Sigmoid",
  };
  return names[name] ?? name;
}

function mebibytes(values: number): number {
  return values * 4 / 1024 ** 2;
}
