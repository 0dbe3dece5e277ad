/**
 * ZeroMQ's wire protocol, as much of it as a Jupyter client needs: connecting
 * DEALER and SUB sockets over TCP. (With the npm package `zeromq` 6.8.0, Deno
 * 2.9.6 crashed in 6 of 28 runs when sockets closed.)
 *
 * Specification: https://rfc.zeromq.org/spec/23/ (ZMTP 3.0, mechanism NULL)
 *
 * @module
 */

/** What to connect to, and as what. */
export interface ZmtpOptions {
  type: "DEALER" | "SUB";
  port: number;
}

/** What a kernel's end of a connection is. */
export type ServerType = "ROUTER" | "PUB" | "REP";

/** One connection between two sockets of this machine. */
export class ZmtpSocket {
  readonly #connection: Deno.TcpConn;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #buffer = new Uint8Array(1 << 16);
  #start = 0;
  #end = 0;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.#writer = connection.writable.getWriter();
  }

  /**
   * Connects; a SUB socket subscribes to everything.
   *
   * @throws {Deno.errors.ConnectionRefused} if nobody listens (yet).
   */
  static async connect({ type, port }: ZmtpOptions): Promise<ZmtpSocket> {
    const hostname = "127.0.0.1";
    const socket = new ZmtpSocket(await Deno.connect({ hostname, port }));
    await socket.#shakeHands(type);
    if (type === "SUB") await socket.send([Uint8Array.of(1)]);
    return socket;
  }

  /**
   * Takes a connection that somebody made to a port of ours.
   *
   * @throws {Error} if the other end does not speak ZMTP.
   */
  static async accept(
    connection: Deno.TcpConn,
    type: ServerType,
  ): Promise<ZmtpSocket> {
    const socket = new ZmtpSocket(connection);
    await socket.#shakeHands(type);
    return socket;
  }

  /** Sends one message of several parts. */
  async send(parts: Uint8Array[]): Promise<void> {
    const frames = parts.map((part, index) =>
      frame(part, index < parts.length - 1 ? MORE : 0)
    );
    await this.#writer.write(concatenate(frames));
  }

  /** The messages that arrive, until either side closes the connection. */
  async *messages(): AsyncGenerator<Uint8Array[]> {
    let parts: Uint8Array[] = [];
    while (true) {
      const next = await this.#readFrame();
      if (!next) return;
      const { flags, body } = next;
      if (flags & COMMAND) continue; // READY; ZMTP 3.0 has no other.
      parts.push(body);
      if (flags & MORE) continue;
      yield parts;
      parts = [];
    }
  }

  close(): void {
    this.#connection.close();
  }

  async #shakeHands(type: string): Promise<void> {
    await this.#writer.write(GREETING);
    const greeting = await this.#read(GREETING.length);
    if (greeting[0] !== 0xff || greeting[9] !== 0x7f || greeting[10]! < 3) {
      const { port } = this.#connection.remoteAddr as Deno.NetAddr;
      throw new Error(`Port ${port} does not speak ZMTP 3: use another port.`);
    }
    await this.#writer.write(frame(ready(type), COMMAND));
  }

  async #readFrame(): Promise<
    { flags: number; body: Uint8Array } | undefined
  > {
    try {
      const [flags] = await this.#read(1) as unknown as [number];
      const size = await this.#read(flags & LONG ? 8 : 1);
      const length = size.reduce((sum, byte) => sum * 256 + byte, 0);
      return { flags, body: await this.#read(length) };
    } catch (error) {
      // Closed here, or there: who waits for the process learns why.
      const isClosed = error instanceof Deno.errors.UnexpectedEof ||
        error instanceof Deno.errors.ConnectionReset ||
        error instanceof Deno.errors.BadResource ||
        error instanceof Deno.errors.Interrupted;
      if (isClosed) return undefined;
      throw error;
    }
  }

  async #read(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      if (this.#start === this.#end) {
        const count = await this.#connection.read(this.#buffer);
        if (count === null) throw new Deno.errors.UnexpectedEof();
        [this.#start, this.#end] = [0, count];
      }
      const end = Math.min(this.#end, this.#start + length - filled);
      bytes.set(this.#buffer.subarray(this.#start, end), filled);
      filled += end - this.#start;
      this.#start = end;
    }
    return bytes;
  }
}

// Flags of a frame.
const MORE = 1;
const LONG = 2;
const COMMAND = 4;

/** Signature, version 3.0, mechanism, role of client, filler: 64 bytes. */
const GREETING = new Uint8Array(64);
GREETING.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
GREETING.set(encode("NULL"), 12);

function ready(type: string): Uint8Array {
  const name = encode("READY");
  const key = encode("Socket-Type");
  const value = encode(type);
  return concatenate([
    Uint8Array.of(name.length),
    name,
    Uint8Array.of(key.length),
    key,
    Uint8Array.of(0, 0, 0, value.length),
    value,
  ]);
}

function frame(body: Uint8Array, flags: number): Uint8Array {
  if (body.length < 256) {
    return concatenate([Uint8Array.of(flags, body.length), body]);
  }
  const header = new DataView(new ArrayBuffer(9));
  header.setUint8(0, flags | LONG);
  header.setBigUint64(1, BigInt(body.length));
  return concatenate([new Uint8Array(header.buffer), body]);
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
