import { expect } from "@std/expect";
import { Kernel } from "../../../tools/kernel/kernel.ts";
import { VsCodeOutputs } from "../../support/vscode_outputs.ts";

const vega = "application/vnd.vegalite.v5+json";

/** Shows each bundle in the place of the one before, as VS Code does. */
async function show(kernel: Kernel, bundles: Record<string, unknown>[]) {
  const shown = new VsCodeOutputs();
  const error = await kernel.execute(
    `for (const [index, bundle] of ${JSON.stringify(bundles)}.entries()) {
      await Deno.jupyter.display(bundle, {
        raw: true, display_id: "d", update: index > 0,
      });
    }`,
    (output) => shown.take(output),
  );
  expect(error).toBe(undefined);
  return shown.outputs;
}

Deno.test("in VS Code a growing chart is one when it is a picture until its end", async () => {
  await using kernel = await Kernel.start({ folder: "tests" });
  const picture = (n: number) => ({ "image/svg+xml": `<svg>${n}</svg>` });
  const chart = (n: number) => ({ [vega]: { n }, "text/plain": `${n}` });
  expect(await show(kernel, [picture(1), picture(2), picture(3), chart(4)]))
    .toStrictEqual([{ type: vega, drawn: [{ n: 4 }] }]);
  const piled = await show(kernel, [chart(1), chart(2), chart(3)]);
  expect(piled[0]!.drawn.length).toBe(3);
});
