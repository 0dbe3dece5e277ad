/**
 * The client's end of the Jupyter protocol: two ZeroMQ sockets.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import {
  type ConnectionFile,
  type Message,
  packMessage,
  unpackMessage,
} from "./message.ts";
import { ZmtpSocket } from "./zmtp.ts";

/** @returns a connection with five free ports of this machine and a new key. */
export function newConnectionFile(): ConnectionFile {
  const listeners = Array.from(
    { length: 5 },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  listeners.forEach((listener) => listener.close());
  const [shell_port, control_port, iopub_port, stdin_port, hb_port] = ports as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    ip: "127.0.0.1",
    transport: "tcp",
    shell_port,
    control_port,
    iopub_port,
    stdin_port,
    hb_port,
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    kernel_name: "deno",
  };
}

/** The sockets of one client. */
export class Connection {
  readonly #file: ConnectionFile;
  readonly #requests: ZmtpSocket;
  readonly #outputs: ZmtpSocket;
  readonly #replies = new Map<string, (reply: Message) => void>();

  private constructor(
    file: ConnectionFile,
    sockets: { requests: ZmtpSocket; outputs: ZmtpSocket },
  ) {
    this.#file = file;
    this.#requests = sockets.requests;
    this.#outputs = sockets.outputs;
  }

  /**
   * Connects, and calls `onOutput` with each message that the kernel publishes,
   * in order.
   *
   * @throws {Deno.errors.ConnectionRefused} if the kernel does not listen (yet).
   */
  static async open(
    file: ConnectionFile,
    onOutput: (message: Message) => void,
  ): Promise<Connection> {
    const requests = await ZmtpSocket.connect({
      type: "DEALER",
      port: file.shell_port,
    });
    const outputs = await ZmtpSocket.connect({
      type: "SUB",
      port: file.iopub_port,
    }).catch((error) => {
      requests.close();
      throw error;
    });
    const connection = new Connection(file, { requests, outputs });
    connection.#read(outputs, onOutput);
    connection.#read(requests, (reply) => {
      const { msg_id = "" } = reply.parent;
      connection.#replies.get(msg_id)?.(reply);
      connection.#replies.delete(msg_id);
    });
    return connection;
  }

  /** Sends a request to the shell channel; fulfilled with its reply. */
  async request(type: string, content: unknown): Promise<Message> {
    const { id, frames } = packMessage({ type, content }, this.#file);
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#replies.set(id, resolve);
    await this.#requests.send(frames);
    return promise;
  }

  close(): void {
    this.#requests.close();
    this.#outputs.close();
  }

  async #read(
    socket: ZmtpSocket,
    onMessage: (message: Message) => void,
  ): Promise<void> {
    for await (const frames of socket.messages()) {
      onMessage(unpackMessage(frames, this.#file));
    }
  }
}
