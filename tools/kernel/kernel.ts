/**
 * A Deno Jupyter kernel in a process of its own.
 *
 * Python's clients stop reading at `status: idle`, which the Deno kernel
 * publishes before its last outputs. This one runs a marker after each cell and
 * takes every output up to it: the kernel publishes in order. What else the Deno
 * kernel lacks is mended inside it by `child/start.ts`.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Connection, newConnectionFile } from "./connection.ts";
import { type ProcessOptions, startProcess } from "./kernel_process.ts";
import { Markers } from "./markers.ts";
import type { ConnectionFile, Message } from "./message.ts";
import {
  type FrontEndMessage,
  type KernelOutput,
  MessageReader,
  type Published,
  readError,
} from "./messages.ts";
import { RunningCell } from "./running_cell.ts";
import { type CellError, NOBODY, STOPPED, SYNCHRONIZE } from "./protocol.ts";

/** Where and how a kernel runs, and who hears of it. */
export interface KernelOptions extends ProcessOptions {
  /** Receives what is put out, and which errors happen, while no cell runs. */
  onBackground?: (output: KernelOutput | { error: CellError }) => void;
  /** Receives what only front ends can use. */
  onFrontEndMessage?: (message: FrontEndMessage) => void;
  /** Asks the user; without it, or where it gives nothing, nobody can be asked. */
  onQuestion?: (
    question: { prompt: string; password: boolean },
  ) => Promise<string | undefined>;
}

/** What became of Stop. */
export type StopOutcome =
  /** No cell was running. */
  | "idle"
  /** The cell has ended, or ends at once. */
  | "ending"
  /** What runs in the cell has heard it and ends by itself. */
  | "listening"
  /** The cell computes without a pause and has not heard it yet. */
  | "computing";

/** A loop that computes longer without a pause is ended from outside. */
const hearing = 1000; // milliseconds

/**
 * A cell that has awaited cannot be, and may be amid a step, which on a loaded
 * machine takes seconds: only after so long it is said not to hear Stop.
 */
const longestStep = 5000; // milliseconds

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
  readonly #options: KernelOptions;
  readonly #process: Deno.ChildProcess;
  /** Rejected when the process ends. */
  readonly ended: Promise<never>;
  readonly #reader = new MessageReader();
  readonly #markers = new Markers();
  #connection: Connection | undefined;
  #isAlive = true;
  #cell: RunningCell | undefined;
  #onFirstMessage = () => {};
  #question: Message | undefined;

  private constructor(
    options: KernelOptions,
    { process, ended }: { process: Deno.ChildProcess; ended: Promise<never> },
  ) {
    this.#options = options;
    this.#process = process;
    this.ended = ended;
    const end = () => this.#isAlive = false;
    process.status.then(end, end);
  }

  /**
   * Starts a kernel with this process's own Deno and waits until it answers.
   *
   * @throws {Error} if the kernel ends before it answers.
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    const file = newConnectionFile();
    const kernel = new Kernel(options, await startProcess(file, options));
    try {
      await kernel.#connect(file);
      await kernel.#untilReady();
      const start = new URL("child/start.ts", import.meta.url).href;
      const { content } = await kernel.#run(`await import("${start}")`);
      if (content["status"] !== "ok") {
        throw new Error(String(content["evalue"]));
      }
      return kernel;
    } catch (error) {
      await kernel.shutdown();
      throw error;
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
    const cell = new RunningCell(code, onOutput);
    this.#cell = cell;
    try {
      const reply = await this.#run(cell.prepared.code, { silent: false });
      const marker = randomUUID();
      await this.#run(`await __cell.end("${marker}")`);
      await this.#marker(marker);
      return cell.errorOf(reply);
    } finally {
      cell.ended.resolve();
      this.#cell = undefined;
    }
  }

  /**
   * Runs code that is no cell: its value is not shown, and Stop is not for it.
   *
   * @returns what it threw.
   */
  async evaluate(code: string): Promise<CellError | undefined> {
    const { content } = await this.#run(code);
    return content["status"] === "ok" ? undefined : readError(content);
  }

  /**
   * Sends any request, such as one for completions, and waits for its reply.
   *
   * @throws {Error} if the kernel dies meanwhile.
   */
  request(
    type: string,
    content: unknown,
    channel?: "shell" | "control",
  ): Promise<Message> {
    const reply = this.#connection?.request(type, content, channel);
    return Promise.race(reply ? [reply, this.ended] : [this.ended]);
  }

  /**
   * Stops the cell that runs; the kernel and its variables stay. A cell whose
   * code listens (see `child/cell.ts`) ends by itself, or when this is called
   * again; any other at its `await`, or amid its computation.
   */
  async interrupt(): Promise<StopOutcome> {
    const cell = this.#cell;
    if (!this.#isAlive || !cell) return "idle";
    if (this.#question) this.#answer(this.#question, STOPPED);
    const before = cell.heard;
    cell.heard = Promise.withResolvers();
    cell.heard.promise.then(before.resolve); // Pressed again meanwhile.
    this.#process.kill("SIGINT");
    const soon = await outcomeOf(cell, hearing);
    if (soon) return soon;
    // Ended from outside while nothing else waits for it, or the kernel would
    // never answer again: see docs/upstream/.
    if (!cell.prepared.isInterruptible || cell.hasYielded) {
      return await outcomeOf(cell, longestStep) ?? "computing";
    }
    cell.wasInterrupted = true;
    await this.request("interrupt_request", {}, "control");
    return "ending";
  }

  /** Ends the process and closes the sockets. */
  async shutdown(): Promise<void> {
    this.kill();
    await this.ended.catch(() => {});
    this.#connection?.close();
    this.#connection = undefined;
  }

  /** Ends the process at once. */
  kill(): void {
    if (this.#isAlive) this.#process.kill("SIGKILL");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  #run(code: string, { silent = true } = {}): Promise<Message> {
    return this.request("execute_request", {
      code,
      silent,
      store_history: false,
      user_expressions: {},
      allow_stdin: true, // The kernel waits by it until its outputs are taken.
      stop_on_error: true,
    });
  }

  #marker(id: string): Promise<void> {
    return Promise.race([this.#markers.arrival(id), this.ended]);
  }

  #take(message: Message): void {
    this.#onFirstMessage();
    const published = this.#reader.read(message);
    if (published) this.#use(published);
  }

  #use(published: Published): void {
    const cell = this.#cell;
    const { onBackground = () => {}, onFrontEndMessage } = this.#options;
    if ("output" in published) {
      if (cell) cell.onOutput(published.output);
      else onBackground(published.output);
    } else if ("passOn" in published) {
      onFrontEndMessage?.(published.passOn);
    } else if ("error" in published) {
      if (cell) cell.stray ??= published.error;
      else onBackground(published);
    } else if (published.note.kind === "marker") {
      this.#markers.pass(published.note.id);
    } else if (published.note.kind === "stray") {
      this.#use({ error: published.note.error });
    } else {
      cell?.take(published.note);
    }
  }

  async #ask(question: Message): Promise<void> {
    const { prompt = "", password } = question.content as {
      prompt?: string;
      password?: boolean;
    };
    if (prompt.startsWith(SYNCHRONIZE)) {
      await this.#marker(prompt.slice(SYNCHRONIZE.length)).catch(() => {});
      return this.#connection?.answer(question, "");
    }
    this.#question = question;
    const { onQuestion } = this.#options;
    const answer = await onQuestion?.({ prompt, password: password ?? false });
    this.#answer(question, answer ?? NOBODY);
  }

  #answer(question: Message, text: string): void {
    if (this.#question !== question) return; // It is answered.
    this.#question = undefined;
    this.#connection?.answer(question, text);
  }

  async #connect(file: ConnectionFile): Promise<void> {
    const listeners = {
      onOutput: (message: Message) => this.#take(message),
      onQuestion: (message: Message) => void this.#ask(message),
    };
    while (!this.#connection) {
      try {
        this.#connection = await Connection.open(file, listeners);
      } catch (error) {
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
        await Promise.race([delay(20), this.ended]);
      }
    }
  }

  /** The kernel drops what it is asked, and publishes, before it is set up. */
  async #untilReady(): Promise<void> {
    const published = Promise.withResolvers<void>();
    this.#onFirstMessage = published.resolve;
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
}

/** @returns what became of Stop, or nothing if it is not known so soon. */
async function outcomeOf(
  { heard, ended }: RunningCell,
  milliseconds: number,
): Promise<StopOutcome | undefined> {
  return await Promise.race([
    heard.promise.then((listening): StopOutcome =>
      listening ? "listening" : "ending"
    ),
    ended.promise.then((): StopOutcome => "ending"),
    delay(milliseconds, undefined, { ref: false }),
  ]);
}
