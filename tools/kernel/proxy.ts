/**
 * The kernel that JupyterLab and VS Code start: the Deno kernel, with what it
 * lacks. Front ends talk to this process, which runs the Deno kernel as its
 * child and hands on code and outputs:
 *
 * - Stop ends the cell that runs and those that wait; the kernel goes on living.
 * - After a cell that failed, the cells that wait are not run.
 * - A cell is done when all its outputs are out.
 * - Errors that no cell awaits, and errors of syntax, show in the cell.
 * - When the child ends, the front end is told how.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import { projectFolder } from "../../lib/base/workspace.ts";
import { History } from "./history.ts";
import { Introspection, questionIn } from "./introspection.ts";
import { Kernel } from "./kernel.ts";
import type { ConnectionFile } from "./message.ts";
import type { FrontEndMessage } from "./messages.ts";
import { OpenComms } from "./open_comms.ts";
import { Publisher, toFailure } from "./publisher.ts";
import { RequestQueue } from "./request_queue.ts";
import { JupyterServer, type Request } from "./server.ts";
import { SourceWatch } from "./source_watch.ts";

/** How late the cells of one "Run All" may arrive when the first has failed. */
const arrivalTime = 200; // milliseconds

/** After this, a cell that ends by itself is said to be at it. */
const patience = 5000; // milliseconds

/** A Deno kernel behind the ports of a connection file. */
class KernelProxy {
  readonly #kernel: Kernel;
  readonly #publisher: Publisher;
  readonly #information: Record<string, unknown>;
  readonly #history = new History();
  readonly #sources = new SourceWatch(projectFolder);
  readonly #introspection = new Introspection(Deno.cwd());
  readonly #comms = new OpenComms();
  readonly #queue = new RequestQueue();
  #running: Request | undefined;

  private constructor(
    file: ConnectionFile,
    kernel: Kernel,
    information: Record<string, unknown>,
  ) {
    this.#kernel = kernel;
    this.#information = information;
    this.#publisher = new Publisher(
      new JupyterServer(file, (request) => this.#take(request)),
    );
  }

  /**
   * Serves front ends in the working directory.
   *
   * @throws {Error} when the Deno kernel has ended; the front ends know it.
   */
  static async run(file: ConnectionFile): Promise<never> {
    let proxy: KernelProxy | undefined; // Before that nobody listens.
    const kernel = await Kernel.start({
      folder: Deno.cwd(),
      // TensorFlow tells at each start what it might do.
      environment: { TF_CPP_MIN_LOG_LEVEL: "1" },
      onNative(name, text) {
        if (proxy) proxy.#publisher.unasked({ type: "stream", name, text });
      },
      onBackground(output) {
        if (proxy) proxy.#publisher.unasked(output);
      },
      onFrontEndMessage(message) {
        if (proxy) proxy.#passOn(message);
      },
      async onQuestion(question) {
        return proxy && await proxy.#ask(question);
      },
    });
    const { content } = await kernel.request("kernel_info_request", {});
    const served = proxy = new KernelProxy(file, kernel, content);
    Deno.addSignalListener("SIGINT", () => served.#interrupt());
    Deno.addSignalListener("SIGTERM", () => served.#exit());
    try {
      return await Promise.race([served.#work(), kernel.ended]);
    } catch (error) {
      served.#announceEnd(error as Error);
      await delay(arrivalTime); // Until it is on its way.
      throw error;
    }
  }

  async #take(request: Request): Promise<void> {
    let answer: unknown;
    try {
      answer = await this.#answerAtOnce(request);
    } catch (error) { // The language server: its absence is no kernel's end.
      const { name, message } = error as Error;
      answer = { status: "error", ename: name, evalue: message, traceback: [] };
    }
    if (answer) {
      this.#publisher.begin(request);
      this.#publisher.answer(request, answer);
      if (request.type === "shutdown_request") this.#exit();
    } else {
      this.#queue.add(request);
    }
  }

  /** Also while a cell runs. */
  #answerAtOnce({ type, content }: Request): unknown {
    switch (type) {
      case "inspect_request":
        return this.#introspection.inspect(content);
      case "complete_request": // The kernel knows more, when it has time.
        return this.#running && this.#introspection.complete(content);
      case "shutdown_request":
        return { status: "ok", restart: content["restart"] };
      case "interrupt_request":
        this.#interrupt();
        return { status: "ok" };
      case "kernel_info_request":
        return this.#information;
      case "history_request":
        return { status: "ok", history: this.#history.find(content) };
      case "comm_info_request":
        return this.#comms.describe(content);
    }
  }

  async #work(): Promise<never> {
    while (true) {
      const request = await this.#queue.next();
      this.#publisher.begin(request);
      switch (request.type) {
        case "execute_request":
          await this.#execute(request);
          break;
        case "comm_open":
        case "comm_msg":
        case "comm_close":
          await this.#deliver(request);
          this.#publisher.end(request);
          break;
        case "complete_request":
        case "is_complete_request": {
          const { type, content } = request;
          const reply = await this.#kernel.request(type, content);
          this.#publisher.answer(request, reply.content);
          break;
        }
        default: // The protocol has no answer to what it does not know.
          this.#publisher.end(request);
      }
    }
  }

  async #execute(request: Request): Promise<void> {
    const { header, content } = request;
    const code = String(content["code"] ?? "");
    const silent = content["silent"] === true;
    const reason = this.#queue.whyAbandoned(request);
    if (reason) {
      this.#publisher.warn(reason, header);
      return this.#publisher.answer(request, { status: "aborted" });
    }
    const asked = questionIn(code);
    if (asked) return await this.#explain(request, asked);
    this.#running = request;
    if (!silent) {
      this.#publisher.last = header;
      if (content["store_history"] !== false) {
        this.#history.add(++this.#publisher.executionCount, code);
      }
      const execution_count = this.#publisher.executionCount;
      this.#publisher.publish(
        "execute_input",
        { code, execution_count },
        header,
      );
      const changed = await this.#sources.findChanged(code);
      if (changed) this.#publisher.warn(changed, header);
    }
    const error = await this.#kernel.execute(code, (output) => {
      if (silent && output.type === "execute_result") return;
      this.#publisher.output(output, header);
    });
    const failure = error && toFailure(error, code);
    if (!failure && !silent) this.#introspection.add(code);
    if (failure) {
      this.#publisher.publish("error", failure, header);
      if (content["stop_on_error"] !== false) {
        await delay(arrivalTime);
        this.#queue.abandonCells(
          `Not run, because cell [${this.#publisher.executionCount}] failed before it.`,
        );
      }
    }
    const expressions = failure
      ? {}
      : await this.#evaluateExpressions(content["user_expressions"]);
    this.#running = undefined;
    this.#publisher.answer(request, {
      execution_count: this.#publisher.executionCount,
      ...failure
        ? { status: "error", ...failure }
        : { status: "ok", payload: [], user_expressions: expressions },
    });
  }

  /** `name?` shows what is known of a name; nothing is run. */
  async #explain(request: Request, name: string): Promise<void> {
    const { data } = await this.#introspection.inspect({ code: name });
    const text = `Nothing is known of ${name}.`;
    const page = {
      source: "page",
      start: 0,
      data: "text/plain" in data ? data : { "text/plain": text },
    };
    this.#publisher.answer(request, {
      status: "ok",
      execution_count: this.#publisher.executionCount,
      payload: [page],
      user_expressions: {},
    });
  }

  async #evaluateExpressions(
    expressions: unknown,
  ): Promise<Record<string, unknown>> {
    const values: Record<string, unknown> = {};
    for (const [name, code] of Object.entries(expressions ?? {})) {
      let shown: unknown = { status: "ok", data: {}, metadata: {} };
      const error = await this.#kernel.execute(String(code), (output) => {
        if (output.type !== "execute_result") return;
        const { data, metadata } = output;
        shown = { status: "ok", data, metadata };
      });
      values[name] = error
        ? { status: "error", ...toFailure(error, String(code)) }
        : shown;
    }
    return values;
  }

  async #interrupt(): Promise<void> {
    this.#queue.abandonCells("Not run, because Stop was pressed.");
    const stopped = this.#running;
    if (!stopped) return;
    const outcome = await this.#kernel.interrupt();
    const say = (text: string) => {
      if (this.#running === stopped) this.#publisher.warn(text, stopped.header);
    };
    if (outcome === "computing") {
      say(
        "This cell computes without a pause, so that Stop cannot reach it: it is stopped at its next pause. To end it now, restart the kernel; what was saved is kept.",
      );
    } else if (outcome === "listening") {
      await delay(patience);
      say(
        "Stop was heard, and what runs is about to end. Press Stop once more to end the cell at once, without what it would have kept.",
      );
    }
  }

  /** What a front end says to a widget. */
  async #deliver({ type, content, header, buffers }: Request): Promise<void> {
    this.#comms.follow({ type, content });
    this.#publisher.last = header;
    const message = {
      type,
      content,
      buffers: buffers.map((buffer) => buffer.toBase64()),
    };
    const argument = JSON.stringify(message);
    const error = await this.#kernel.execute(`__cell.deliver(${argument})`, (
      output,
    ) => this.#publisher.output(output, header));
    if (error) this.#publisher.unasked({ error });
  }

  /** What a widget says to the front end. */
  #passOn(message: FrontEndMessage): void {
    this.#comms.follow(message);
    const parent = this.#running?.header ?? this.#publisher.last;
    this.#publisher.passOn(message, parent);
  }

  async #ask(question: {
    prompt: string;
    password: boolean;
  }): Promise<string | undefined> {
    const request = this.#running;
    if (request?.content["allow_stdin"] !== true) return undefined;
    return await request.ask(question);
  }

  #exit(): never {
    this.#kernel.kill();
    return Deno.exit();
  }

  #announceEnd({ message }: Error): void {
    const cell = this.#running?.header ?? this.#publisher.last;
    if (cell) this.#publisher.warn(message, cell);
    if (!this.#running) return;
    const error = { name: "KernelDied", message, traceback: [] };
    const failure = toFailure(error, "");
    this.#publisher.publish("error", failure, this.#running.header);
    this.#publisher.answer(this.#running, { status: "error", ...failure });
  }
}

if (import.meta.main) {
  const [path] = Deno.args;
  if (!path) throw new Error("Give the path of a connection file.");
  const parent = Deno.ppid;
  setInterval(() => {
    if (Deno.ppid !== parent) Deno.exit(1); // The front end was killed.
  }, 1000);
  try {
    await KernelProxy.run(JSON.parse(await Deno.readTextFile(path)));
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}
