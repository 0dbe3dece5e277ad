/**
 * The kernel's end of the Jupyter protocol: five ports to which front ends
 * connect.
 *
 * @module
 */
import {
  type ConnectionFile,
  type Header,
  type Message,
  packMessage,
  unpackMessage,
} from "../kernel/message.ts";
import { type ServerType, ZmtpSocket } from "../kernel/zmtp.ts";

/** What a front end asks for. */
export interface Request extends Message {
  /** Answers it; fulfilled when the answer is on its way. */
  reply(content: unknown): Promise<void>;
}

/** The ports of a kernel, open until the process ends. */
export class JupyterServer {
  readonly #file: ConnectionFile;
  readonly #subscribers = new Set<ZmtpSocket>();

  /** Opens the ports and calls `onRequest` with each request that arrives. */
  constructor(file: ConnectionFile, onRequest: (request: Request) => void) {
    this.#file = file;
    const take = (socket: ZmtpSocket) => this.#take(socket, onRequest);
    this.#listen(file.shell_port, "ROUTER", take);
    this.#listen(file.control_port, "ROUTER", take);
    // Input is never asked for: the port is there because front ends connect.
    this.#listen(file.stdin_port, "ROUTER", take);
    this.#listen(file.hb_port, "REP", echo);
    this.#listen(file.iopub_port, "PUB", (socket) => this.#subscribe(socket));
  }

  /** Tells all front ends; `parent` is the request that it belongs to. */
  async publish(
    type: string,
    content: unknown,
    parent?: Header,
  ): Promise<void> {
    const { frames } = packMessage({ type, parent, content }, this.#file);
    const topic = new TextEncoder().encode(type);
    await Promise.all(
      [...this.#subscribers].map((socket) => send(socket, [topic, ...frames])),
    );
  }

  async #listen(
    port: number,
    type: ServerType,
    use: (socket: ZmtpSocket) => Promise<void>,
  ): Promise<void> {
    const listener = Deno.listen({ hostname: this.#file.ip, port });
    for await (const connection of listener) {
      ZmtpSocket.accept(connection, type).then(use).catch((error) => {
        console.error(`A connection was given up: ${error.message}`);
      });
    }
  }

  async #take(
    socket: ZmtpSocket,
    onRequest: (request: Request) => void,
  ): Promise<void> {
    for await (const frames of socket.messages()) {
      const message = unpackMessage(frames, this.#file);
      const { header: parent } = message;
      const type = message.type.replace(/_request$/, "_reply");
      const reply = (content: unknown) =>
        send(socket, packMessage({ type, parent, content }, this.#file).frames);
      onRequest({ ...message, reply });
    }
  }

  async #subscribe(socket: ZmtpSocket): Promise<void> {
    this.#subscribers.add(socket);
    for await (const _subscription of socket.messages());
    this.#subscribers.delete(socket);
  }
}

/** The heartbeat. */
async function echo(socket: ZmtpSocket): Promise<void> {
  for await (const frames of socket.messages()) await send(socket, frames);
}

/**
 * A write fails only when the front end has gone. It may go at any time; the
 * kernel and the other front ends go on.
 */
async function send(socket: ZmtpSocket, frames: Uint8Array[]): Promise<void> {
  await socket.send(frames).catch(() => {});
}
