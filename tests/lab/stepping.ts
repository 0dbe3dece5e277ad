/**
 * `deno task test:lab`: the three notebooks in the quick preset as a user steps
 * through them, in the real JupyterLab. Pictures of it are left in `build/lab`,
 * to be looked at; with `-- --docs` those of the README are replaced.
 */
import { expect } from "@std/expect";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ifThere, projectFolder } from "../../lib/base/workspace.ts";
import { notebookWidth } from "../../lib/figures/style.ts";
import { readNotebook } from "../../tools/notebook/notebook.ts";
import { Lab } from "./jupyterlab.ts";
import type { LabNotebook } from "./lab_notebook.ts";

const folder = join(projectFolder, "build", "lab", "notebooks");
const first = "1_autoencoder.ipynb";
const second = "2_classification.ipynb";
const third = "3_arithmetic.ipynb";
const vega = "application/vnd.vegalite.v5+json";

const settings = "const settings = {";
const training = 'name: "autoencoder",';
const curves = 'figure("learning-curves"';
const jointTraining = "watch(`Jointly";
/** Question 2's epochs in the quick preset. */
const jointEpochs = 4;

Deno.test("stepping through the notebooks in JupyterLab", async (t) => {
  // No run of an earlier test: the trainings are to be seen.
  const runs = join(projectFolder, "build", "quick", "data", "runs");
  await ifThere(Deno.remove(runs, { recursive: true }));
  for (const name of [first, second, third]) await copyWithoutOutputs(name);
  // Each step needs the one before.
  let goesOn = true;
  const step = async (name: string, fn: () => Promise<void>) => {
    goesOn = await t.step({ name, fn, ignore: !goesOn });
  };
  await using lab = await Lab.open(folder);
  const one = await lab.notebook(first);

  await step("two notebooks run at once and share a training", async () => {
    await one.screenshot("first-screen-1-before");
    await one.choose("Run", "Run All Cells");
    await untilOutput(one, training, /epoch 1 of \d+, step \d/);
    const three = await lab.notebook(third);
    await three.choose("Run", "Run All Cells");
    await untilOutput(three, training, /another notebook trains this/);
    await three.screenshot("waiting", training);
    await one.untilIdle();
    await three.untilIdle();
    await expectRun(one);
    await expectRun(three);
  });

  await step("notebook 2 runs", async () => {
    const two = await lab.notebook(second);
    await two.choose("Run", "Run All Cells");
    await untilOutput(
      two,
      jointTraining,
      new RegExp(`${jointEpochs} of ${jointEpochs} epochs`),
    );
    await two.untilIdle();
    await expectRun(two);
  });

  for (const theme of ["Light", "Dark"] as const) {
    await step(`pictures of the ${theme.toLowerCase()} theme`, async () => {
      await lab.theme(theme);
      for (const name of [first, second, third]) {
        const notebook = await lab.notebook(name);
        await expectDrawn(notebook);
        await takePictures(notebook, `${theme.toLowerCase()}-${name[0]}`);
      }
    });
  }
  await lab.theme("Light");

  await step("the notebooks' files stay small", async () => {
    for (const name of [first, second, third]) {
      const notebook = await lab.notebook(name);
      await notebook.choose("File", "Save Notebook");
      const path = join(folder, name);
      await notebook.until("the file is written", async () => {
        return (await Deno.stat(path)).size > 200_000;
      });
      // Notebook 1 keeps the charts of sixteen trainings.
      expect((await Deno.stat(path)).size).toBeLessThan(3e6);
    }
  });

  await step("a λ is trained once and joins the charts", async () => {
    const two = await lab.notebook(second);
    await two.edit(
      settings,
      (source) => source.replace("lambda: 0.5", "lambda: 0.3"),
    );
    const seconds: number[] = [];
    for (let run = 0; run < 2; run++) {
      const start = performance.now();
      await two.choose("Run", "Run All Cells");
      await delay(500);
      await two.untilIdle();
      seconds.push((performance.now() - start) / 1000);
      await expectRun(two);
      expect((await two.cell(jointTraining)).outputs.at(-1)!.text)
        .toMatch(
          new RegExp(
            `^Run "joint-lambda-0.3-seed-1": ${jointEpochs} epochs in`,
          ),
        );
    }
    console.log(
      `λ = 0.3: ${seconds.map((s) => s.toFixed(1)).join(", then ")} s`,
    );
    const saved = await Array.fromAsync(Deno.readDir(runs));
    // With the second task from the start, and with it later.
    expect(saved.filter(({ name }) => name.includes("lambda-0.3-")).length)
      .toBe(2);
    expect(
      (await two.cell("showRuns(records)")).outputs
        .filter(({ text }) => text.includes("joint-lambda-0.3")).length,
    ).toBe(1);
    await two.screenshot("lambda-joins", 'figure("lambda-effect"');
  });

  let stoppedAfter = 0;
  await step("Stop ends a training, which says what is kept", async () => {
    await one.show();
    await one.edit(settings, (source) =>
      source.replace(
        "training: experiments.assignedTraining",
        "training: { ...experiments.assignedTraining, epochs: 12 }",
      ));
    await one.run(settings);
    await one.run(training);
    await untilOutput(one, training, /epoch 3 of 12, step \d/);
    await one.screenshot("training", training);
    expect(await one.stop()).toBeLessThan(stopTime);
    const [chart, run] = (await one.cell(training)).outputs;
    stoppedAfter = Number(/stopped after epoch (\d+), /.exec(chart!.text)?.[1]);
    expect(stoppedAfter).toBeGreaterThanOrEqual(2);
    expect(stoppedAfter).toBeLessThan(12);
    expect(run!.text).toBe(
      `Run "autoencoder": stopped after epoch ${stoppedAfter}; run the cell again to continue.`,
    );
    await one.screenshot("stopped", training);
  });

  await step("cells below work on what there is", async () => {
    await one.run(curves);
    await one.untilIdle();
    expect((await one.cell(curves)).outputs[0]!.types).toContain(vega);
  });

  await step("Stop while nothing runs leaves the kernel alive", async () => {
    await one.stop();
    await one.run(curves);
    await one.untilIdle();
    expect((await one.cell(curves)).outputs.length).toBe(2); // And a caption.
  });

  await step("running the cell again goes on to the end", async () => {
    await one.run(training);
    await untilOutput(
      one,
      training,
      new RegExp(`epoch ${stoppedAfter + 1} of 12`),
    );
    await untilOutput(one, training, /epoch 1[012] of 12|12 of 12 epochs/);
    await one.screenshot("going-on", training);
    await one.untilIdle();
    const { outputs } = await one.cell(training);
    expect(outputs[0]!.text).toMatch(/^Autoencoder: 12 of 12 epochs, loss 0\./);
    expect(outputs[1]!.text).toMatch(/^Run "autoencoder": 12 epochs in/);
    await one.screenshot("finished", training);
  });

  for (
    const [kind, line] of Object.entries({
      "an await that never ends": "await new Promise(() => {});",
      "a loop without a pause": "while (true);",
      "a loop of awaits": "while (true) await 0;",
    })
  ) {
    await step(`Stop ends ${kind}, and the cells that wait`, async () => {
      await one.edit(settings, (source) => `${source}\n${line}`);
      await one.choose("Run", "Run All Cells");
      await delay(1500); // Until it is at the line.
      expect(await one.stop()).toBeLessThan(stopTime);
      expect((await one.cell(settings)).outputs.at(-1)!.text)
        .toMatch(/^Interrupted: /);
      expect((await one.cell(training)).outputs[0]!.text)
        .toBe("Not run, because Stop was pressed.\n");
      await one.edit(settings, (source) => source.replace(/\n.*$/, ""));
    });
  }

  await step("Stop ends a sweep, and the cells that wait", async () => {
    const two = await lab.notebook(second);
    await two.edit(
      settings,
      (source) =>
        source.replace(
          `{ epochs: ${jointEpochs},`,
          `{ epochs: ${jointEpochs + 1},`,
        ),
    );
    await two.choose("Run", "Run All Cells");
    await untilOutput(
      two,
      "trainSweep",
      new RegExp(`, 1 of ${jointEpochs + 1}, `),
    );
    expect(await two.stop()).toBeLessThan(stopTime);
    expect((await two.cell('figure("lambda-effect"')).outputs[0]!.text)
      .toBe("Not run, because Stop was pressed.\n");
    await two.screenshot("stopped-sweep", "trainSweep");
  });

  await step("Run All stops at a cell that fails", async () => {
    await one.show();
    await one.edit(settings, (source) => `${source}\nnothing.there();`);
    await one.choose("Run", "Run All Cells");
    await delay(500);
    await one.untilIdle();
    expect((await one.cell(settings)).outputs[0]?.text).toBe(
      "ReferenceError: nothing is not defined",
    );
    expect((await one.cell(training)).outputs[0]!.text)
      .toMatch(/^Not run, because cell \[\d+\] failed/);
    await one.screenshot("failed", "dataset.catalogue.head");
    await one.edit(settings, (source) => source.replace(/\n.*$/, ""));
    await one.run(settings);
    await one.untilIdle();
    expect((await one.cell(settings)).outputs).toStrictEqual([]);
  });

  await step("a restarted kernel is a fresh one", async () => {
    await one.choose("Kernel", "Restart Kernel…");
    await lab.page.getByRole("button", { name: "Confirm Kernel Restart" })
      .click();
    await delay(500);
    await one.untilIdle();
    await one.run(settings);
    await one.untilIdle();
    const { executionCount, outputs } = await one.cell(settings);
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

/**
 * In seconds, on a machine that does other things as well; docs/kernel.txt has
 * the time of one that does not.
 */
const stopTime = 10;

async function untilOutput(
  notebook: LabNotebook,
  code: string,
  pattern: RegExp,
): Promise<void> {
  await notebook.until(`the cell with ${code} shows ${pattern}`, async () => {
    const { outputs } = await notebook.cell(code);
    return outputs.some(({ text }) => pattern.test(text));
  });
}

/** Every cell was run, in order, and none failed. */
async function expectRun(notebook: LabNotebook): Promise<void> {
  const cells = await notebook.cells();
  const counts = cells.map(({ executionCount }) => executionCount!);
  expect(counts).toStrictEqual(cells.map((_, index) => counts[0]! + index));
  const texts = cells.flatMap(({ outputs }) => outputs.map(({ text }) => text));
  expect(texts.filter((text) => /^\w*Error: |^Not run/.test(text)))
    .toStrictEqual([]);
}

/** Charts are drawn and pictures are shown, none wider than nbconvert's page. */
async function expectDrawn(notebook: LabNotebook): Promise<void> {
  for (const { source, outputs } of await notebook.cells()) {
    const name = /figure\("([^"]*)"/.exec(source)?.[1];
    if (!name) continue;
    const isChart = outputs[0]!.types.includes(vega);
    const cell = await notebook.element(source.split("\n")[0]!);
    const drawn = cell.locator(
      isChart ? ".vega-embed .marks" : ".jp-RenderedImage img",
    );
    await drawn.first().waitFor({ timeout: 60_000 });
    const { width = 0, height = 0 } = await drawn.first().boundingBox() ?? {};
    expect({
      name,
      drawn: width > 100 && height > 30,
      fits: width <= notebookWidth,
    })
      .toStrictEqual({ name, drawn: true, fits: true });
  }
}

/** The first screen, and each figure and table with what stands around it. */
async function takePictures(
  notebook: LabNotebook,
  prefix: string,
): Promise<void> {
  const cells = await notebook.cells();
  await notebook.screenshot(`${prefix}-first-screen`, "# Question", "start");
  for (const { source } of cells) {
    const name = /(?:figure|table)\("([^"]*)"/.exec(source)?.[1];
    if (name) {
      await notebook.screenshot(`${prefix}-${name}`, source.split("\n")[0]!);
    }
  }
}

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
