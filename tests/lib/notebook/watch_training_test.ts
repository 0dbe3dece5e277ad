import assert from "node:assert/strict";
import { watch } from "../../../lib/notebook/watch_training.ts";
import { removeRuns } from "../../../lib/experiments/run_record.ts";
import { Kernel } from "../../../tools/kernel/kernel.ts";
import type { KernelOutput } from "../../../tools/kernel/messages.ts";

Deno.env.set("PRESET", "quick");

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
    assert.equal(error, undefined);
    return outputs;
  }

  /** Trains without end, until two epochs are done and Stop is pressed. */
  async function stopTraining(options = "{}"): Promise<KernelOutput[]> {
    let isStopped = false;
    return await run(
      `const run = await trainedRun(
        tinyPlan("${name}", 3000),
        watch("Endless", ${options}),
      );
      run`,
      (text) => {
        if (isStopped || !/loss/.test(text)) return;
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
    const { watch } = await import("../lib/notebook/mod.ts");
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
    assert.match(textOf(first!), /^Tiny: epoch 1 of 200, step 1 of 2$/);
    assert.equal(first!.type, "display_data");
    for (const update of updates) {
      assert.equal(update.type, "update_display_data");
      assert.equal(idOf(update), idOf(first!));
    }
    const last = updates.at(-1)!;
    assert.match(
      textOf(last),
      /^Tiny: 200 of 200 epochs, loss 0\.\d{4}, validation loss 0\.\d{4}$/,
    );
    const chart = dataOf(last)["application/vnd.vegalite.v5+json"] as {
      data: { values: unknown[] };
    };
    assert.equal(chart.data.values.length, 2 * 200);
    const seconds = Number(textOf(printed));
    assert.ok(updates.length <= seconds / 0.5 + 2, "600 steps and epochs");
  });

  let stoppedAfter = 0;
  await t.step("Stop ends a training, and the cell says where", async () => {
    const outputs = await stopTraining();
    const [display, value] = outputs.slice(-2).map(textOf);
    stoppedAfter = Number(/stopped after epoch (\d+)/.exec(display!)?.[1]);
    assert.ok(stoppedAfter > 0);
    assert.equal(
      value,
      `Run "${name}": stopped after epoch ${stoppedAfter}; run the cell again to continue.`,
    );
    await run("const before = run.record.history;");
  });

  await t.step("asking again goes on with the training", async () => {
    await stopTraining();
    const [more] = await run(`console.log(JSON.stringify([
      run.record.history.length,
      run.record.history.slice(0, before.length),
      before,
    ]))`);
    const [length, begin, before] = JSON.parse(textOf(more!));
    assert.ok(length > stoppedAfter);
    assert.deepEqual(begin, before);
  });

  await t.step("asking to restart begins anew", async () => {
    const outputs = await stopTraining("{ restart: true }");
    assert.match(textOf(outputs[0]!), /^Endless: epoch 1 of/);
  });

  await t.step("Stop while nothing trains does nothing", async () => {
    kernel.interrupt();
    const [output] = await run("run.record.history.length > 0");
    assert.equal(textOf(output!), "true");
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
    assert.equal(new Set(counts).size, 1, String(counts));
    const [count] = await run("console.log(listeners)");
    assert.equal(textOf(count!), "0\n"); // The kernel is the one that listens.
  });

  await t.step("a training that is forgotten leaves nothing", async () => {
    const [count] = await run(`
      forgetRun("${name}");
      console.log(tf.memory().numTensors)`);
    assert.equal(textOf(count!), "0\n");
  });
});

Deno.test("outside a notebook, Ctrl-C stays what it is", () => {
  assert.deepEqual(watch("Tiny", { restart: true }), { restart: true });
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
