/**
 * Weights as bytes: the file would be four times as large with all of them.
 *
 * @module
 */
import type { ForwardLayer } from "./forward.ts";

type Convolution = ForwardLayer & { kind: "convolution" };

/** A layer whose kernel is `scales[o] (kernel[i, j, c, o] - 128)`. */
export type QuantisedLayer =
  | Exclude<ForwardLayer, Convolution>
  | Omit<Convolution, "kernel"> & { kernel: Uint8Array; scales: Float32Array };

const middle = 128;

/** Gives each output channel the scale at which its largest weight is 127. */
export function quantise(layer: ForwardLayer): QuantisedLayer {
  if (layer.kind !== "convolution") return layer;
  const { kernel, outputs } = layer;
  const scales = new Float32Array(outputs);
  kernel.forEach((weight, index) => {
    const output = index % outputs;
    scales[output] = Math.max(scales[output]!, Math.abs(weight) / 127);
  });
  const bytes = Uint8Array.from(kernel, (weight, index) => {
    const scale = scales[index % outputs]!;
    return middle + (scale > 0 ? Math.round(weight / scale) : 0);
  });
  return { ...layer, kernel: bytes, scales };
}

/** The layer as it is run. */
export function restore(layer: QuantisedLayer): ForwardLayer {
  if (layer.kind !== "convolution") return layer;
  const { kernel, scales, ...rest } = layer;
  const weights = new Float32Array(kernel.length);
  for (let index = 0; index < kernel.length; index++) {
    weights[index] = scales[index % rest.outputs]! * (kernel[index]! - middle);
  }
  return { ...rest, kernel: weights };
}

/** Codes as bytes, one after the other; each number times `codeScale`. */
export interface QuantisedCodes {
  codes: Uint8Array;
  codeScale: number;
}

/** Gives all codes one scale; they are not negative, as ReLU leaves them. */
export function quantiseCodes(codes: Float32Array[]): QuantisedCodes {
  let greatest = 0;
  for (const code of codes) {
    for (const value of code) greatest = Math.max(greatest, value);
  }
  const codeScale = greatest / 255 || 1;
  const length = codes[0]!.length;
  const bytes = new Uint8Array(codes.length * length);
  codes.forEach((code, row) =>
    code.forEach((value, at) =>
      bytes[row * length + at] = Math.round(value / codeScale)
    )
  );
  return { codes: bytes, codeScale };
}

/** @returns one of the codes, of so many numbers. */
export function codeAt(
  { codes, codeScale }: QuantisedCodes,
  { row, length }: { row: number; length: number },
): Float32Array {
  return Float32Array.from(
    codes.subarray(row * length, (row + 1) * length),
    (value) => value * codeScale,
  );
}
