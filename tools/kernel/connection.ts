/**
 * The client's end of the Jupyter protocol: two ZeroMQ sockets.
 *
 * @module
 */
import { randomInt, randomUUID } from "node:crypto";
import {
  type ConnectionFile,
  type Draft,
  type Message,
  packMessage,
  unpackMessage,
} from "./message.ts";
import { ZmtpSocket } from "./zmtp.ts";

/**
 * Below the ports that systems give to those who connect: who connects to such a
 * port before anybody listens there may be connected to itself, and take it.
 */
const ports = { first: 10_000, count: 22_000 };

/** @returns a connection with five free ports of this machine and a new key. */
export function newConnectionFile(): ConnectionFile {
  const found = new Set<number>();
  while (found.size < 5) {
    const port = randomInt(ports.first, ports.first + ports.count);
    if (isFree(port)) found.add(port);
  }
  const [shell_port, control_port, iopub_port, stdin_port, hb_port] = [
    ...found,
  ] as [number, number, number, number, number];
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

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}

/** What a client hears beside the replies to its requests. */
export interface Listeners {
  /** Receives each message that the kernel publishes, in order. */
  onOutput(message: Message): void;
  /** Receives the kernel's questions to the user. */
  onQuestion?(message: Message): void;
}

/** The sockets of one client. */
export class Connection {
  readonly #file: ConnectionFile;
  readonly #sockets: Record<
    "shell" | "control" | "stdin" | "iopub",
    ZmtpSocket
  >;
  readonly #replies = new Map<string, (reply: Message) => void>();

  private constructor(
    file: ConnectionFile,
    sockets: Record<"shell" | "control" | "stdin" | "iopub", ZmtpSocket>,
  ) {
    this.#file = file;
    this.#sockets = sockets;
  }

  /**
   * Connects to all channels but the heartbeat.
   *
   * @throws {Deno.errors.ConnectionRefused} if the kernel does not listen (yet).
   */
  static async open(
    file: ConnectionFile,
    { onOutput, onQuestion = () => {} }: Listeners,
  ): Promise<Connection> {
    const opened = await Promise.allSettled([
      ZmtpSocket.connect({ type: "DEALER", port: file.shell_port }),
      ZmtpSocket.connect({ type: "DEALER", port: file.control_port }),
      ZmtpSocket.connect({ type: "DEALER", port: file.stdin_port }),
      ZmtpSocket.connect({ type: "SUB", port: file.iopub_port }),
    ]);
    const failed = opened.find(({ status }) => status === "rejected");
    const all = opened.flatMap((one) =>
      one.status === "fulfilled" ? [one.value] : []
    );
    const [shell, control, stdin, iopub] = all;
    if (failed || !shell || !control || !stdin || !iopub) {
      all.forEach((socket) => socket.close());
      throw (failed as PromiseRejectedResult).reason;
    }
    const connection = new Connection(file, { shell, control, stdin, iopub });
    const onReply = (reply: Message) => {
      const { msg_id = "" } = reply.parent;
      connection.#replies.get(msg_id)?.(reply);
      connection.#replies.delete(msg_id);
    };
    connection.#read(shell, onReply);
    connection.#read(control, onReply);
    connection.#read(stdin, onQuestion);
    connection.#read(iopub, onOutput);
    return connection;
  }

  /** Sends a request; fulfilled with its reply. */
  request(
    type: string,
    content: unknown,
    channel: "shell" | "control" = "shell",
  ): Promise<Message> {
    const { id, frames } = packMessage({ type, content }, this.#file);
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#replies.set(id, resolve);
    this.#sockets[channel].send(frames);
    return promise;
  }

  /** Sends what has no reply, such as a comm's message. @returns its id. */
  tell(draft: Draft): string {
    const { id, frames } = packMessage(draft, this.#file);
    this.#sockets.shell.send(frames);
    return id;
  }

  /** Answers a question of the kernel. */
  answer(question: Message, value: string): void {
    const content = { value };
    const { header: parent } = question;
    const draft = { type: "input_reply", parent, content };
    this.#sockets.stdin.send(packMessage(draft, this.#file).frames);
  }

  close(): void {
    for (const socket of Object.values(this.#sockets)) socket.close();
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
