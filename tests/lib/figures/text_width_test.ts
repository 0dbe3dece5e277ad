import { expect } from "@std/expect";
import { createRequire } from "node:module";
import { FontMetrics } from "../../../lib/figures/text_width.ts";

const { resolve } = createRequire(import.meta.url);
const load = async (name: string) =>
  new FontMetrics(
    await Deno.readFile(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)),
  );

// Sums of advance widths by fontTools 4.68.0, at 2048 units.
const widths = {
  "DejaVuSans": { "epoch 48": 9494, "λ = 0.5": 7487, "−×": 3432, "學": 1229 },
  "DejaVuSans-Bold": { "epoch 48": 10497, "λ = 0.5": 8066 },
};

for (const [name, texts] of Object.entries(widths)) {
  Deno.test(`widths of texts in ${name} are fontTools'`, async () => {
    const metrics = await load(name);
    for (const [text, width] of Object.entries(texts)) {
      expect(metrics.widthOf(text, 2048)).toBe(width);
      expect(metrics.widthOf(text, 11)).toBe(width / 2048 * 11);
    }
  });
}
