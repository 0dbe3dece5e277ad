import { expect } from "@std/expect";
import {
  decomposeSymmetric,
  type Eigenvectors,
} from "../../../lib/engine/eigenvectors.ts";
import { tf } from "../../../lib/engine/engine.ts";
import { assertClose, assertNoTensorsLeft } from "../../support/assertions.ts";
import { evaluate } from "../../support/evaluate.ts";

const matrix = [[2, 0, 1], [0, 5, 0], [1, 0, 2]];

/** By hand: along (1, 0, -1), (1, 0, 1) and (0, 1, 0). */
function assertDecomposed({ values, vectors }: Eigenvectors) {
  [1, 3, 5].forEach((value, index) => assertClose(values[index]!, value, 1e-5));
  const half = Math.SQRT1_2;
  const expected = [[half, half, 0], [0, 0, 1], [half, half, 0]].flat();
  expected.forEach((value, index) =>
    assertClose(Math.abs(vectors[index]!), value, 1e-6)
  );
  // A vector has no sign of its own, but its numbers have one to each other.
  expect(vectors[0]! * vectors[6]!).toBeLessThan(0);
  expect(vectors[1]! * vectors[7]!).toBeGreaterThan(0);
}

Deno.test("a symmetric matrix has its eigenvectors as columns, the greatest value last", () =>
  assertNoTensorsLeft(async () => {
    const tensor = tf.tensor2d(matrix);
    assertDecomposed(await decomposeSymmetric(tensor));
    tensor.dispose();
  }));

Deno.test("without TensorFlow the eigenvectors are the same", async () => {
  const script = `
    const { tf } = await import("./lib/engine/engine.ts");
    const { decomposeSymmetric } = await import("./lib/engine/eigenvectors.ts");
    const tensor = tf.tensor2d(${JSON.stringify(matrix)});
    const { values, vectors } = await decomposeSymmetric(tensor);
    console.log(JSON.stringify({ values, vectors: [...vectors] }));`;
  assertDecomposed(await evaluate(script, { ENGINE: "wasm" }));
});
