/**
 * A network's layers and memory, as the Python package torchsummary 1.5.1 prints
 * them; moving means and variances, which it leaves out, count as parameters that
 * are not trained.
 *
 * @module
 */
import { count, megabytes } from "../base/format.ts";
import { type LayerShape, traceShapes } from "./architecture.ts";
import { kindOf, type Shape, sizeOf } from "./layers.ts";
import type { NetworkSettings } from "./network.ts";

/** One line of the table. */
export interface LayerSummary {
  /** Kind and running number, by PyTorch's names: `Conv2d-1`. */
  layer: string;
  /** Channels first, without the batch, as PyTorch has it. */
  outputShape: number[];
  parameters: number;
}

/** A network's layers and what one example needs of memory. */
export class Summary {
  constructor(
    readonly layers: LayerSummary[],
    readonly parameters: { all: number; trainable: number },
    /** In MiB, which torchsummary calls MB; values are float32. */
    readonly mebibytes: {
      input: number;
      /** All outputs, once forward and once for their gradients. */
      forwardBackward: number;
      parameters: number;
      total: number;
    },
  ) {}

  /** The memory as a reader sees it. */
  get memory() {
    const { input, forwardBackward, parameters, total } = this.mebibytes;
    return {
      input: megabytes(input),
      forwardBackward: megabytes(forwardBackward),
      parameters: megabytes(parameters),
      total: megabytes(total),
    };
  }

  /** The layers as rows of a table. */
  get rows(): { layer: string; output: string; parameters: number }[] {
    return this.layers.map(({ layer, outputShape, parameters }) => ({
      layer,
      output: outputShape.join(" x "),
      parameters,
    }));
  }

  /** The table as torchsummary prints it. */
  toString(): string {
    const { all, trainable } = this.parameters;
    const { input, forwardBackward, parameters, total } = this.mebibytes;
    const rule = (character: string) => character.repeat(64);
    const row = (layer: string, shape: string, parameters: string) =>
      `${layer.padStart(20)}  ${shape.padStart(25)} ${parameters.padStart(15)}`;
    return [
      rule("-"),
      row("Layer (type)", "Output Shape", "Param #"),
      rule("="),
      ...this.layers.map(({ layer, outputShape, parameters }) =>
        row(layer, `[-1, ${outputShape.join(", ")}]`, count(parameters))
      ),
      rule("="),
      `Total params: ${count(all)}`,
      `Trainable params: ${count(trainable)}`,
      `Non-trainable params: ${count(all - trainable)}`,
      rule("-"),
      `Input size (MB): ${input.toFixed(2)}`,
      `Forward/backward pass size (MB): ${forwardBackward.toFixed(2)}`,
      `Params size (MB): ${parameters.toFixed(2)}`,
      `Estimated Total Size (MB): ${total.toFixed(2)}`,
      rule("-"),
    ].join("\n");
  }
}

/**
 * Summarises a network. An activation that is part of a layer gets a line of its
 * own, as in PyTorch, where it is a module.
 *
 * @param inputShape `[height, width, channels]`.
 * @throws {RangeError} when the shape has not three positive whole numbers, or
 * the network does not take such pictures.
 *
 * @example
 * ```ts
 * import { assignedNetwork } from "./network.ts";
 * import { summary } from "./summary.ts";
 * console.log(`${summary(assignedNetwork, [64, 64, 4])}`);
 * ```
 */
export function summary(network: NetworkSettings, inputShape: Shape): Summary {
  const isShape = inputShape.length === 3 &&
    inputShape.every((side) => Number.isSafeInteger(side) && side >= 1);
  if (!isShape) {
    throw new RangeError(
      `inputShape must be three positive whole numbers, but it is [${inputShape}].`,
    );
  }
  const { encoder, decoder } = traceShapes(network, inputShape);
  const shapes = [...encoder, ...decoder];
  const layers = shapes.flatMap(toLines).map(({ layer, ...line }, index) => ({
    layer: `${layer}-${index + 1}`,
    ...line,
  }));
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const trainable = sum(shapes.map(({ trainable }) => trainable));
  const all = trainable + sum(shapes.map(({ fixed }) => fixed));
  const memory = {
    input: mebibytes(sizeOf(inputShape)),
    forwardBackward: 2 *
      mebibytes(sum(layers.map(({ outputShape }) => sizeOf(outputShape)))),
    parameters: mebibytes(all),
  };
  return new Summary(layers, { all, trainable }, {
    ...memory,
    total: memory.input + memory.forwardBackward + memory.parameters,
  });
}

function toLines(
  { settings, outputShape, trainable, fixed }: LayerShape,
): LayerSummary[] {
  const shape = [...outputShape.slice(-1), ...outputShape.slice(0, -1)];
  const activation = "activation" in settings ? settings.activation : undefined;
  const line = {
    layer: kindOf(settings).torchName,
    outputShape: shape,
    parameters: trainable + fixed,
  };
  return [
    ...settings.layer === "activation" ? [] : [line],
    ...activation === undefined || activation === "linear" ? [] : [{
      layer: torchActivations[activation],
      outputShape: shape,
      parameters: 0,
    }],
  ];
}

const torchActivations = {
  relu: "ReLU",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
  elu: "ELU",
};

function mebibytes(values: number): number {
  return values * 4 / 1024 ** 2;
}
