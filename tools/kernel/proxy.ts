/**
 * The kernel that JupyterLab and VS Code start: the Deno kernel, with what it
 * lacks. Front ends talk to this process, which runs the Deno kernel as its
 * child and hands on code and outputs:
 *
 * - Stop is SIGINT to the child, which goes on living; see lib/watch.ts.
 * - After a cell that failed, the cells that wait are not run.
 * - A cell is done when all its outputs are out.
 * - Errors that no cell awaits, and errors of syntax, show in the cell.
 * - When the child ends, the front end is told how.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import type { ConnectionFile, Header } from "./message.ts";
import { JupyterServer, type Request } from "../lab/jupyter_server.ts";
import { Kernel } from "./kernel.ts";
import type { CellError, KernelOutput } from "./messages.ts";

/** How late the cells of one "Run All" may arrive when the first has failed. */
const arrivalTime = 200; // milliseconds

/** After this, a cell that was stopped and goes on is said not to listen. */
const patience = 5000; // milliseconds

/** What the Deno kernel answers; it is silent when asked for anything else. */
const passedOn = [
  "complete_request",
  "inspect_request",
  "is_complete_request",
  "history_request",
  "comm_info_request",
];

/** A Deno kernel behind the ports of a connection file. */
class KernelProxy {
  readonly #server: JupyterServer;
  readonly #kernel: Kernel;
  readonly #information: Record<string, unknown>;
  /** Requests that wait, in their order. */
  readonly #queue: Request[] = [];
  #onQueued = () => {};
  /** Cells that are not to be run, and why. */
  readonly #abandoned = new Map<Request, string>();
  #executionCount = 0;
  #running: Request | undefined;
  /** Belongs to the cell that was run last. */
  #lastCell: Header | undefined;

  private constructor(
    file: ConnectionFile,
    kernel: Kernel,
    information: Record<string, unknown>,
  ) {
    this.#kernel = kernel;
    this.#information = information;
    this.#server = new JupyterServer(file, (request) => this.#take(request));
  }

  /**
   * Serves front ends in the working directory.
   *
   * @throws {Error} when the Deno kernel has ended; the front ends know it.
   */
  static async run(file: ConnectionFile): Promise<never> {
    const kernel = await Kernel.start({
      folder: Deno.cwd(),
      onBackground: (output) => proxy.#publishBackground(output),
    });
    const { content } = await kernel.request("kernel_info_request", {});
    const proxy = new KernelProxy(file, kernel, content);
    Deno.addSignalListener("SIGINT", () => proxy.#interrupt());
    Deno.addSignalListener("SIGTERM", () => proxy.#exit());
    try {
      return await Promise.race([proxy.#work(), kernel.ended]);
    } catch (error) {
      await proxy.#announceEnd(error as Error);
      throw error;
    }
  }

  async #take(request: Request): Promise<void> {
    switch (request.type) {
      case "shutdown_request": {
        const { restart } = request.content;
        await this.#begin(request);
        await this.#answer(request, { status: "ok", restart });
        return this.#exit();
      }
      case "interrupt_request":
        this.#interrupt();
        await this.#begin(request);
        return this.#answer(request, { status: "ok" });
      case "kernel_info_request": // At once, also while a cell runs.
        await this.#begin(request);
        return this.#answer(request, this.#information);
      default:
        this.#queue.push(request);
        this.#onQueued();
    }
  }

  async #work(): Promise<never> {
    while (true) {
      const request = this.#queue.shift();
      if (!request) {
        await new Promise<void>((resolve) => this.#onQueued = resolve);
      } else if (request.type === "execute_request") {
        await this.#execute(request);
      } else if (passedOn.includes(request.type)) {
        const { type, content } = request;
        await this.#begin(request);
        const reply = await this.#kernel.request(type, content);
        await this.#answer(request, reply.content);
      }
    }
  }

  async #execute(request: Request): Promise<void> {
    const { header, content } = request;
    const { code, silent } = content as { code: string; silent?: boolean };
    await this.#begin(request);
    const reason = this.#abandoned.get(request);
    if (reason) {
      this.#abandoned.delete(request);
      await this.#warn(reason, header);
      return this.#answer(request, { status: "aborted" });
    }
    this.#running = request;
    if (!silent) {
      this.#lastCell = header;
      const execution_count = ++this.#executionCount;
      await this.#publish("execute_input", { code, execution_count }, header);
    }
    const error = await this.#kernel.execute(code, (output) => {
      if (silent && output.type === "execute_result") return;
      this.#publishOutput(output, header);
    });
    if (error) {
      await this.#publish("error", toError(error), header);
      if (content.stop_on_error !== false) await this.#abandonWaiting();
    }
    this.#running = undefined;
    await this.#answer(request, {
      execution_count: this.#executionCount,
      ...error
        ? { status: "error", ...toError(error) }
        : { status: "ok", payload: [], user_expressions: {} },
    });
  }

  /** Cells that were asked for before it was known that this one failed. */
  async #abandonWaiting(): Promise<void> {
    await delay(arrivalTime);
    for (const request of this.#queue) {
      if (request.type !== "execute_request") continue;
      this.#abandoned.set(
        request,
        `Not run, because cell [${this.#executionCount}] failed before it.`,
      );
    }
  }

  #interrupt(): void {
    this.#kernel.interrupt();
    const stopped = this.#running;
    if (!stopped) return;
    setTimeout(() => {
      if (this.#running !== stopped) return;
      this.#warn(
        "This cell does not listen to Stop and goes on. Restart the kernel to end it.",
        stopped.header,
      );
    }, patience);
  }

  #exit(): never {
    this.#kernel.shutdown(); // It is killed before this returns.
    return Deno.exit();
  }

  async #announceEnd({ message }: Error): Promise<void> {
    const cell = this.#running?.header ?? this.#lastCell;
    if (cell) await this.#warn(message, cell);
    if (!this.#running) return;
    const error = { name: "KernelDied", message, traceback: [] };
    await this.#answer(this.#running, { status: "error", ...toError(error) });
  }

  #publish(type: string, content: unknown, parent: Header): Promise<void> {
    return this.#server.publish(type, content, parent);
  }

  #publishOutput(output: KernelOutput, parent: Header): Promise<void> {
    if (output.type === "stream") {
      const { name, text } = output;
      return this.#publish("stream", { name, text }, parent);
    }
    const { type, data, metadata, displayId } = output;
    return this.#publish(type, {
      data,
      metadata,
      ...type === "execute_result"
        ? { execution_count: this.#executionCount }
        : { transient: displayId ? { display_id: displayId } : {} },
    }, parent);
  }

  /** What comes while no cell runs belongs to the last one. */
  #publishBackground(output: KernelOutput | { error: CellError }): void {
    if (!this.#lastCell) return;
    if ("error" in output) {
      const { ename, evalue, traceback } = toError(output.error);
      const text = [`${ename}: ${evalue}`, ...traceback.slice(1)].join("\n");
      this.#warn(text, this.#lastCell);
    } else this.#publishOutput(output, this.#lastCell);
  }

  #warn(text: string, parent: Header): Promise<void> {
    const content = { name: "stderr", text: `${text}\n` };
    return this.#publish("stream", content, parent);
  }

  #begin({ header }: Request): Promise<void> {
    return this.#publish("status", { execution_state: "busy" }, header);
  }

  /** Replies and says that no more comes of this request. */
  async #answer(request: Request, content: unknown): Promise<void> {
    await request.reply(content);
    const { header } = request;
    await this.#publish("status", { execution_state: "idle" }, header);
  }
}

function toError({ name, message, traceback }: CellError) {
  const lines = traceback.length > 0 ? traceback : [`${name}: ${message}`];
  return { ename: name, evalue: message, traceback: lines };
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
