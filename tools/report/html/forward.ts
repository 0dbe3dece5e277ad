/**
 * Networks run forward without TensorFlow.js, in the reader's browser and,
 * where the page's numbers are made, in Deno: convolutions of stride 1, max
 * pooling, nearest-neighbour upsampling and a sigmoid, one picture at a time.
 *
 * @module
 */

/** A layer with the numbers it needs. */
export type ForwardLayer =
  | {
    kind: "convolution";
    size: number;
    channels: number;
    outputs: number;
    relu: boolean;
    /** `[size, size, channels, outputs]`. */
    kernel: Float32Array;
    bias: Float32Array;
  }
  | { kind: "pool" | "upsample"; size: number }
  | { kind: "relu" | "sigmoid" };

/** `[height, width, channels]`, row by row. */
export interface Grid {
  data: Float32Array;
  shape: readonly [height: number, width: number, channels: number];
}

/** The program that `kernel_source.ts` compiles. */
interface Kernel extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  convolve(
    input: number,
    kernel: number,
    bias: number,
    output: number,
    height: number,
    width: number,
    channels: number,
    outputs: number,
    size: number,
    relu: number,
  ): void;
}

/** Runs layers; their weights stay in its memory once it has seen them. */
export class Forward {
  readonly #kernel: Kernel;
  readonly #weights = new WeakMap<Float32Array, number>();
  /** First byte that is free. */
  #end = 0;

  private constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * @param program As `compileKernel` gives it.
   * @throws {Error} where WebAssembly or its vectors are missing.
   */
  static async create(program: Uint8Array<ArrayBuffer>): Promise<Forward> {
    const { instance } = await WebAssembly.instantiate(program);
    return new Forward(instance.exports as Kernel);
  }

  /** @returns what the last layer makes of the input. */
  run(layers: ForwardLayer[], input: Grid): Grid {
    return layers.reduce((grid, layer) => this.#apply(layer, grid), input);
  }

  #apply(layer: ForwardLayer, grid: Grid): Grid {
    switch (layer.kind) {
      case "convolution":
        return this.#convolve(layer, grid);
      case "pool":
        return pool(grid, layer.size);
      case "upsample":
        return upsample(grid, layer.size);
      case "relu":
        return { ...grid, data: grid.data.map((value) => Math.max(0, value)) };
      case "sigmoid":
        return {
          ...grid,
          data: grid.data.map((value) => 1 / (1 + Math.exp(-value))),
        };
    }
  }

  #convolve(
    { size, channels, outputs, relu, kernel, bias }: ForwardLayer & {
      kind: "convolution";
    },
    { data, shape: [height, width] }: Grid,
  ): Grid {
    const { memory, convolve } = this.#kernel;
    const [kernelAt, biasAt] = [this.#place(kernel), this.#place(bias)];
    const count = height * width * outputs;
    const inputAt = this.#end;
    const outputAt = inputAt + 4 * data.length;
    this.#reserve(outputAt + 4 * count);
    new Float32Array(memory.buffer, inputAt, data.length).set(data);
    convolve(
      ...[inputAt, kernelAt, biasAt, outputAt] as const,
      ...[height, width, channels, outputs, size, Number(relu)] as const,
    );
    return {
      data: new Float32Array(memory.buffer, outputAt, count).slice(),
      shape: [height, width, outputs],
    };
  }

  #place(weights: Float32Array): number {
    const present = this.#weights.get(weights);
    if (present !== undefined) return present;
    const at = this.#end;
    this.#end += 4 * weights.length;
    this.#reserve(this.#end);
    new Float32Array(this.#kernel.memory.buffer, at).set(weights);
    this.#weights.set(weights, at);
    return at;
  }

  #reserve(bytes: number) {
    const { memory } = this.#kernel;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  }
}

function pool({ data, shape: [height, width, channels] }: Grid, size: number) {
  const [rows, columns] = [height / size, width / size];
  const pooled = new Float32Array(rows * columns * channels).fill(-Infinity);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      const to = (Math.floor(y / size) * columns + Math.floor(x / size)) *
        channels;
      for (let channel = 0; channel < channels; channel++) {
        const value = data[from + channel]!;
        if (value > pooled[to + channel]!) pooled[to + channel] = value;
      }
    }
  }
  return { data: pooled, shape: [rows, columns, channels] } as const;
}

function upsample(
  { data, shape: [height, width, channels] }: Grid,
  size: number,
) {
  const [rows, columns] = [height * size, width * size];
  const larger = new Float32Array(rows * columns * channels);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const from = (Math.floor(y / size) * width + Math.floor(x / size)) *
        channels;
      larger.set(
        data.subarray(from, from + channels),
        (y * columns + x) * channels,
      );
    }
  }
  return { data: larger, shape: [rows, columns, channels] } as const;
}
