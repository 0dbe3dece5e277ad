import { expect } from "@std/expect";
import { probe, type ProbeExamples } from "../../../lib/analysis/probes.ts";
import { createRandom } from "../../../lib/base/random.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";

/** Noise in three numbers; the class is told by the second, or by none. */
function examples(
  count: number,
  { seed, isTold = true }: { seed: number; isTold?: boolean },
): ProbeExamples {
  const random = createRandom(seed);
  const labels = Array.from({ length: count }, (_, index) => index % 2);
  return {
    labels,
    groups: labels.map((_, index) => String(index)),
    features: labels.map((label) => {
      const second = isTold ? 100 + label : random.uniform(0, 1);
      return Float32Array.of(
        random.uniform(0, 1),
        second,
        random.uniform(0, 1),
      );
    }),
  };
}

function splits(options: { isTold?: boolean } = {}) {
  return {
    train: examples(60, { seed: 1, ...options }),
    validation: examples(40, { seed: 2, ...options }),
    test: examples(40, { seed: 3, ...options }),
  };
}

Deno.test("a probe finds classes that one number tells apart, whatever its scale", () =>
  assertNoTensorsLeft(async () => {
    expect(await probe("told", splits())).toEqual({
      label: "told",
      accuracy: 1,
      low: 1,
      high: 1,
      balancedAccuracy: 1,
    });
  }));

Deno.test("a probe of noise is near chance, and its interval holds one half", async () => {
  const { accuracy, low, high, balancedAccuracy } = await probe(
    "noise",
    splits({ isTold: false }),
  );
  expect(Math.abs(balancedAccuracy - 0.5)).toBeLessThan(0.2);
  expect(low).toBeLessThan(0.5);
  expect(high).toBeGreaterThan(0.5);
  expect(accuracy).toBeGreaterThanOrEqual(low);
});

Deno.test("the same data give the same probe", async () => {
  const noise = () => probe("noise", splits({ isTold: false }));
  expect(await noise()).toEqual(await noise());
});

Deno.test("a probe without a label for each example is refused", () =>
  expect(probe("pixels", {
    ...splits(),
    test: { ...examples(4, { seed: 1 }), labels: [0] },
  })).rejects.toThrow(
    /^The probe of pixels needs a label for each of the test examples, but 4 have 1\.$/,
  ));
