/**
 * ZeroMQ's wire protocol, as much of it as Jupyter needs. (With the npm package
 * `zeromq` 6.8.0, Deno 2.9.6 crashed in 6 of 28 runs when sockets closed.)
 *
 * Nothing is believed of the other end: memory is taken for what has arrived,
 * not for what was announced, and one that does not read is given up.
 *
 * Specification: https://rfc.zeromq.org/spec/23/ (ZMTP 3.0, mechanism NULL)
 *
 * @module
 */
import { concatenate, frame, readReady, ready } from "./zmtp_frames.ts";
import { COMMAND, GREETING, LONG, MORE } from "./zmtp_frames.ts";

/** What to connect to, and as what. */
export interface ZmtpOptions {
  type: "DEALER" | "SUB";
  port: number;
}

/** What a kernel's end of a connection is. */
export type ServerType = "ROUTER" | "PUB" | "REP";

/** The longest message that is taken, in bytes. */
const longestMessage = 1 << 26;

/** What may wait for one that does not read, in bytes. */
const longestQueue = 1 << 27;

/** Who has connected has so long to say what it is. */
const handshakeTime = 5000; // milliseconds

/** One connection between two sockets of this machine. */
export class ZmtpSocket {
  readonly #connection: Deno.TcpConn;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #buffer = new Uint8Array(1 << 16);
  #start = 0;
  #end = 0;
  #waiting = 0;
  #isClosed = false;
  /** By which a ROUTER knows the other end; empty if it has not said. */
  identity = "";

  private constructor(connection: Deno.TcpConn) {
    connection.setNoDelay(true); // Requests would wait 40 ms for each other.
    this.#connection = connection;
    this.#writer = connection.writable.getWriter();
    this.#writer.closed.catch(() => {}); // A write that fails says it.
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
    if (type === "SUB") socket.send([Uint8Array.of(1)]);
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
    const timer = setTimeout(() => socket.close(), handshakeTime);
    try {
      await socket.#shakeHands(type);
      return socket;
    } catch (error) {
      socket.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Sends one message of several parts, as soon as the other end takes it. One
   * that does not is given up, so that nobody else waits for it.
   */
  send(parts: Uint8Array[]): void {
    this.sendBytes(
      concatenate(
        parts.map((part, index) =>
          frame(part, index < parts.length - 1 ? MORE : 0)
        ),
      ),
    );
  }

  /** As `send`; for several sockets the frames are made once. */
  sendBytes(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    if (this.#waiting > longestQueue) return this.close();
    this.#waiting += bytes.length;
    this.#writer.write(bytes).then(
      () => this.#waiting -= bytes.length,
      () => this.close(), // The other end has gone.
    );
  }

  /** The messages that arrive, until either side closes the connection. */
  async *messages(): AsyncGenerator<Uint8Array[]> {
    let parts: Uint8Array[] = [];
    let length = 0;
    while (true) {
      const next = await this.#readFrame(longestMessage - length);
      if (!next) return;
      const { flags, body } = next;
      if (flags & COMMAND) continue; // READY; ZMTP 3.0 has no other.
      parts.push(body);
      length += body.length + 16;
      if (flags & MORE) continue;
      yield parts;
      parts = [];
      length = 0;
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#connection.close();
    } catch (error) {
      // The stream has closed it.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #shakeHands(type: string): Promise<void> {
    await this.#writer.write(GREETING);
    const greeting = await this.#read(GREETING.length);
    if (greeting[0] !== 0xff || greeting[9] !== 0x7f || greeting[10]! < 3) {
      const { port } = this.#connection.remoteAddr as Deno.NetAddr;
      throw new Error(`Port ${port} does not speak ZMTP 3: use another port.`);
    }
    await this.#writer.write(frame(ready(type), COMMAND));
    const answer = await this.#readFrame(1 << 16);
    if (!answer) throw new Deno.errors.UnexpectedEof("It has closed.");
    this.identity = readReady(answer.body)["identity"] ?? "";
  }

  async #readFrame(longest: number): Promise<
    { flags: number; body: Uint8Array } | undefined
  > {
    try {
      const [flags] = await this.#read(1) as unknown as [number];
      const size = await this.#read(flags & LONG ? 8 : 1);
      const length = size.reduce((sum, byte) => sum * 256 + byte, 0);
      if (length > longest) return undefined;
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
    const parts: Uint8Array[] = [];
    for (let missing = length; missing > 0;) {
      if (this.#start === this.#end) {
        const count = await this.#connection.read(this.#buffer);
        if (count === null) throw new Deno.errors.UnexpectedEof();
        [this.#start, this.#end] = [0, count];
      }
      const end = Math.min(this.#end, this.#start + missing);
      parts.push(this.#buffer.slice(this.#start, end));
      missing -= end - this.#start;
      this.#start = end;
    }
    return parts.length === 1 ? parts[0]! : concatenate(parts);
  }
}
