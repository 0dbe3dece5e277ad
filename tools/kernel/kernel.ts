/**
 * A Deno Jupyter kernel in a process of its own.
 *
 * Python's clients stop reading at `status: idle`, which the Deno kernel
 * publishes before its last outputs. This one runs a marker after each cell and
 * takes every output up to it: the kernel publishes in order.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Connection, newConnectionFile } from "./connection.ts";
import type { ConnectionFile, Message } from "./message.ts";
import {
  type CellError,
  isUnparsed,
  type KernelOutput,
  markerCode,
  readError,
  readMessage,
  SETUP,
} from "./messages.ts";
import { findSyntaxError } from "./syntax.ts";

/** Where and how a kernel runs. */
export interface KernelOptions {
  /** Working directory: the notebook's folder. */
  folder: string;
  /** Variables added to those of this process. */
  environment?: Record<string, string>;
  /** Receives what is put out, and which errors happen, while no cell runs. */
  onBackground?: (output: KernelOutput | { error: CellError }) => void;
}

/**
 * A running kernel.
 *
 * @example
 * ```ts ignore
 * await using kernel = await Kernel.start({ folder: "notebooks" });
 * const error = await kernel.execute("1 + 1", (output) => console.log(output));
 * ```
 */
export class Kernel {
  readonly #process: Deno.ChildProcess;
  /** Rejected when the process ends. */
  readonly ended: Promise<never>;
  #connection: Connection | undefined;
  #running = true;
  #onMessage: (message: Message) => void = () => {};
  #onIdleMessage: (message: Message) => void = () => {};

  private constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.ended = this.#watch();
    this.ended.catch(() => {}); // Whoever waits for the kernel gets it.
  }

  /**
   * Starts a kernel with this process's own Deno and waits until it answers.
   *
   * @throws {Error} if the kernel ends before it answers.
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    const file = newConnectionFile();
    const path = await Deno.makeTempFile({ suffix: ".json" });
    try {
      await Deno.writeTextFile(path, JSON.stringify(file));
      const process = new Deno.Command(Deno.execPath(), {
        args: ["jupyter", "--kernel", "--conn", path],
        cwd: options.folder,
        // Colours would end up in the notebook as escape sequences.
        env: { ...options.environment, NO_COLOR: "1" },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      const kernel = new Kernel(process);
      try {
        await kernel.#connect(file);
        await kernel.#untilReady();
        await kernel.execute(SETUP);
        const { onBackground } = options;
        kernel.#onIdleMessage = (message) => {
          const read = readMessage(message);
          if (read && !("marker" in read)) onBackground?.(read);
        };
        kernel.#onMessage = kernel.#onIdleMessage;
        return kernel;
      } catch (error) {
        await kernel.shutdown();
        throw error;
      }
    } finally {
      await Deno.remove(path);
    }
  }

  /**
   * Runs code and hands on each output in order. When the promise is fulfilled,
   * all of them have arrived.
   *
   * @returns the first error, or undefined if there was none.
   * @throws {Error} if the kernel dies meanwhile.
   */
  async execute(
    code: string,
    onOutput: (output: KernelOutput) => void = () => {},
  ): Promise<CellError | undefined> {
    const marker = randomUUID();
    const atMarker = Promise.withResolvers<void>();
    let stray: CellError | undefined;
    this.#onMessage = (message) => {
      const read = readMessage(message);
      if (read === undefined) return;
      if ("marker" in read) {
        if (read.marker === marker) atMarker.resolve();
      } else if ("error" in read) stray ??= read.error;
      else onOutput(read);
    };
    const reply = await this.#run(code);
    await this.#run(markerCode(marker), { silent: true });
    await Promise.race([atMarker.promise, this.ended]);
    this.#onMessage = this.#onIdleMessage;
    if (reply.content.status === "ok") return stray;
    const error = readError(reply.content);
    return isUnparsed(error) ? syntaxError(code) : error;
  }

  /**
   * Sends any request, such as one for completions, and waits for its reply.
   *
   * @throws {Error} if the kernel dies meanwhile.
   */
  request(type: string, content: unknown): Promise<Message> {
    const reply = this.#connection?.request(type, content);
    return Promise.race(reply ? [reply, this.ended] : [this.ended]);
  }

  /** Asks the cell that runs to stop: sends SIGINT, which ends no kernel. */
  interrupt(): void {
    if (this.#running) this.#process.kill("SIGINT");
  }

  /** Ends the process and closes the sockets. */
  async shutdown(): Promise<void> {
    if (this.#running) this.#process.kill("SIGKILL");
    await this.ended.catch(() => {});
    this.#connection?.close();
    this.#connection = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  #run(code: string, { silent = false } = {}): Promise<Message> {
    return this.request("execute_request", {
      code,
      silent,
      store_history: !silent,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
  }

  async #connect(file: ConnectionFile): Promise<void> {
    const onOutput = (message: Message) => this.#onMessage(message);
    while (!this.#connection) {
      try {
        this.#connection = await Connection.open(file, onOutput);
      } catch (error) {
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
        await Promise.race([delay(20), this.ended]);
      }
    }
  }

  /** The kernel drops what it is asked, and publishes, before it is set up. */
  async #untilReady(): Promise<void> {
    const published = Promise.withResolvers<void>();
    this.#onMessage = () => published.resolve();
    let isReady = false;
    while (!isReady) {
      const answered = this.request("kernel_info_request", {});
      const ready = Promise.all([answered, published.promise]);
      isReady = await Promise.race([
        ready.then(() => true),
        delay(200).then(() => false),
      ]);
    }
  }

  async #watch(): Promise<never> {
    const [status, lastWords] = await Promise.all([
      this.#process.status.finally(() => this.#running = false),
      readTail(this.#process.stderr, 2000),
    ]);
    const how = status.signal ?? `code ${status.code}`;
    const words = lastWords.replace(/^Warning "deno jupyter" is .*$/m, "")
      .trim();
    throw new Error(
      `The Deno kernel ended unexpectedly (${how}) and its last words were ` +
        `"${words}": start it again.`,
    );
  }
}

async function syntaxError(code: string): Promise<CellError> {
  const message = await findSyntaxError(code) ??
    "the cell cannot be parsed; look for reserved words that are used as names";
  return { name: "SyntaxError", message, traceback: [] };
}

async function readTail(
  stream: ReadableStream<Uint8Array>,
  length: number,
): Promise<string> {
  let tail = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    tail = (tail + text).slice(-length);
  }
  return tail;
}
