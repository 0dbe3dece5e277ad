/**
 * `deno task test:lab`: notebook 1 as a user steps through it, in the real
 * JupyterLab. Pictures of it are left in `build/lab`; with `-- --docs` those of
 * the README are replaced.
 */
import { expect } from "@std/expect";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { projectFolder } from "../../lib/base/workspace.ts";
import { readNotebook } from "../../tools/notebook/notebook.ts";
import { Lab } from "./jupyterlab.ts";

const folder = join(projectFolder, "build", "lab", "notebooks");
const training = 'name: "autoencoder",';
const settings = "const settings = {";

Deno.test("stepping through notebook 1 in JupyterLab", async (t) => {
  // No cache of an earlier test: the training is to be seen.
  const runs = join(projectFolder, "build", "quick", "data", "runs");
  await remove(join(runs, "autoencoder"));
  await copyWithoutOutputs("1_autoencoder.ipynb");
  // Each step needs the one before.
  let goesOn = true;
  const step = async (name: string, fn: () => Promise<void>) => {
    goesOn = await t.step({ name, fn, ignore: !goesOn });
  };
  let stoppedAfter = 0;
  await using lab = await Lab.open(folder, "1_autoencoder.ipynb");

  await step("Run All runs every cell without an error", async () => {
    await lab.choose("Run", "Run All Cells");
    await lab.until("the training is under way", async () => {
      const { outputs } = await lab.cell(training);
      return /epoch 2 of 2/.test(outputs[0]?.text ?? "");
    });
    await lab.untilIdle();
    for (const [index, cell] of (await lab.cells()).entries()) {
      expect(cell.executionCount).toBe(index + 1);
      const texts = cell.outputs.map(({ text }) => text);
      expect(texts.join("\n")).not.toMatch(/\bError\b/);
    }
  });

  await step("charts are drawn and pictures are shown", async () => {
    const kinds = (await lab.cells()).flatMap(({ outputs }) =>
      outputs.map(({ types }) =>
        types.includes("application/vnd.vegalite.v5+json")
          ? "chart"
          : types.includes("image/png")
          ? "picture"
          : "other"
      )
    );
    const charts = lab.page.locator(".vega-embed .marks");
    const pictures = lab.page.locator(".jp-RenderedImage img");
    const count = (kind: string) => kinds.filter((one) => one === kind).length;
    expect(count("chart")).toBeGreaterThanOrEqual(4);
    expect(count("picture")).toBeGreaterThanOrEqual(3);
    await lab.until("all charts are drawn", async () => {
      return await charts.count() === count("chart");
    });
    expect(await pictures.count()).toBe(count("picture"));
    const widths = await pictures.evaluateAll((
      images: { naturalWidth: number }[],
    ) => images.map(({ naturalWidth }) => naturalWidth));
    expect(Math.min(...widths)).toBeGreaterThan(100);
    for (const [name, locator] of Object.entries({ charts, pictures })) {
      for (let index = 0; index < await locator.count(); index++) {
        const one = locator.nth(index);
        // What stands above is drawn late and moves it.
        await lab.until(`${name} ${index + 1} is in view`, async () => {
          await one.evaluate((
            element: { scrollIntoView(options: { block: "center" }): void },
          ) => element.scrollIntoView({ block: "center" }));
          await delay(200);
          const box = await one.boundingBox();
          return !!box && box.width > 100 && box.height > 30 &&
            box.y > 0 && box.y < 900;
        });
        await lab.screenshot(`${name}-${index + 1}`);
      }
    }
  });

  await step("Stop ends a training with other settings", async () => {
    await lab.edit(settings, (source) =>
      source.replace(
        "training: assignedTraining",
        "training: { ...assignedTraining, epochs: 12 }",
      ));
    await lab.run(settings);
    await lab.run(training);
    await lab.until("a few epochs are done", async () => {
      const { outputs } = await lab.cell(training);
      return /epoch 3 of 12, step \d/.test(outputs[0]?.text ?? "");
    });
    await lab.screenshot("training", training);
    const start = performance.now();
    await lab.stop();
    await lab.untilIdle();
    const seconds = (performance.now() - start) / 1000;
    console.log(`Stop took ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(2);
    const [chart, run] = (await lab.cell(training)).outputs;
    stoppedAfter = Number(/stopped after epoch (\d+), /.exec(chart!.text)?.[1]);
    expect(stoppedAfter).toBeGreaterThanOrEqual(2);
    expect(stoppedAfter).toBeLessThan(12);
    expect(run!.text).toBe(
      `Run "autoencoder": stopped after epoch ${stoppedAfter}.`,
    );
    await lab.screenshot("stopped", training);
  });

  await step("cells below work on what there is", async () => {
    await lab.run('figure("learning-curves"');
    await lab.untilIdle();
    const { outputs } = await lab.cell('figure("learning-curves"');
    expect(outputs[0]!.types).toContain("application/vnd.vegalite.v5+json");
  });

  await step("Stop while nothing runs leaves the kernel alive", async () => {
    await lab.stop();
    await lab.run('figure("learning-curves"');
    await lab.untilIdle();
    const { outputs } = await lab.cell('figure("learning-curves"');
    expect(outputs.length).toBe(1);
  });

  await step("running the cell again goes on to the end", async () => {
    await lab.run(training);
    await lab.until("it goes on where it was", async () => {
      const { outputs } = await lab.cell(training);
      return outputs[0]?.text.includes(`epoch ${stoppedAfter + 1} of 12`) ??
        false;
    });
    await lab.until("most epochs are done", async () => {
      const { outputs } = await lab.cell(training);
      return /epoch 1[012] of 12|12 epochs/.test(outputs[0]?.text ?? "");
    });
    await lab.screenshot("going-on", training);
    await lab.untilIdle();
    const { outputs } = await lab.cell(training);
    expect(outputs[0]!.text).toMatch(/^Autoencoder: 12 epochs, loss 0\.\d+/);
    expect(outputs[1]!.text).toMatch(/^Run "autoencoder": 12 epochs in/);
    await lab.screenshot("finished", training);
  });

  await step("the notebook's file stays small", async () => {
    await lab.choose("File", "Save Notebook");
    const path = join(folder, "1_autoencoder.ipynb");
    await lab.until("the file is written", async () => {
      return (await Deno.stat(path)).size > 100_000;
    });
    const { size } = await Deno.stat(path);
    console.log(`${(size / 1e6).toFixed(2)} MB`);
    expect(size).toBeLessThan(2e6);
  });

  await step("Run All stops at a cell that fails", async () => {
    await lab.edit(settings, (source) => `${source}\nnothing.there();`);
    await lab.choose("Run", "Run All Cells");
    await delay(500);
    await lab.untilIdle();
    const failed = await lab.cell(settings);
    expect(failed.outputs[0]?.text).toBe(
      "ReferenceError: nothing is not defined",
    );
    const { outputs } = await lab.cell(training);
    expect(outputs[0]!.text).toMatch(/^Not run, because cell \[\d+\] failed/);
    await lab.screenshot("failed", "describeEngine()");
    await lab.edit(settings, (source) => source.replace(/\n.*$/, ""));
    await lab.run(settings);
    await lab.untilIdle();
    expect((await lab.cell(settings)).outputs).toStrictEqual([]);
  });

  await step("a restarted kernel is a fresh one", async () => {
    await lab.choose("Kernel", "Restart Kernel…");
    await lab.page.getByRole("button", { name: "Confirm Kernel Restart" })
      .click();
    await delay(500);
    await lab.untilIdle();
    await lab.run(settings);
    await lab.untilIdle();
    const { executionCount, outputs } = await lab.cell(settings);
    expect(executionCount).toBe(1);
    expect(outputs[0]!.text).toMatch(/^ReferenceError: /);
  });

  if (!goesOn || !Deno.args.includes("--docs")) return;
  for (const name of ["going-on", "stopped", "failed"]) {
    await Deno.copyFile(
      join(projectFolder, "build", "lab", `${name}.png`),
      join(projectFolder, "docs", `jupyterlab-${name}.png`),
    );
  }
});

async function copyWithoutOutputs(name: string): Promise<void> {
  const notebook = await readNotebook(join(projectFolder, "notebooks", name));
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") continue;
    cell.outputs = [];
    cell.execution_count = null;
  }
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, name), JSON.stringify(notebook));
}

async function remove(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
