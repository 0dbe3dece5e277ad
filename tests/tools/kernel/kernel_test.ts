import { expect } from "@std/expect";
import process from "node:process";
import { Kernel } from "../../../tools/kernel/kernel.ts";
import type { KernelOutput } from "../../../tools/kernel/messages.ts";

Deno.test("a kernel in one process", async (t) => {
  await using kernel = await Kernel.start({
    folder: "tests",
    environment: { PRESET: "quick" },
  });
  async function run(code: string) {
    const outputs: KernelOutput[] = [];
    const error = await kernel.execute(code, (output) => outputs.push(output));
    return { error, outputs };
  }
  async function text(code: string) {
    const { error, outputs } = await run(code);
    expect(error).toBe(undefined);
    return outputs.map((output) =>
      "data" in output ? output.data["text/plain"] : output.text
    );
  }

  await t.step(
    "all displays and the value of a cell arrive, in order",
    async () => {
      const code = `for (let i = 0; i < 40; i++) {
      await Deno.jupyter.display({ "text/plain": String(i) }, { raw: true });
    }
    console.log("printed");
    "value"`;
      const expected = Array.from({ length: 40 }, (_, i) => String(i));
      for (let repeat = 0; repeat < 5; repeat++) {
        expect(await text(code)).toStrictEqual([
          ...expected,
          "printed\n",
          '"value"',
        ]);
      }
    },
  );

  await t.step(
    "2,000 printed lines arrive, and none in the next cell",
    async () => {
      const lines = await text(
        "for (let i = 0; i < 2000; i++) console.log(i)",
      );
      const expected = Array.from({ length: 2000 }, (_, i) => `${i}\n`);
      expect(lines.join("")).toBe(expected.join(""));
      expect(await text("6 * 7")).toStrictEqual(["42"]);
    },
  );

  await t.step(
    "variables, folder and environment are the kernel's",
    async () => {
      await run("const kept = 41;");
      expect(await text("kept + 1")).toStrictEqual(["42"]);
      expect(await text("console.log(Deno.cwd())")).toStrictEqual([
        `${Deno.realPathSync("tests")}\n`,
      ]);
      expect(await text('Deno.env.get("PRESET")')).toStrictEqual(['"quick"']);
    },
  );

  await t.step("a display keeps its id, and so does its update", async () => {
    const { outputs } = await run(`
      const show = (text, update) =>
        Deno.jupyter.display({ "text/plain": text }, { raw: true, display_id: "d", update });
      await show("one", false);
      await show("two", true);`);
    expect(outputs).toStrictEqual([
      {
        type: "display_data",
        data: { "text/plain": "one" },
        metadata: {},
        displayId: "d",
      },
      {
        type: "update_display_data",
        data: { "text/plain": "two" },
        metadata: {},
        displayId: "d",
      },
    ]);
  });

  const failures = [
    ["an error that is thrown", 'throw new RangeError("no")', "RangeError"],
    ["a syntax error", "let = 5", "SyntaxError"],
    ["code that cannot be parsed", "const = 5", "SyntaxError"],
    ["a module that is not there", 'import "./nothing.ts"', "TypeError"],
    [
      "a rejected promise",
      'Promise.reject(new TypeError("x")); 1',
      "TypeError",
    ],
    [
      "an error in a timer",
      'setTimeout(() => { throw new EvalError("x") }, 5); ' +
      "await new Promise((resolve) => setTimeout(resolve, 50));",
      "EvalError",
    ],
    ["something thrown that is no error", "throw 3", "Error"],
  ] as const;
  for (const [what, code, name] of failures) {
    await t.step(`${what} is the cell's error`, async () => {
      expect((await run(code)).error?.name).toBe(name);
      expect(await text("1 + 1")).toStrictEqual(["2"]);
    });
  }

  await t.step("SIGINT reaches the cell that runs", async () => {
    const shown: unknown[] = [];
    const code = `await new Promise((resolve) => {
      Deno.addSignalListener("SIGINT", resolve);
      console.log("listening");
    });
    "stopped"`;
    await kernel.execute(code, (output) => {
      if (output.type === "stream") kernel.interrupt();
      else shown.push(output.data["text/plain"]);
    });
    expect(shown).toStrictEqual(['"stopped"']);
    expect(await text("kept + 2")).toStrictEqual(["43"]);
  });

  await t.step("the end of the process is an error that says how", async () => {
    await expect(run("console.error('not seen'); Deno.exit(3)")).rejects
      .toThrow(/^The Deno kernel ended unexpectedly \(code 3\)/);
    await expect(run("1")).rejects.toThrow(/ended unexpectedly/);
  });
});

Deno.test("a folder that is not there is an error", async () => {
  await expect(Kernel.start({ folder: "tests/nothing" })).rejects.toThrow(
    /tests\/nothing/,
  );
});

Deno.test("shutting down ends the process, also amid a cell", async () => {
  const kernel = await Kernel.start({ folder: "tests" });
  const pid = await pidOf(kernel);
  const endless = kernel.execute("await new Promise(() => {})");
  const failure = expect(endless).rejects.toThrow(/SIGKILL/);
  await kernel.shutdown();
  await failure;
  expect(isRunning(pid)).toBe(false);
});

Deno.test("a kernel whose parent is killed ends itself", async () => {
  const parent = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { Kernel } from "./tools/kernel/kernel.ts";
       const kernel = await Kernel.start({ folder: "tests" });
       await kernel.execute("console.log(Deno.pid)", ({ text }) => console.log(text));`,
    ],
    stdout: "piped",
  }).spawn();
  const reader = parent.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const pid = Number((await reader.read()).value);
  expect(isRunning(pid)).toBe(true);
  parent.kill("SIGKILL");
  await parent.status;
  await reader.cancel();
  while (isRunning(pid)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

async function pidOf(kernel: Kernel): Promise<number> {
  let pid = 0;
  await kernel.execute("console.log(Deno.pid)", (output) => {
    if (output.type === "stream") pid = Number(output.text);
  });
  return pid;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
