/**
 * A front end for tests of the kernel that front ends start.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  Connection,
  type Listeners,
  newConnectionFile,
} from "../../../tools/kernel/connection.ts";
import { kernelCommand } from "../../../tools/kernel/install.ts";
import type { ConnectionFile, Message } from "../../../tools/kernel/message.ts";

/** What a front end knows of a request when it is `idle`. */
export interface Answer {
  status: unknown;
  content: Record<string, unknown>;
  /** What was published for it, status messages excepted. */
  outputs: Message[];
}

/** A front end: it stops listening to a request at `idle`, as nbclient does. */
export class FrontEnd {
  readonly #messages = new Map<string, Message[]>();
  #connection!: Connection;
  #hasEnded = false;

  /** What was asked, and what is answered. */
  readonly questions: Record<string, unknown>[] = [];
  /** Nothing is answered without it. */
  answer: string | undefined;

  private constructor(
    readonly file: ConnectionFile,
    readonly process: Deno.ChildProcess,
  ) {
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
    const frontEnd = new FrontEnd(file, process);
    frontEnd.#connection = await connect(file, {
      onOutput: (message) => frontEnd.#take(message),
      onQuestion: (question) => {
        frontEnd.questions.push(question.content);
        const { answer } = frontEnd;
        if (answer === undefined) return;
        frontEnd.#connection.answer(question, answer);
      },
    });
    await frontEnd.request("kernel_info_request", {});
    await Deno.remove(path);
    return frontEnd;
  }

  async run(code: string, options = {}): Promise<Answer> {
    const reply = await this.#connection.request("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...options,
    });
    return {
      status: reply.content["status"],
      content: reply.content,
      outputs: await this.outputsOf(reply.parent.msg_id!),
    };
  }

  request(type: string, content: unknown): Promise<Message> {
    return this.#connection.request(type, content);
  }

  control(type: string, content = {}): Promise<Message> {
    return this.#connection.request(type, content, "control");
  }

  /** Sends what has no reply; what comes of it is found with `outputsOf`. */
  tell(type: string, content: unknown): string {
    return this.#connection.tell({ type, content });
  }

  /** Waits until a request is done. */
  async outputsOf(id: string): Promise<Message[]> {
    while (!this.#isIdle(id)) await delay(5);
    const messages = this.#messages.get(id)!;
    const end = messages.findIndex(isIdle);
    return messages.slice(0, end).filter(({ type }) => type !== "status");
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
    this.#connection.close();
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

/** Connects as soon as the kernel listens, or gives it up. */
export async function connect(
  file: ConnectionFile,
  listeners: Listeners,
  signal?: AbortSignal,
): Promise<Connection> {
  while (true) {
    signal?.throwIfAborted();
    try {
      return await Connection.open(file, listeners);
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      await delay(20);
    }
  }
}

/** The text of each output but the first, which repeats the code. */
export function texts({ outputs }: Answer): unknown[] {
  if (outputs[0]?.type !== "execute_input") throw new Error("No input.");
  return outputs.slice(1).map(({ content }) => {
    const { text, data, ename } = content as Record<string, never>;
    return text ?? data?.["text/plain"] ?? ename;
  });
}

/** Whether a process lives. */
export function isRunning(pid: number): boolean {
  const { success } = new Deno.Command("kill", { args: ["-0", String(pid)] })
    .outputSync();
  return success;
}
