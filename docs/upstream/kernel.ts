/**
 * Deno's own kernel, as it is, and a client.
 *
 * @module
 */
import {
  Connection,
  newConnectionFile,
} from "../../tools/kernel/connection.ts";
import type { Message } from "../../tools/kernel/message.ts";

/** A kernel and what it has published. */
export interface BareKernel {
  readonly process: Deno.ChildProcess;
  readonly published: Message[];
  /** Runs a cell; nothing if it takes longer than three seconds. */
  run(code: string): Promise<Message | undefined>;
  interrupt(): Promise<Message>;
}

/** Starts a kernel, and exits with 1 if the fault is there. */
export async function report(
  fault: string,
  isThere: (kernel: BareKernel) => Promise<boolean>,
): Promise<never> {
  const file = newConnectionFile();
  const path = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(path, JSON.stringify(file));
  const process = new Deno.Command(Deno.execPath(), {
    args: ["jupyter", "--kernel", "--conn", path],
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await wait(1500); // It drops what it is asked before it is set up.
    const published: Message[] = [];
    const connection = await Connection.open(file, {
      onOutput: (message) => published.push(message),
    });
    const kernel: BareKernel = {
      process,
      published,
      run: (code) =>
        Promise.race([
          connection.request("execute_request", {
            code,
            silent: false,
            store_history: true,
            user_expressions: {},
            allow_stdin: false,
            stop_on_error: true,
          }),
          wait(3000),
        ]),
      interrupt: () => connection.request("interrupt_request", {}, "control"),
    };
    const found = await isThere(kernel);
    console.log(
      `Deno ${Deno.version.deno}: ${found ? "" : "no longer "}${fault}.`,
    );
    Deno.exitCode = found ? 1 : 0;
  } finally {
    await Deno.remove(path);
    try {
      process.kill("SIGKILL");
    } catch {
      // The fault was that it has ended.
    }
  }
  Deno.exit();
}

export function wait(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) =>
    setTimeout(() => resolve(undefined), milliseconds)
  );
}
