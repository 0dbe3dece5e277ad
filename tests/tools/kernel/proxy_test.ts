import { expect } from "@std/expect";
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
      expect(texts(await kernel.run(code))).toStrictEqual([
        ...numbers,
        "printed\n",
        '"value"',
      ]);
    }
    const many = await kernel.run(
      "for (let i = 0; i < 2000; i++) console.log(i)",
    );
    const all = Array.from({ length: 2000 }, (_, i) => `${i}\n`);
    expect(texts(many).join("")).toBe(all.join(""));
  });

  await t.step("the count of a cell is that of its value", async () => {
    const { content, outputs } = await kernel.run("6 * 7");
    const [input, value] = outputs;
    expect(value!.type).toBe("execute_result");
    expect(input!.content["code"]).toBe("6 * 7");
    for (const counted of [input!.content, value!.content]) {
      expect(counted["execution_count"]).toBe(content["execution_count"]);
    }
  });

  await t.step("displays keep their ids", async () => {
    const { outputs } = await kernel.run(`
      const show = (text, update) =>
        Deno.jupyter.display({ "text/plain": text }, { raw: true, display_id: "d", update });
      await show("one", false);
      await show("two", true);`);
    expect(
      outputs.slice(1).map(({ type, content }) => [type, content["transient"]]),
    ).toStrictEqual([
      ["display_data", { display_id: "d" }],
      ["update_display_data", { display_id: "d" }],
    ]);
  });

  await t.step("Stop ends what listens to it and no kernel", async () => {
    await kernel.run(`const kept = 41;
      const stopped = Promise.withResolvers();
      Deno.addSignalListener("SIGINT", () => stopped.resolve("stopped"));`);
    const answer = kernel.run("console.log('waiting'); await stopped.promise");
    await kernel.background("waiting");
    const { content } = await kernel.control("interrupt_request");
    expect(content["status"]).toBe("ok");
    expect(texts(await answer).at(-1)).toBe('"stopped"');
    await kernel.control("interrupt_request"); // Nothing runs.
    kernel.process.kill("SIGINT"); // As front ends of old do.
    expect(texts(await kernel.run("kept + 1"))).toStrictEqual(["42"]);
  });

  await t.step("what waits behind a cell that fails is not run", async () => {
    const [failed, ...others] = await Promise.all([
      kernel.run("let done = []; throw new RangeError('no')"),
      kernel.run("done.push(1)"),
      kernel.run("done.push(2)"),
    ]);
    expect(failed!.status).toBe("error");
    expect(texts(failed!)).toStrictEqual(["RangeError"]);
    const count = failed!.content["execution_count"];
    for (const { status, outputs } of others) {
      expect(status).toBe("aborted");
      expect(outputs[0]!.content["text"]).toBe(
        `Not run, because cell [${count}] failed before it.\n`,
      );
    }
    expect(texts(await kernel.run("done.length"))).toStrictEqual(["0"]);
  });

  await t.step("unless the front end wants to go on", async () => {
    const [, second] = await Promise.all([
      kernel.run("throw 1", { stop_on_error: false }),
      kernel.run("'run'"),
    ]);
    expect(texts(second)).toStrictEqual(['"run"']);
  });

  await t.step("errors that no cell awaits fail the cell", async () => {
    const rejected = await kernel.run("Promise.reject(new TypeError('x')); 1");
    expect(rejected.status).toBe("error");
    expect(texts(rejected)).toStrictEqual(["1", "TypeError"]);
    const inTimer = await kernel.run(
      `setTimeout(() => { throw new EvalError("x"); }, 5);
      await new Promise((resolve) => setTimeout(resolve, 50));`,
    );
    expect(inTimer.status).toBe("error");
    expect(texts(inTimer)).toStrictEqual(["EvalError"]);
  });

  await t.step("errors between cells show in the last one", async () => {
    await kernel.run(
      `setTimeout(() => { throw new EvalError("later"); }, 100);`,
    );
    const { type, content, parent } = await kernel.background("later");
    expect(type).toBe("stream");
    expect(content["name"]).toBe("stderr");
    expect(String(content["text"])).toMatch(/EvalError.*: later\n$/);
    expect(parent.msg_id).toMatch(/./);
  });

  await t.step("completions are the Deno kernel's", async () => {
    const { content } = await kernel.request("complete_request", {
      code: "kep",
      cursor_pos: 3,
    });
    expect(content["matches"]).toStrictEqual(["kept"]);
  });

  await t.step(
    "the end of the Deno kernel is told, and is an end",
    async () => {
      const { status, outputs } = await kernel.run("Deno.exit(3)");
      expect(status).toBe("error");
      expect(String(outputs[1]!.content["text"])).toMatch(
        /^The Deno kernel ended unexpectedly \(code 3\)/,
      );
      expect((await kernel.process.status).code).toBe(1);
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
  expect(content).toStrictEqual({ status: "ok", restart: true });
  expect((await kernel.process.status).code).toBe(0);
  while (isRunning(Number(pid))) await delay(20);
});
