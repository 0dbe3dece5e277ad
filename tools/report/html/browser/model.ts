/**
 * The page's data and the network that runs on them.
 *
 * @module
 */
import type { Vector } from "../../../../lib/analysis/vectors.ts";
import { Forward, type ForwardLayer, type Grid } from "../forward.ts";
import { unpack } from "../pack.ts";
import type { PageData } from "../page_data.ts";
import { codeAt, restore } from "../quantise.ts";

/** What the live parts ask. */
export interface Model {
  data: PageData;
  /** Premultiplied RGBA of an original, in [0, 1]. */
  picture(row: number): Vector;
  codes: Vector[];
  encode(picture: Vector): Vector;
  decode(code: Vector): Vector;
}

/**
 * Reads what the page carries.
 *
 * @param text Base64 of deflated, packed data.
 * @throws {Error} where the browser lacks WebAssembly or its vectors.
 */
export async function loadModel(text: string): Promise<Model> {
  const data = unpack<PageData>(await inflate(text));
  const { names, pixels, network, height, width } = data;
  const forward = await Forward.create(data.program);
  const halves = {
    encoder: network.encoder.map(restore),
    decoder: network.decoder.map(restore),
  };
  const run = (layers: ForwardLayer[], input: Grid) =>
    forward.run(layers, input).data;
  const length = height * width * 4;
  const codeLength = network.codeShape.reduce((all, side) => all * side, 1);
  return {
    data,
    picture: (row) =>
      premultiplied(pixels.subarray(row * length, (row + 1) * length)),
    codes: names.map((_, row) => codeAt(network, { row, length: codeLength })),
    encode: (picture) =>
      run(halves.encoder, { data: picture, shape: [height, width, 4] }),
    decode: (code) =>
      run(halves.decoder, { data: code, shape: network.codeShape }),
  };
}

/** Straight RGBA bytes as premultiplied values. */
export function premultiplied(straight: ArrayLike<number>): Vector {
  const values = new Float32Array(straight.length);
  for (let at = 0; at < values.length; at += 4) {
    const alpha = straight[at + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) {
      values[at + channel] = straight[at + channel]! / 255 * alpha;
    }
    values[at + 3] = alpha;
  }
  return values;
}

async function inflate(text: string): Promise<Uint8Array> {
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
