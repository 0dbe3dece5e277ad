import { expect } from "@std/expect";
import { FrontEnd, texts } from "./front_end.ts";

const stop = (kernel: FrontEnd) => kernel.control("interrupt_request");

Deno.test("Stop", async (t) => {
  await using kernel = await FrontEnd.start();
  await kernel.run("const kept = 41;");

  /** Runs a cell that prints "running", and presses Stop then. */
  async function stopped(code: string) {
    const text = `running ${crypto.randomUUID()}`;
    const answer = kernel.run(`console.log("${text}"); ${code}`);
    await kernel.background(text);
    const start = performance.now();
    await stop(kernel);
    const { status, content, outputs } = await answer;
    const seconds = (performance.now() - start) / 1000;
    const printed = outputs.flatMap(({ content }) => content["text"] ?? []);
    return { status, content, seconds, printed: printed.slice(1).join("") };
  }

  const endless = [
    ["an await that never settles", "await new Promise(() => {});"],
    [
      "an asynchronous loop",
      "while (true) await new Promise((resolve) => setTimeout(resolve, 10));",
    ],
    [
      "a loop over asynchronous items",
      `for await (const _ of (async function* () {
        while (true) {
          await new Promise((resolve) => setTimeout(resolve, 10));
          yield 1;
        }
      })());`,
    ],
    ["a loop that never gives others a turn", "while (true) await 0;"],
    [
      "an await amid an expression",
      "const a = 1 + (await new Promise(() => {}));",
    ],
    ["a synchronous loop", "while (true);"],
    [
      "a loop that catches what it can",
      `while (true) {
        try {
          await new Promise((resolve) => setTimeout(resolve, 10));
        } finally { kept; }
      }`,
    ],
  ] as const;
  for (const [what, code] of endless) {
    await t.step(`ends ${what}, and keeps variables`, async () => {
      const { status, content, seconds } = await stopped(code);
      expect(status).toBe("error");
      expect(content["ename"]).toBe("Interrupted");
      expect(content["evalue"]).toBe("Stop ended this cell.");
      expect(seconds).toBeLessThan(2);
      expect(texts(await kernel.run("kept + 1"))).toStrictEqual(["42"]);
    });
  }

  await t.step("lets what listens end by itself", async () => {
    const { status, printed } = await stopped(`
      const { signal } = globalThis[Symbol.for("emoji-autoencoder.cell")];
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      await new Promise((resolve) => setTimeout(resolve, 100));
      console.log("kept", signal.aborted);`);
    expect(status).toBe("ok");
    expect(printed).toBe("kept true\n");
  });

  await t.step("ends a cell in which nobody listens any more", async () => {
    const { content, seconds } = await stopped(`
      globalThis[Symbol.for("emoji-autoencoder.cell")].listen().done();
      await new Promise(() => {});`);
    expect(content["ename"]).toBe("Interrupted");
    expect(seconds).toBeLessThan(2);
  });

  await t.step("gives each cell a signal of its own", async () => {
    const answer = await kernel.run(
      `globalThis[Symbol.for("emoji-autoencoder.cell")].signal.aborted`,
    );
    expect(texts(answer)).toStrictEqual(["false"]);
  });

  await t.step(
    "pressed twice, ends also what said that it listens",
    async () => {
      const answer = kernel.run(
        `globalThis[Symbol.for("emoji-autoencoder.cell")].signal;
      console.log("listens");
      await new Promise(() => {});`,
      );
      await kernel.background("listens");
      await stop(kernel);
      await kernel.background("Press Stop once more");
      await stop(kernel);
      expect((await answer).content["ename"]).toBe("Interrupted");
    },
  );

  await t.step("says nothing of a long step that listens", async () => {
    const { status, printed } = await stopped(`
      const { signal } = globalThis[Symbol.for("emoji-autoencoder.cell")];
      await new Promise((resolve) => setTimeout(resolve, 0));
      const end = performance.now() + 2500;
      while (performance.now() < end);
      await new Promise((resolve) => setTimeout(resolve, 100));
      console.log("kept", signal.aborted);`);
    expect(printed).toBe("kept true\n");
    expect(status).toBe("ok");
  });

  await t.step("says so of what computes without a pause", async () => {
    // Until the test has read the sentence: a time could be over before.
    const told = await Deno.makeTempFile();
    const answer = stopped(`
      await new Promise((resolve) => setTimeout(resolve, 0));
      while (Deno.statSync(${JSON.stringify(told)}).size === 0);
      await new Promise((resolve) => setTimeout(resolve, 500));`);
    await kernel.background("This cell computes without a pause");
    await Deno.writeTextFile(told, "told");
    const { status, printed } = await answer;
    expect(printed).toMatch(/^This cell computes without a pause/);
    expect(status).toBe("error");
    expect(texts(await kernel.run("kept + 1"))).toStrictEqual(["42"]);
  });

  await t.step("takes the cells that wait from the queue", async () => {
    const first = kernel.run(`console.log("first");
      const own = globalThis[Symbol.for("emoji-autoencoder.cell")].signal;
      await new Promise((resolve) => own.addEventListener("abort", resolve));`);
    const others = [1, 2].map((n) => kernel.run(`globalThis.ran = ${n}`));
    await kernel.background("first");
    await stop(kernel);
    expect((await first).status).toBe("ok");
    for (const { status, outputs } of await Promise.all(others)) {
      expect(status).toBe("aborted");
      const { text } = outputs[0]!.content;
      expect(text).toBe("Not run, because Stop was pressed.\n");
    }
    expect(texts(await kernel.run("String(globalThis.ran)"))).toStrictEqual([
      '"undefined"',
    ]);
  });

  await t.step("while nothing runs does nothing", async () => {
    await stop(kernel);
    kernel.process.kill("SIGINT"); // As front ends of old do.
    expect(texts(await kernel.run("kept + 1"))).toStrictEqual(["42"]);
  });

  await t.step("ends a question to the user", async () => {
    const answer = kernel.run('prompt("name?")', { allow_stdin: true });
    while (kernel.questions.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(kernel.questions[0]!["prompt"]).toBe("name? ");
    await stop(kernel);
    expect((await answer).content["evalue"]).toBe("Stop ended the question.");
  });
});
