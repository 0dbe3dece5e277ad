import assert from "node:assert/strict";
import { assignedNetwork } from "../../../lib/model/network.ts";
import { summary } from "../../../lib/model/summary.ts";
import pytorch from "../../fixtures/pytorch.json" with { type: "json" };

for (const [size, expected] of Object.entries(pytorch.summary)) {
  Deno.test(`the summary at ${size}x${size} is torchsummary's, letter for letter`, () => {
    const side = Number(size);
    assert.equal(`${summary(assignedNetwork, [side, side, 4])}`, expected);
  });
}

Deno.test("the summary of a picture that is not square has height before width", () => {
  const { layers, mebibytes } = summary(assignedNetwork, [32, 64, 4]);
  assert.deepEqual(layers[0], {
    layer: "Conv2d-1",
    outputShape: [32, 32, 64],
    parameters: 3_232, // 5 · 5 · 4 · 32 + 32
  });
  assert.equal(mebibytes.input, 32 * 64 * 4 * 4 / 1024 ** 2);
});

Deno.test("a summary of an impossible shape is refused", () => {
  assert.throws(() => summary(assignedNetwork, [0, 64, 4]), {
    name: "RangeError",
    message: /\[0,64,4\]/,
  });
});
