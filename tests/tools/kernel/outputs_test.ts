import { expect } from "@std/expect";
import { FrontEnd, texts } from "./front_end.ts";

Deno.test("outputs for front ends", async (t) => {
  await using kernel = await FrontEnd.start();

  await t.step("each value shows itself", async () => {
    const values = [
      ["NaN", "NaN"],
      ["-Infinity", "-Infinity"],
      ["-0", "-0"],
      ["10n ** 20n", "100000000000000000000n"],
      ["null", "null"],
      ['"\\ud800"', '"\\ud800"'],
      ['"😀"', '"😀"'],
      ["[1, null]", "[ 1, null ]"],
    ] as const;
    for (const [code, text] of values) {
      expect(texts(await kernel.run(code))).toStrictEqual([text]);
    }
    for (const code of ["undefined", "const a = 1", "if (true) a", "{}"]) {
      expect((await kernel.run(code)).status).toBe("ok");
    }
    expect(texts(await kernel.run("undefined"))).toStrictEqual([]);
  });

  await t.step(
    "20,000 lines come whole, soon and in few messages",
    async () => {
      const start = performance.now();
      const answer = await kernel.run(
        "for (let i = 0; i < 20_000; i++) console.log(i);",
      );
      expect(performance.now() - start).toBeLessThan(2000);
      const lines = Array.from({ length: 20_000 }, (_, i) => `${i}\n`);
      expect(texts(answer).join("")).toBe(lines.join(""));
      // JupyterLab drops more than 1,000 messages a second.
      expect(answer.outputs.length).toBeLessThan(100);
    },
  );

  await t.step("printed text keeps its place among displays", async () => {
    const { outputs } = await kernel.run(`for (let i = 0; i < 50; i++) {
      console.log("a", i);
      console.error("b", i);
      await Deno.jupyter.display({ "text/plain": "c " + i }, { raw: true });
    }`);
    const all = outputs.slice(1).map(({ content }) => {
      const { text, data } = content as Record<string, never>;
      return text ?? data!["text/plain"];
    });
    const expected = Array.from(
      { length: 50 },
      (_, i) => [`a ${i}\n`, `b ${i}\n`, `c ${i}`],
    );
    expect(all).toStrictEqual(expected.flat());
  });

  for (const megabytes of [1, 8, 50]) {
    await t.step(`an output of ${megabytes} MB arrives whole`, async () => {
      const { outputs } = await kernel.run(
        `await Deno.jupyter.display(
          { "text/plain": "0123456789".repeat(${megabytes * 1e5}) },
          { raw: true },
        );`,
      );
      const data = outputs[1]!.content["data"] as Record<string, string>;
      expect(data["text/plain"]).toBe("0123456789".repeat(megabytes * 1e5));
      expect(texts(await kernel.run("1 + 1"))).toStrictEqual(["2"]);
    });
  }

  await t.step("what is written past the console is heard", async () => {
    const answer = await kernel.run(`import process from "node:process";
      process.stdout.write("process ");
      await Deno.stdout.write(new TextEncoder().encode("deno "));
      const { success } = await new Deno.Command("echo", {
        args: ["child"],
      }).spawn().status;`);
    expect(texts(answer).join("")).toBe("process deno child\n");
  });

  await t.step(
    "what is printed before the end of the process too",
    async () => {
      await using mortal = await FrontEnd.start();
      const { outputs } = await mortal.run(
        'console.log("last"); Deno.exit(3);',
      );
      expect(outputs[1]!.content["text"]).toBe("last\n");
      expect(String(outputs[2]!.content["text"])).toMatch(
        /^The Deno kernel ended unexpectedly \(code 3\)/,
      );
    },
  );

  await t.step("a display method that gives null is an error", async () => {
    const answer = await kernel.run(
      `({ [Symbol.for("Jupyter.display")]: () => null })`,
    );
    expect(answer.content["ename"]).toBe("TypeError");
    expect(String(answer.content["evalue"])).toMatch(
      /Symbol\.for\("Jupyter\.display"\) gave null/,
    );
  });

  await t.step("a value can say what its picture's width is", async () => {
    const { outputs } = await kernel.run(`({
      [Symbol.for("Jupyter.display")]: () => ({ "image/png": "AA==" }),
      [Symbol.for("Jupyter.metadata")]: () => ({ "image/png": { width: 584 } }),
    })`);
    expect(outputs[1]!.content["metadata"]).toStrictEqual({
      "image/png": { width: 584 },
    });
  });

  await t.step("a long frame says how many rows it hides", async () => {
    const { outputs } = await kernel.run(`import pl from "nodejs-polars";
      pl.DataFrame({ a: Array.from({ length: 5000 }, (_, i) => i) })`);
    const { data } = outputs.at(-1)!.content as {
      data: Record<string, string>;
    };
    expect(data["text/html"]!).toMatch(
      /<p>\d+ of 5,000 rows are shown\.<\/p>$/,
    );
  });

  await t.step("clear_output reaches the front end", async () => {
    const { outputs } = await kernel.run(
      `await Deno.jupyter.broadcast("clear_output", { wait: true });`,
    );
    expect(outputs[1]!.type).toBe("clear_output");
    expect(outputs[1]!.content).toStrictEqual({ wait: true });
  });
});

Deno.test("what front ends ask for beside cells", async (t) => {
  await using kernel = await FrontEnd.start();

  await t.step("a slider's value comes to the cell that made it", async () => {
    const { outputs } = await kernel.run(`
      const comms = globalThis[Symbol.for("emoji-autoencoder.comms")];
      let value = 0;
      const slider = comms.open("slider", { min: 0 }, (data) => {
        value = data.value;
        slider.send({ seen: value });
      });`);
    const { type, content } = outputs[1]!;
    expect(type).toBe("comm_open");
    expect(content["target_name"]).toBe("slider");
    const { comm_id } = content;
    const info = await kernel.request("comm_info_request", {});
    expect(info.content["comms"]).toStrictEqual({
      [String(comm_id)]: { target_name: "slider" },
    });
    const id = kernel.tell("comm_msg", { comm_id, data: { value: 0.5 } });
    const [answer] = await kernel.outputsOf(id);
    expect(answer!.type).toBe("comm_msg");
    expect(answer!.content["data"]).toStrictEqual({ seen: 0.5 });
    expect(texts(await kernel.run("value"))).toStrictEqual(["0.5"]);
  });

  await t.step("a front end can open a channel itself", async () => {
    await kernel.run(
      `comms.register("echo", (comm) => (data) => comm.send(data));`,
    );
    kernel.tell("comm_open", { comm_id: "x", target_name: "echo", data: {} });
    const id = kernel.tell("comm_msg", { comm_id: "x", data: { a: 1 } });
    const [answer] = await kernel.outputsOf(id);
    expect(answer!.content).toStrictEqual({ comm_id: "x", data: { a: 1 } });
  });

  await t.step(
    "prompt asks its user, or says that nobody is there",
    async () => {
      kernel.answer = "Ada";
      const asked = await kernel.run('prompt("Name?")', { allow_stdin: true });
      expect(texts(asked)).toStrictEqual(['"Ada"']);
      const { content } = await kernel.run('prompt("Name?")');
      expect(String(content["evalue"])).toMatch(
        /^Nobody can answer "Name\?" here/,
      );
    },
  );

  await t.step("expressions are evaluated after the cell", async () => {
    const { content } = await kernel.run("const b = 20;", {
      user_expressions: { sum: "b + 1", wrong: "nothing.there" },
    });
    const { sum, wrong } = content["user_expressions"] as Record<
      string,
      Record<string, unknown>
    >;
    expect(sum!["data"]).toStrictEqual({ "text/plain": "21" });
    expect(wrong!["ename"]).toBe("ReferenceError");
  });

  await t.step(
    "cells that were run are found, those not to be stored not",
    async () => {
      const before = await kernel.run("1");
      await kernel.run("2", { store_history: false });
      const after = await kernel.run("3");
      const count = ({ content }: typeof before) =>
        Number(content["execution_count"]);
      expect(count(after)).toBe(count(before) + 1);
      const find = async (content: object) => {
        const reply = await kernel.request("history_request", content);
        return (reply.content["history"] as [number, number, string][])
          .map(([, , code]) => code);
      };
      expect(await find({ hist_access_type: "tail", n: 2 })).toStrictEqual([
        "1",
        "3",
      ]);
      expect(await find({ hist_access_type: "search", pattern: "const b*" }))
        .toStrictEqual(["const b = 20;"]);
    },
  );

  const inspect = async (code: string) => {
    const cursor_pos = code.length;
    const asked = { code, cursor_pos, detail_level: 0 };
    const { content } = await kernel.request("inspect_request", asked);
    const { data } = content as { data: Record<string, string> };
    return data["text/markdown"];
  };

  await t.step("types and documentation of what cells declared", async () => {
    await kernel.run(`/** How much it counts. */ const weight: number = 0.5;`);
    const text = await inspect("weight");
    expect(text!).toMatch(/const weight: number/);
    expect(text!).toMatch(/How much it counts\./);
    expect((await inspect("[1].map"))!).toMatch(/Calls a defined callback/);
    const page = await kernel.run("weight?");
    const [{ source, data }] = page.content["payload"] as [
      { source: string; data: Record<string, string> },
    ];
    expect(source).toBe("page");
    expect(data["text/plain"]!).toMatch(/How much it counts\./);
  });

  await t.step("completions and types come while a cell runs", async () => {
    const busy = kernel.run("console.log('busy'); await new Promise(() => {})");
    await kernel.background("busy");
    const { content } = await kernel.request("complete_request", {
      code: "weight.toFi",
      cursor_pos: 11,
    });
    expect(content["matches"]).toStrictEqual(["toFixed"]);
    expect(content["cursor_start"]).toBe(7);
    expect((await inspect("weight"))!).toMatch(/const weight: number/);
    await kernel.control("interrupt_request");
    expect((await busy).status).toBe("error");
  });
});
