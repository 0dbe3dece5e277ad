import { expect } from "@std/expect";
import {
  readState,
  type State,
  writeState,
} from "../../../../tools/report/html/browser/state.ts";
import { pack, unpack } from "../../../../tools/report/html/pack.ts";
import {
  codeAt,
  quantise,
  quantiseCodes,
  restore,
} from "../../../../tools/report/html/quantise.ts";

Deno.test("packed values come back with their arrays, wherever they stand in memory", () => {
  const value = {
    name: "λ",
    bytes: new Uint8Array([1, 2, 3]).subarray(1),
    nested: [{ floats: new Float32Array([0.5, -1]) }, null],
  };
  expect(unpack(pack(value))).toEqual({
    ...value,
    bytes: new Uint8Array([2, 3]),
  });
});

Deno.test("a quantised kernel is at most half a step of its channel away", () => {
  const kernel = Float32Array.from({ length: 24 }, (_, index) => {
    // The second channel's weights are a hundred times the first's.
    return Math.sin(index) * (index % 2 === 0 ? 0.01 : 1);
  });
  const layer = {
    kind: "convolution" as const,
    size: 1,
    channels: 12,
    outputs: 2,
    relu: false,
    kernel,
    bias: new Float32Array(2),
  };
  const small = quantise(layer);
  const restored = restore(small);
  if (small.kind !== "convolution" || restored.kind !== "convolution") {
    throw new Error("A convolution stays one.");
  }
  expect(small.scales[1]! / small.scales[0]!).toBeGreaterThan(50);
  restored.kernel.forEach((weight, index) => {
    expect(Math.abs(weight - kernel[index]!)).toBeLessThanOrEqual(
      small.scales[index % 2]! / 2 + 1e-9,
    );
  });
});

Deno.test("a channel whose weights are all zero stays zero", () => {
  const layer = {
    kind: "convolution" as const,
    size: 1,
    channels: 1,
    outputs: 1,
    relu: true,
    kernel: new Float32Array(1),
    bias: new Float32Array([1]),
  };
  expect(restore(quantise(layer))).toEqual(layer);
});

Deno.test("quantised codes come back within half a step", () => {
  const codes = [new Float32Array([0, 2.55]), new Float32Array([1, 0.004])];
  const packed = quantiseCodes(codes);
  expect(packed.codeScale).toBeCloseTo(0.01, 6);
  expect([...codeAt(packed, { row: 1, length: 2 })]).toEqual([
    expect.closeTo(1, 5),
    0,
  ]);
});

const names = ["cat face", "face & more", "λ"];
const state: State = { a: 0, b: 1, c: 2, strength: 1, way: 0.5 };
const options = { state, names, attributes: ["cat"] };

Deno.test("a link restores what it was made from", () => {
  const other: State = { ...state, a: 2, strength: -0.35, attribute: "cat" };
  expect(readState(`#${writeState(other, names)}`, options)).toStrictEqual({
    state: other,
    problems: [],
  });
});

Deno.test("what a link says and cannot be is named, and the rest is taken", () => {
  const fragment = "#live-arithmetic&a=dog&b=λ&strength=9&way=&attribute=hat";
  expect(readState(fragment, options)).toStrictEqual({
    state: { ...state, b: 2 },
    problems: [
      'No picture is named "dog": choose one for a.',
      'The strength is a number from -1 to 2, but the link says "9".',
      'The way is a number from 0 to 1, but the link says "".',
      'No attribute is called "hat".',
    ],
  });
  expect(readState("#fig-cat", options)).toBe(undefined);
  expect(readState("#live-arithmetic", options)).toBe(undefined);
});
