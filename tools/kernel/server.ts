/**
 * The kernel's end of the Jupyter protocol: five ports to which front ends
 * connect.
 *
 * Anybody on this machine can connect, so that nothing waits for a front end
 * that does not read, and what is not signed, or was seen before, is dropped.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  type ConnectionFile,
  type Draft,
  type Header,
  type Message,
  packMessage,
  unpackMessage,
} from "./message.ts";
import { type ServerType, ZmtpSocket } from "./zmtp.ts";
import { concatenate, frame, MORE } from "./zmtp_frames.ts";

/** What a front end asks for. */
export interface Request extends Message {
  /** Answers it. */
  reply(content: unknown): void;
  /**
   * Asks its user.
   *
   * @returns the answer; undefined if the front end cannot be asked.
   */
  ask(content: { prompt: string; password: boolean }): Promise<
    string | undefined
  >;
}

/** More connections than this are not taken. */
const mostConnections = 256;

/** So many messages are remembered, lest one of them is sent again. */
const longestMemory = 1 << 16;

/** The ports of a kernel, open until the process ends. */
export class JupyterServer {
  readonly #file: ConnectionFile;
  readonly #open = new Set<ZmtpSocket>();
  readonly #subscribers = new Set<ZmtpSocket>();
  readonly #askable = new Set<ZmtpSocket>();
  readonly #questions = new Map<string, (answer: string) => void>();
  readonly #seen = new Set<string>();

  /** Opens the ports and calls `onRequest` with each request that arrives. */
  constructor(file: ConnectionFile, onRequest: (request: Request) => void) {
    this.#file = file;
    const take = (socket: ZmtpSocket) => this.#take(socket, onRequest);
    this.#listen(file.shell_port, "ROUTER", take);
    this.#listen(file.control_port, "ROUTER", take);
    this.#listen(file.stdin_port, "ROUTER", (socket) => this.#hear(socket));
    this.#listen(file.hb_port, "REP", echo);
    this.#listen(file.iopub_port, "PUB", (socket) => this.#subscribe(socket));
  }

  /** Tells all front ends; `parent` is the request that it belongs to. */
  publish(
    type: string,
    content: unknown,
    parent: Header | undefined,
    more: Pick<Draft, "metadata" | "buffers"> = {},
  ): void {
    const draft = { type, parent, content, ...more };
    const { frames } = packMessage(draft, this.#file);
    const topic = new TextEncoder().encode(type);
    // Once for all.
    const bytes = concatenate(
      [topic, ...frames].map((part, index) =>
        frame(part, index < frames.length ? MORE : 0)
      ),
    );
    for (const socket of this.#subscribers) socket.sendBytes(bytes);
  }

  async #listen(
    port: number,
    type: ServerType,
    use: (socket: ZmtpSocket) => Promise<void>,
  ): Promise<never> {
    const listener = Deno.listen({ hostname: this.#file.ip, port });
    while (true) {
      try {
        this.#accept(await listener.accept(), type, use);
      } catch (error) {
        // No descriptor is left, or who came has gone: others may come later.
        console.error(`A connection was not made: ${(error as Error).message}`);
        await delay(100);
      }
    }
  }

  async #accept(
    connection: Deno.TcpConn,
    type: ServerType,
    use: (socket: ZmtpSocket) => Promise<void>,
  ): Promise<void> {
    if (this.#open.size >= mostConnections) return connection.close();
    let socket: ZmtpSocket | undefined;
    try {
      socket = await ZmtpSocket.accept(connection, type);
      this.#open.add(socket);
      await use(socket);
    } catch {
      // Not ZMTP, or gone before it has said anything: nobody waits for it.
    } finally {
      socket?.close();
      if (socket) this.#open.delete(socket);
    }
  }

  async #take(
    socket: ZmtpSocket,
    onRequest: (request: Request) => void,
  ): Promise<void> {
    for await (const frames of socket.messages()) {
      const message = this.#unpack(frames);
      if (!message) continue;
      const { header: parent } = message;
      const type = message.type.replace(/_request$/, "_reply");
      onRequest({
        ...message,
        reply: (content) => {
          const draft = { type, parent, content };
          socket.send(packMessage(draft, this.#file).frames);
        },
        ask: (content) => this.#ask(socket, parent, content),
      });
    }
  }

  /** @returns nothing for what is not signed, or is sent again. */
  #unpack(frames: Uint8Array[]): Message | undefined {
    let message: Message;
    try {
      message = unpackMessage(frames, this.#file);
    } catch (error) {
      console.error((error as Error).message);
      return undefined;
    }
    if (this.#seen.has(message.signature)) return undefined;
    this.#seen.add(message.signature);
    if (this.#seen.size > longestMemory) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return message;
  }

  async #ask(
    { identity }: ZmtpSocket,
    parent: Header,
    content: { prompt: string; password: boolean },
  ): Promise<string | undefined> {
    const socket = [...this.#askable].find((one) => one.identity === identity);
    if (!socket) return undefined;
    const draft = { type: "input_request", parent, content };
    const { id, frames } = packMessage(draft, this.#file);
    socket.send(frames);
    return await new Promise<string>((resolve) =>
      this.#questions.set(id, resolve)
    ).finally(() => this.#questions.delete(id));
  }

  async #hear(socket: ZmtpSocket): Promise<void> {
    this.#askable.add(socket);
    try {
      for await (const frames of socket.messages()) {
        const message = this.#unpack(frames);
        if (message?.type !== "input_reply") continue;
        const answer = String(message.content["value"] ?? "");
        const { msg_id } = message.parent;
        // Some front ends do not say what they answer: then it is the last.
        const id = msg_id && this.#questions.has(msg_id)
          ? msg_id
          : [...this.#questions.keys()].at(-1);
        if (id) this.#questions.get(id)!(answer);
      }
    } finally {
      this.#askable.delete(socket);
    }
  }

  async #subscribe(socket: ZmtpSocket): Promise<void> {
    this.#subscribers.add(socket);
    try {
      for await (const _subscription of socket.messages());
    } finally {
      this.#subscribers.delete(socket);
    }
  }
}

/** The heartbeat. */
async function echo(socket: ZmtpSocket): Promise<void> {
  for await (const frames of socket.messages()) socket.send(frames);
}
