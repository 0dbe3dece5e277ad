import { expect } from "@std/expect";
import {
  halfResolutionError,
  meanPictureError,
  pcaErrors,
  zeroError,
} from "../../../lib/analysis/baselines.ts";
import { assertClose, assertNoTensorsLeft } from "../../support/assertions.ts";

/** Pictures of 2x4 with one channel. */
function pictures(...rows: number[][]) {
  return {
    data: Float32Array.from(rows.flat()),
    shape: [rows.length, 2, 4, 1] as const,
  };
}

/** Pictures of 1x2 with four channels. */
function colourful(...rows: number[][]) {
  return { ...pictures(...rows), shape: [rows.length, 1, 2, 4] as const };
}

const flat = (value: number) => Array(8).fill(value);

Deno.test("the mean picture comes from the training set alone", () =>
  assertNoTensorsLeft(async () => {
    // By hand: mean 0.5; squared distances 0.25 and 0.0625.
    const error = await meanPictureError(
      pictures(flat(0), flat(1)),
      pictures(flat(1), flat(0.25)),
    );
    assertClose(error, (0.25 + 0.0625) / 2);
  }));

Deno.test("the error of zeros is the mean square", () =>
  assertNoTensorsLeft(async () =>
    assertClose(await zeroError(pictures(flat(1), flat(0.5))), 0.625)
  ));

Deno.test("half resolution costs the variance inside each block of 2x2", () =>
  assertNoTensorsLeft(async () => {
    // Left block 0, 1, 0, 1 has variance 1/4; the right one is flat.
    const picture = pictures([0, 1, 1, 1, 0, 1, 1, 1]);
    assertClose(await halfResolutionError(picture), 0.125);
  }));

Deno.test("principal components leave what lies outside their span", () =>
  assertNoTensorsLeft(async () => {
    // Training pictures vary along two axes around grey, more along the first;
    // the test picture has 0.2 along the first, 0.3 along the second, and 0.1
    // outside.
    const along = (first: number, second: number, third: number) => [
      0.5 + first,
      0.5 + second,
      0.5 + third,
      ...Array(5).fill(0.5),
    ];
    const train = colourful(
      along(0.4, 0, 0),
      along(-0.4, 0, 0),
      along(0, 0.1, 0),
      along(0, -0.1, 0),
    );
    const test = colourful(along(0.2, 0.3, 0.1));
    const [one, two] = await pcaErrors({ train, test }, [1, 2]);
    assertClose(one!, (0.09 + 0.01) / 8);
    assertClose(two!, 0.01 / 8);
  }));

Deno.test("more components than the training set has are refused", () => {
  const train = colourful(flat(0), flat(1));
  return expect(pcaErrors({ train, test: train }, [2])).rejects.toThrow(
    /^2 pictures have 1 to 1 components, but 2 were asked for/,
  );
});

Deno.test("pictures of two sizes cannot be compared", () => {
  const other = { data: new Float32Array(8), shape: [1, 4, 2, 1] as const };
  expect(() => meanPictureError(pictures(flat(0)), other)).toThrow(
    /\[2,4,1\] and \[4,2,1\]/,
  );
});
