import { expect } from "@std/expect";
import { watchTogether } from "../../../lib/notebook/watch_together.ts";
import { watch } from "../../../lib/notebook/watch_training.ts";
import { removeRuns } from "../../../lib/experiments/run_record.ts";
import { Kernel, type StopOutcome } from "../../../tools/kernel/kernel.ts";
import type { KernelOutput } from "../../../tools/kernel/messages.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";

useQuickPreset();

Deno.test("training is watched and stopped in a kernel", async (t) => {
  const name = `test-${crypto.randomUUID()}`;
  await using kernel = await Kernel.start({ folder: "tests" });
  await using _ = {
    [Symbol.asyncDispose]: () => removeRuns(name),
  };

  /** @returns all outputs; `onOutput` gets each as it comes. */
  async function run(
    code: string,
    onOutput: (text: string) => void = () => {},
  ): Promise<KernelOutput[]> {
    const outputs: KernelOutput[] = [];
    const error = await kernel.execute(code, (output) => {
      outputs.push(output);
      onOutput(textOf(output));
    });
    expect(error).toBe(undefined);
    return outputs;
  }

  /** Trains without end, until Stop is pressed when more epochs are done. */
  async function stopTraining(
    options = "{}",
    after = 0,
  ): Promise<KernelOutput[]> {
    let isStopped = false;
    return await run(
      `const run = await trainedRun(
        tinyPlan("${name}", 3000),
        watch("Endless", ${options}),
      );
      run`,
      (text) => {
        // The epoch that runs is not done.
        const done = Number(/epoch (\d+)/.exec(text)?.[1]) - 1;
        if (isStopped || !(done > after)) return;
        isStopped = true;
        kernel.interrupt();
      },
    );
  }

  await run(`
    const add = Deno.addSignalListener;
    let listeners = 0;
    Deno.addSignalListener = (...args) => {
      listeners++;
      add(...args);
    };
    const { tf } = await import("../lib/engine/engine.ts");
    const { trainedRun, forgetRun } = await import("../lib/experiments/run.ts");
    const { watch, watchTogether } = await import("../lib/notebook/mod.ts");
    const { tinyPlan } = await import("./support/tiny_run.ts");`);

  await t.step("one display is updated in place, twice a second", async () => {
    const outputs = await run(`
      const { record } = await trainedRun(
        tinyPlan("${name}", 200),
        watch("Tiny"),
      );
      console.log(record.seconds);`);
    const printed = outputs.pop()!;
    const [first, ...updates] = outputs;
    expect(textOf(first!)).toMatch(/^Tiny: epoch 1 of 200, step 1 of 2$/);
    expect(first!.type).toBe("display_data");
    for (const update of updates) {
      expect(update.type).toBe("update_display_data");
      expect(idOf(update)).toBe(idOf(first!));
    }
    const last = updates.at(-1)!;
    expect(textOf(last)).toMatch(
      /^Tiny: 200 of 200 epochs, loss 0\.\d{4}, validation loss 0\.\d{4}$/,
    );
    const chart = dataOf(last)["application/vnd.vegalite.v5+json"] as {
      data: { values: unknown[] };
    };
    expect(chart.data.values.length).toBe(2 * 200);
    const seconds = Number(textOf(printed));
    expect(updates.length).toBeLessThanOrEqual(seconds / 0.5 + 2);
  });

  let stoppedAfter = 0;
  await t.step("Stop ends a training, and the cell says where", async () => {
    const outputs = await stopTraining();
    const [display, value] = outputs.slice(-2).map(textOf);
    stoppedAfter = Number(/stopped after epoch (\d+)/.exec(display!)?.[1]);
    expect(stoppedAfter).toBeGreaterThan(0);
    expect(value).toBe(
      `Run "${name}": stopped after epoch ${stoppedAfter}; run the cell again to continue.`,
    );
    await run("const before = run.record.history;");
  });

  await t.step("asking again goes on with the training", async () => {
    await stopTraining("{}", stoppedAfter);
    const [more] = await run(`console.log(
      run.record.history.length,
      JSON.stringify(run.record.history.slice(0, before.length)) ===
        JSON.stringify(before),
    )`);
    const [length, isSame] = textOf(more!).trim().split(" ");
    expect(Number(length)).toBeGreaterThan(stoppedAfter);
    expect(isSame).toBe("true");
  });

  await t.step("asking to restart begins anew", async () => {
    const outputs = await stopTraining("{ restart: true }");
    expect(textOf(outputs[0]!)).toMatch(/^Endless: epoch 1 of/);
  });

  await t.step("Stop while nothing trains does nothing", async () => {
    kernel.interrupt();
    const [output] = await run("run.record.history.length > 0");
    expect(textOf(output!)).toBe("true");
  });

  await t.step("reruns leave no tensor and no listener behind", async () => {
    const cells = [
      `const tiny = await trainedRun(
        tinyPlan("${name}", 3),
        watch("Three"),
      );`,
      `const other = await trainedRun(
        tinyPlan("${name}", 4),
        watch("Four"),
      );`,
    ];
    const counts: number[] = [];
    for (let rerun = 0; rerun < 10; rerun++) {
      for (const cell of cells) await run(cell);
      const [count] = await run("console.log(tf.memory().numTensors)");
      counts.push(Number(textOf(count!)));
    }
    expect(new Set(counts).size).toBe(1);
    const [count] = await run("console.log(listeners)");
    expect(textOf(count!)).toBe("0\n"); // The kernel is the one that listens.
  });

  await t.step("Stop after a known run ends the cell at once", async () => {
    let stop: Promise<StopOutcome> | undefined;
    const error = await kernel.execute(
      `await trainedRun(tinyPlan("${name}", 3), watch("Known"));
       console.log("known");
       await new Promise(() => {});`,
      (output) => {
        if (textOf(output) === "known\n") stop = kernel.interrupt();
      },
    );
    expect(error!.name).toBe("Interrupted");
    expect(await stop).toBe("ending"); // And not "listening": nobody does.
  });

  await t.step(
    "several trainings share one table, and Stop ends all",
    async () => {
      const names = [`${name}-a`, `${name}-b`];
      const table = (output: KernelOutput) =>
        String(dataOf(output)["text/markdown"]);
      let isStopped = false;
      const outputs = await run(
        `const { watch: watchOne, processes } = watchTogether();
       const both = await Promise.all(${
          JSON.stringify(names)
        }.map((name, index) =>
         trainedRun(tinyPlan(name, index === 0 ? 30 : 3000), watchOne(name))
       ));
       both.map(({ stopped }) => stopped)`,
        (text) => {
          // What is done is not named any more: the first is.
          const isSecondAlone = /^[^;]*-b, \d\d+ of 3000[^;]*$/.test(text);
          if (isStopped || !isSecondAlone) return;
          isStopped = true;
          kernel.interrupt();
        },
      );
      const value = textOf(outputs.pop()!);
      expect(value).toBe("[ false, true ]");
      expect(new Set(outputs.map(idOf)).size).toBe(1);
      expect(table(outputs.at(-1)!)).toMatch(
        new RegExp([
          "\\| training \\| epoch \\| loss \\| validation loss \\|  \\|",
          "\\| --- .*",
          `\\| ${
            names[0]
          } \\| 30 of 30 \\| 0\\.\\d{4} \\| 0\\.\\d{4} \\| done \\|`,
          `\\| ${names[1]} \\| \\d+ of 3000 .* stopped after epoch \\d+ \\|`,
        ].join("\n")),
      );
      await run(`for (const { record } of both) forgetRun(record.name);`);
      const [count] = await run("console.log(processes)");
      expect(Number(textOf(count!))).toBeGreaterThan(0);
    },
  );

  await t.step("a training that is forgotten leaves nothing", async () => {
    const [count] = await run(`
      forgetRun("${name}");
      console.log(tf.memory().numTensors)`);
    expect(textOf(count!)).toBe("0\n");
  });
});

Deno.test("outside a notebook, Ctrl-C stays what it is", () => {
  expect(watch("Tiny", { restart: true })).toStrictEqual({ restart: true });
  expect(watchTogether().watch).toBe(undefined);
});

function textOf(output: KernelOutput): string {
  return output.type === "stream"
    ? output.text
    : String(output.data["text/plain"]);
}

function dataOf(output: KernelOutput): Record<string, unknown> {
  return output.type === "stream" ? {} : output.data;
}

function idOf(output: KernelOutput): string | undefined {
  return output.type === "stream" ? undefined : output.displayId;
}
