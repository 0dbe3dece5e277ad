import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { FrontEnd, isRunning, texts } from "./front_end.ts";

Deno.test("a kernel for front ends", async (t) => {
  await using kernel = await FrontEnd.start();

  await t.step("all outputs are out when a cell is idle", async () => {
    const code = `for (let i = 0; i < 40; i++) {
      await Deno.jupyter.display({ "text/plain": String(i) }, { raw: true });
    }
    console.log("printed");
    "value"`;
    const numbers = Array.from({ length: 40 }, (_, i) => String(i));
    for (let repeat = 0; repeat < 3; repeat++) {
      assert.deepEqual(texts(await kernel.run(code)), [
        ...numbers,
        "printed\n",
        '"value"',
      ]);
    }
    const many = await kernel.run(
      "for (let i = 0; i < 2000; i++) console.log(i)",
    );
    const all = Array.from({ length: 2000 }, (_, i) => `${i}\n`);
    assert.equal(texts(many).join(""), all.join(""));
  });

  await t.step("the count of a cell is that of its value", async () => {
    const { content, outputs } = await kernel.run("6 * 7");
    const [input, value] = outputs;
    assert.equal(value!.type, "execute_result");
    assert.equal(input!.content["code"], "6 * 7");
    for (const counted of [input!.content, value!.content]) {
      assert.equal(counted["execution_count"], content["execution_count"]);
    }
  });

  await t.step("displays keep their ids", async () => {
    const { outputs } = await kernel.run(`
      const show = (text, update) =>
        Deno.jupyter.display({ "text/plain": text }, { raw: true, display_id: "d", update });
      await show("one", false);
      await show("two", true);`);
    assert.deepEqual(
      outputs.slice(1).map(({ type, content }) => [type, content["transient"]]),
      [
        ["display_data", { display_id: "d" }],
        ["update_display_data", { display_id: "d" }],
      ],
    );
  });

  await t.step("Stop ends what listens to it and no kernel", async () => {
    await kernel.run(`const kept = 41;
      const stopped = Promise.withResolvers();
      Deno.addSignalListener("SIGINT", () => stopped.resolve("stopped"));`);
    const answer = kernel.run("console.log('waiting'); await stopped.promise");
    await kernel.background("waiting");
    const { content } = await kernel.control("interrupt_request");
    assert.equal(content["status"], "ok");
    assert.equal(texts(await answer).at(-1), '"stopped"');
    await kernel.control("interrupt_request"); // Nothing runs.
    kernel.process.kill("SIGINT"); // As front ends of old do.
    assert.deepEqual(texts(await kernel.run("kept + 1")), ["42"]);
  });

  await t.step("what waits behind a cell that fails is not run", async () => {
    const [failed, ...others] = await Promise.all([
      kernel.run("let done = []; throw new RangeError('no')"),
      kernel.run("done.push(1)"),
      kernel.run("done.push(2)"),
    ]);
    assert.equal(failed!.status, "error");
    assert.deepEqual(texts(failed!), ["RangeError"]);
    const count = failed!.content["execution_count"];
    for (const { status, outputs } of others) {
      assert.equal(status, "aborted");
      assert.equal(
        outputs[0]!.content["text"],
        `Not run, because cell [${count}] failed before it.\n`,
      );
    }
    assert.deepEqual(texts(await kernel.run("done.length")), ["0"]);
  });

  await t.step("unless the front end wants to go on", async () => {
    const [, second] = await Promise.all([
      kernel.run("throw 1", { stop_on_error: false }),
      kernel.run("'run'"),
    ]);
    assert.deepEqual(texts(second), ['"run"']);
  });

  await t.step("errors that no cell awaits fail the cell", async () => {
    const rejected = await kernel.run("Promise.reject(new TypeError('x')); 1");
    assert.equal(rejected.status, "error");
    assert.deepEqual(texts(rejected), ["1", "TypeError"]);
    const inTimer = await kernel.run(
      `setTimeout(() => { throw new EvalError("x"); }, 5);
      await new Promise((resolve) => setTimeout(resolve, 50));`,
    );
    assert.equal(inTimer.status, "error");
    assert.deepEqual(texts(inTimer), ["EvalError"]);
  });

  await t.step("errors between cells show in the last one", async () => {
    await kernel.run(
      `setTimeout(() => { throw new EvalError("later"); }, 100);`,
    );
    const { type, content, parent } = await kernel.background("later");
    assert.equal(type, "stream");
    assert.equal(content["name"], "stderr");
    assert.match(String(content["text"]), /EvalError.*: later\n$/);
    assert.ok(parent.msg_id);
  });

  await t.step("completions are the Deno kernel's", async () => {
    const { content } = await kernel.request("complete_request", {
      code: "kep",
      cursor_pos: 3,
    });
    assert.deepEqual(content["matches"], ["kept"]);
  });

  await t.step(
    "the end of the Deno kernel is told, and is an end",
    async () => {
      const { status, outputs } = await kernel.run("Deno.exit(3)");
      assert.equal(status, "error");
      assert.match(
        String(outputs[1]!.content["text"]),
        /^The Deno kernel ended unexpectedly \(code 3\)/,
      );
      assert.equal((await kernel.process.status).code, 1);
    },
  );
});

Deno.test("shutting down ends both processes, also amid a cell", async () => {
  await using kernel = await FrontEnd.start();
  const [pid] = texts(await kernel.run("console.log(Deno.pid)"));
  kernel.run("await new Promise(() => {})");
  const { content } = await kernel.control("shutdown_request", {
    restart: true,
  });
  assert.deepEqual(content, { status: "ok", restart: true });
  assert.equal((await kernel.process.status).code, 0);
  while (isRunning(Number(pid))) await delay(20);
});
