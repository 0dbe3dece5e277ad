import { expect } from "@std/expect";
import { Kernel } from "../../../tools/kernel/kernel.ts";
import type { KernelOutput } from "../../../tools/kernel/messages.ts";

Deno.test("what a notebook shows of values, figures, tables and references", async (t) => {
  const figures = await Deno.makeTempDir();
  await using _ = {
    [Symbol.asyncDispose]: () => Deno.remove(figures, { recursive: true }),
  };
  await using kernel = await Kernel.start({
    folder: "tests",
    environment: { FIGURES: `${figures}/` },
  });

  async function run(code: string): Promise<KernelOutput[]> {
    const outputs: KernelOutput[] = [];
    const error = await kernel.execute(code, (one) => outputs.push(one));
    expect(error).toBe(undefined);
    return outputs;
  }

  const contentOf = (output: KernelOutput | undefined, type: string) =>
    output && "data" in output ? output.data[type] : undefined;

  /** What `code` makes of a picture that is 1,400 dots wide and 20 high. */
  const makeFigure = `await figure("first-one", {
    png: await sharp({
      create: { width: 1400, height: 20, channels: 3, background: "red" },
    }).png().toBuffer(),
    caption: "Red, as @tbl-colours says.",
    alt: "A red bar.",
  });`;

  await run(`
    const { default: sharp } = await import("sharp");
    const { figure, table } = await import("../lib/notebook/mod.ts");
    const { prose } = await import("../lib/notebook/prose.ts");`);

  await t.step("a network's summary is torchsummary's table", async () => {
    const [output] = await run(`
      const { model } = await import("../lib/mod.ts");
      model.summary(model.assignedNetwork, [64, 64, 4]);`);
    expect(contentOf(output, "text/plain")).toMatch(
      / Conv2d-1 +\[-1, 32, 64, 64\] +3,232\n[^]*Total params: 2,157,508/,
    );
  });

  await t.step("a reference to what no cell has made is a name", async () => {
    const [output] = await run("prose`See @fig-first-one.`");
    expect(contentOf(output, "text/markdown")).toBe('See Figure "first-one".');
    expect(contentOf(output, "application/vnd.emoji-autoencoder.prose+json"))
      .toMatchObject({ markdown: "See @fig-first-one." });
  });

  await t.step("a figure has its caption with a number under it", async () => {
    for (let time = 0; time < 2; time++) { // Again, it keeps its number.
      const [picture, caption, ...others] = await run(makeFigure);
      expect(others).toStrictEqual([]);
      expect(contentOf(caption, "text/markdown"))
        .toBe('**Figure 1** (first-one). Red, as Table "colours" says.');
      expect(contentOf(picture, "image/png")).toBeTruthy();
    }
  });

  await t.step("a picture says what it shows and fits the page", async () => {
    const [picture] = await run(makeFigure);
    expect(picture).toMatchObject({
      metadata: { "image/png": { alt: "A red bar.", width: 584 } },
    });
  });

  await t.step("a table has its number in its caption", async () => {
    const [output] = await run(
      `table("colours", { rows: [{ a: 1 }], caption: "Of @fig-first-one." })`,
    );
    expect(contentOf(output, "text/html")).toMatch(
      "<caption><b>Table 1</b> (colours). Of Figure 1.</caption>",
    );
  });

  await t.step("a reference to what was made is a number", async () => {
    const [output] = await run("prose`(@fig-first-one, @tbl-colours)`");
    expect(contentOf(output, "text/markdown")).toBe("(Figure 1, Table 1)");
  });

  await t.step("the clear background of a chart is white", async () => {
    const [output] = await run(`await figure("chart", {
      chart: { data: { values: [{ a: 1 }] }, mark: "point" },
      caption: "", alt: "",
    });`);
    expect(contentOf(output, "application/vnd.vegalite.v5+json"))
      .toMatchObject({ background: "white" });
  });
});
