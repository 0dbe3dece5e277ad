/**
 * The kernel as a server: what anybody on the machine can do to it without its
 * key, and what a client that behaves badly does to the others.
 */
import { expect } from "@std/expect";
import { setTimeout as delay } from "node:timers/promises";
import { packMessage } from "../../../tools/kernel/message.ts";
import { ZmtpSocket } from "../../../tools/kernel/zmtp.ts";
import { FrontEnd, texts } from "./front_end.ts";

const asks = { type: "kernel_info_request", content: {} };

Deno.test("what comes to a kernel's ports", async (t) => {
  await using kernel = await FrontEnd.start();
  const { file, process } = kernel;
  const works = async () =>
    expect(texts(await kernel.run("6 * 7"))).toStrictEqual(["42"]);

  await t.step("who never reads keeps nobody waiting", async () => {
    const deaf = await ZmtpSocket.connect({
      type: "SUB",
      port: file.iopub_port,
    });
    const start = performance.now();
    const { status } = await kernel.run(
      `for (let i = 0; i < 30; i++) console.log("x".repeat(1e6));`,
    );
    expect(status).toBe("ok");
    expect(performance.now() - start).toBeLessThan(10_000);
    deaf.close();
    await works();
  });

  await t.step("who comes and goes leaves no descriptor", async () => {
    const count = () => run("ls", `/proc/${process.pid}/fd`).split("\n").length;
    const before = count();
    for (let round = 0; round < 20; round++) {
      const sockets = await Promise.all(
        [file.shell_port, file.control_port, file.stdin_port].map((port) =>
          ZmtpSocket.connect({ type: "DEALER", port })
        ),
      );
      sockets.push(
        await ZmtpSocket.connect({ type: "SUB", port: file.iopub_port }),
      );
      sockets.forEach((socket) => socket.close());
    }
    for (let wait = 0; wait < 100 && count() > before; wait++) await delay(20);
    expect(count()).toBeLessThanOrEqual(before);
  });

  await t.step(
    "a wrong message is dropped, and the next is answered",
    async () => {
      const socket = await ZmtpSocket.connect({
        type: "DEALER",
        port: file.shell_port,
      });
      const answers = socket.messages();
      const pack = (content: unknown, key = file.key) =>
        packMessage({ ...asks, content }, { key }).frames;
      const [delimiter, signature, ...parts] = pack({});
      const bytes = (text: string) => new TextEncoder().encode(text);
      const wrong: Uint8Array[][] = [
        pack({}, "another key"),
        pack(null),
        pack([1]),
        [delimiter!, signature!],
        [delimiter!, signature!, ...parts.map(() => bytes("{"))],
        [bytes("no message")],
        [new Uint8Array(0)],
      ];
      for (const frames of wrong) socket.send(frames);
      socket.send(pack({}));
      const { value } = await answers.next();
      expect(value?.length).toBeGreaterThanOrEqual(6);
      socket.close();
      await works();
    },
  );

  await t.step("a message that is sent again does nothing", async () => {
    const socket = await ZmtpSocket.connect({
      type: "DEALER",
      port: file.shell_port,
    });
    const frames = packMessage({
      type: "execute_request",
      content: {
        code: "globalThis.runs = (globalThis.runs ?? 0) + 1",
        silent: true,
      },
    }, file).frames;
    for (let time = 0; time < 3; time++) socket.send(frames);
    await socket.messages().next();
    expect(texts(await kernel.run("globalThis.runs"))).toStrictEqual(["1"]);
    socket.close();
  });

  await t.step("a length that is announced takes no memory", async () => {
    const resident = () => {
      const status = run("cat", `/proc/${process.pid}/status`);
      return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
    };
    const before = resident();
    const connection = await shakenHands(file.shell_port);
    const header = new DataView(new ArrayBuffer(9));
    header.setUint8(0, 2); // A long frame.
    header.setBigUint64(1, 77n << 30n); // 77 GiB.
    await connection.write(new Uint8Array(header.buffer));
    expect(await connection.read(new Uint8Array(1))).toBe(null);
    connection.close();
    expect(resident()).toBeLessThan(before + 50);
    await works();
  });

  await t.step("who says nothing is given up", async () => {
    const connection = await Deno.connect({
      hostname: "127.0.0.1",
      port: file.control_port,
    });
    const buffer = new Uint8Array(64);
    const start = performance.now();
    while (await connection.read(buffer) !== null);
    expect(performance.now() - start).toBeLessThan(10_000);
    connection.close();
    await works();
  });
});

/** A connection whose greetings are over. */
async function shakenHands(port: number): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const greeting = new Uint8Array(64);
  greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  greeting.set(new TextEncoder().encode("NULL"), 12);
  await connection.write(greeting);
  const ready = new TextEncoder().encode(
    "\x05READY\x0bSocket-Type\0\0\0\x06DEALER",
  );
  await connection.write(Uint8Array.of(4, ready.length, ...ready));
  // What the other end says of itself: 64 bytes, and a command.
  for (let missing = 64 + 2 + 28; missing > 0;) {
    missing -= await connection.read(new Uint8Array(missing)) ?? missing;
  }
  return connection;
}

/** Deno itself lets only those read about processes who may do anything. */
function run(command: string, ...args: string[]): string {
  const { success, stdout } = new Deno.Command(command, { args }).outputSync();
  expect(success).toBe(true);
  return new TextDecoder().decode(stdout);
}
