import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { kernelCommand } from "../../../tools/kernel/install.ts";
import {
  Connection,
  newConnectionFile,
} from "../../../tools/kernel/connection.ts";
import type { ConnectionFile, Message } from "../../../tools/kernel/message.ts";

/** What a front end knows of a request when it is `idle`. */
interface Answer {
  status: unknown;
  content: Record<string, unknown>;
  /** What was published for it, status messages excepted. */
  outputs: Message[];
}

/** A front end: it stops listening to a request at `idle`, as nbclient does. */
class FrontEnd {
  readonly #messages = new Map<string, Message[]>();
  #shell!: Connection;
  #control!: Connection;

  #hasEnded = false;

  private constructor(readonly process: Deno.ChildProcess) {
    process.status.then(() => this.#hasEnded = true);
  }

  static async start(): Promise<FrontEnd> {
    const file = newConnectionFile();
    const path = await Deno.makeTempFile({ suffix: ".json" });
    await Deno.writeTextFile(path, JSON.stringify(file));
    const [program, ...args] = kernelCommand(path);
    const process = new Deno.Command(program, {
      args,
      cwd: "tests",
      stderr: "null",
    }).spawn();
    const frontEnd = new FrontEnd(process);
    frontEnd.#shell = await open(file, (message) => frontEnd.#take(message));
    frontEnd.#control = await open(
      { ...file, shell_port: file.control_port },
      () => {},
    );
    await Deno.remove(path);
    return frontEnd;
  }

  async run(code: string, { stop_on_error = true } = {}): Promise<Answer> {
    const reply = await this.#shell.request("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error,
    });
    const id = reply.parent.msg_id!;
    while (!this.#isIdle(id)) await delay(5);
    const messages = this.#messages.get(id)!;
    const end = messages.findIndex(isIdle);
    return {
      status: reply.content["status"],
      content: reply.content,
      outputs: messages.slice(0, end).filter(({ type }) => type !== "status"),
    };
  }

  request(type: string, content: unknown): Promise<Message> {
    return this.#shell.request(type, content);
  }

  control(type: string, content = {}): Promise<Message> {
    return this.#control.request(type, content);
  }

  /** Waits until something is published after `idle`. */
  async background(text: string): Promise<Message> {
    while (true) {
      const all = [...this.#messages.values()].flat();
      const found = all.find(({ content }) => {
        return String(content["text"]).includes(text);
      });
      if (found) return found;
      await delay(5);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#shell.close();
    this.#control.close();
    if (!this.#hasEnded) this.process.kill("SIGTERM");
    await this.process.status;
  }

  #take(message: Message): void {
    const id = message.parent.msg_id ?? "";
    this.#messages.set(id, [...this.#messages.get(id) ?? [], message]);
  }

  #isIdle(id: string): boolean {
    return this.#messages.get(id)?.some(isIdle) ?? false;
  }
}

function isIdle({ type, content }: Message): boolean {
  return type === "status" && content["execution_state"] === "idle";
}

async function open(
  file: ConnectionFile,
  onOutput: (message: Message) => void,
): Promise<Connection> {
  while (true) {
    try {
      return await Connection.open(file, onOutput);
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      await delay(20);
    }
  }
}

/** The text of each output but the first, which repeats the code. */
function texts({ outputs }: Answer): unknown[] {
  assert.equal(outputs[0]?.type, "execute_input");
  return outputs.slice(1).map(({ content }) => {
    const { text, data, ename } = content as Record<string, never>;
    return text ?? data?.["text/plain"] ?? ename;
  });
}

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
    assert.equal(texts(many).length, 2000);
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
    assert.match(String(content["text"]), /^EvalError: later\n/);
    assert.ok(parent.msg_id);
  });

  await t.step("an error of syntax shows where it is", async () => {
    const { outputs } = await kernel.run("const a = 1;\nfoo(;");
    const { ename, evalue } = outputs[1]!.content;
    assert.equal(ename, "SyntaxError");
    assert.match(String(evalue), /^Expression expected\n.*\n2 \| foo\(;\n/);
  });

  await t.step("a cell that does not listen to Stop is told so", async () => {
    const answer = kernel.run(
      "console.log('deaf'); await new Promise((resolve) => setTimeout(resolve, 6000))",
    );
    await kernel.background("deaf");
    await kernel.control("interrupt_request");
    const { content } = await kernel.request("kernel_info_request", {});
    assert.equal(content["implementation"], "Deno kernel", "also while busy");
    assert.match(String(texts(await answer)[1]), /does not listen to Stop/);
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

function isRunning(pid: number): boolean {
  const { success } = new Deno.Command("kill", { args: ["-0", String(pid)] })
    .outputSync();
  return success;
}
