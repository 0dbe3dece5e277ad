import { expect } from "@std/expect";
import { errorByDistance } from "../../../lib/analysis/nearest.ts";
import type { Dataset } from "../../../lib/data/dataset.ts";
import { Images } from "../../../lib/data/images.ts";

/** Pictures of 1x2, each of one grey. */
function split(...greys: number[]) {
  const originals = new Images(
    Float32Array.from(greys.flatMap((grey) => Array(8).fill(grey))),
    [greys.length, 1, 2, 4],
  );
  return { originals };
}

Deno.test("test pictures are sorted by the distance to the nearest training picture", () => {
  const dataset = {
    train: split(0, 0.5),
    // Squared differences to the nearest: 0.0025, 0.0144, 0.04 and 0.25.
    test: split(0.05, 0.38, 0.7, 1),
  } as unknown as Dataset;
  // The last error is that of a copy, which has no distance of its own.
  expect(errorByDistance(dataset, [0.1, 0.2, 0.3, 0.5, 9])).toEqual([
    { distance: "below 0.0100", pictures: 1, mse: 0.1 },
    { distance: "below 0.0200", pictures: 1, mse: 0.2 },
    { distance: "below 0.0600", pictures: 1, mse: 0.3 },
    { distance: "at least 0.0600", pictures: 1, mse: 0.5 },
  ]);
});

Deno.test("distances that no test picture has are left out", () => {
  const dataset = { train: split(0), test: split(0, 1) } as unknown as Dataset;
  expect(errorByDistance(dataset, [0.2, 0.4])).toEqual([
    { distance: "below 0.0100", pictures: 1, mse: 0.2 },
    { distance: "at least 0.0600", pictures: 1, mse: 0.4 },
  ]);
});
