/**
 * Loaded once in a Deno kernel: mends what it lacks.
 *
 * - Printed text goes in batches, also `process.stdout`'s; large outputs arrive.
 * - Errors and rejections that no cell awaits are published.
 * - SIGINT, which would end the process, stops the cell that runs.
 * - A kernel whose parent was killed ends itself.
 *
 * @module
 */
import process from "node:process";
import { cell, steps, stop } from "./cell.ts";
import { comms } from "./comms.ts";
import { describeError } from "./errors.ts";
import { askUser, note, print, publish, settle } from "./publish.ts";
import { bundleOf, metadataOf } from "./values.ts";
import { NOBODY, STOPPED } from "../protocol.ts";

/** What Deno keeps for its own modules. */
interface Internals {
  Console: new (print: (text: string, level: number) => void) => Console;
  jupyter: {
    broadcastResult(count: number, value: unknown): Promise<void>;
  };
}

function define(target: object, name: string | symbol, value: unknown) {
  Object.defineProperty(target, name, { value, configurable: true });
}

define(globalThis, Symbol.for("emoji-autoencoder.cell"), cell);
define(globalThis, Symbol.for("emoji-autoencoder.comms"), comms);
define(globalThis, "__cell", { ...steps, deliver: comms.deliver });

const { internal } = Deno as unknown as { internal: symbol };
const internals = (Deno as unknown as Record<symbol, Internals>)[internal]!;

// Printing.
const own = new internals.Console((text, level) =>
  print(level > 1 ? "stderr" : "stdout", text)
);
for (const name of Object.keys(own) as (keyof Console)[]) {
  Object.defineProperty(console, name, { value: own[name], writable: true });
}
for (const name of ["stdout", "stderr"] as const) {
  const decoder = new TextDecoder();
  const writeSync = (bytes: Uint8Array) => {
    print(name, decoder.decode(bytes, { stream: true }));
    return bytes.length;
  };
  define(Deno[name], "writeSync", writeSync);
  define(
    Deno[name],
    "write",
    (bytes: Uint8Array) => Promise.resolve(writeSync(bytes)),
  );
  type Write = (
    chunk: Uint8Array | string,
    _: string,
    done: () => void,
  ) => void;
  const write: Write = (chunk, _, done) => {
    if (typeof chunk === "string") print(name, chunk);
    else writeSync(chunk);
    done();
  };
  define(process[name], "_write", write);
  define(process[name], "_writev", undefined);
}

// What processes print that this one starts; Deno gives them no output.
class Command extends Deno.Command {
  readonly #again: () => Deno.Command;
  readonly #prints: ("stdout" | "stderr")[];

  constructor(command: string | URL, options: Deno.CommandOptions = {}) {
    super(command, options);
    this.#prints = (["stdout", "stderr"] as const).filter((name) =>
      (options[name] ?? "inherit") === "inherit"
    );
    const piped = this.#prints.map((name) => [name, "piped"]);
    this.#again = () =>
      new Plain(command, { ...options, ...Object.fromEntries(piped) });
  }

  override spawn(): Deno.ChildProcess {
    const child = this.#again().spawn();
    const printed = this.#prints.map(async (name) => {
      const texts = child[name].pipeThrough(new TextDecoderStream());
      for await (const text of texts) print(name, text);
    });
    const status = Promise.all([child.status, ...printed])
      .then(([status]) => status);
    Object.defineProperty(child, "status", { value: status });
    return child;
  }
}
const Plain = Deno.Command;
define(Deno, "Command", Command);

// Showing.
const { jupyter } = Deno;
jupyter.broadcast = (type, content, options) => {
  publish(type, content, options);
  return Promise.resolve();
};
jupyter.display = async (shown, { raw, update, display_id } = {}) => {
  const isBundle = raw && typeof shown === "object" && shown !== null;
  publish(update ? "update_display_data" : "display_data", {
    data: isBundle ? shown : await bundleOf(shown),
    metadata: metadataOf(shown),
    transient: display_id ? { display_id } : {},
  });
};
internals.jupyter.broadcastResult = (_count, value) => {
  if (value !== undefined) steps.show(value);
  return Promise.resolve();
};

// Asking.
globalThis.prompt = (message = "Prompt", defaultValue = "") => {
  const hint = defaultValue === "" ? "" : ` [${defaultValue}]`;
  const answer = askUser(`${message}${hint} `);
  if (answer === STOPPED) throw new Error("Stop ended the question.");
  if (answer === NOBODY || answer === null) {
    throw new Error(
      `Nobody can answer "${message}" here: put the answer into a cell.`,
    );
  }
  return answer || defaultValue;
};
globalThis.confirm = (message = "Confirm") =>
  /^y(es)?$/i.test(globalThis.prompt(`${message} [y/N]`) ?? "");

// Before the process ends, what it has printed is out.
addEventListener("unload", settle);

// What no cell awaits.
const stray = (event: Event, error: unknown) => {
  event.preventDefault();
  note({ kind: "stray", error: describeError(error) });
};
addEventListener("unhandledrejection", (event) => stray(event, event.reason));
addEventListener(
  "error",
  (event) => stray(event, event.error ?? event.message),
);

// Living and ending.
Deno.addSignalListener("SIGINT", stop);
const parent = Deno.ppid;
setInterval(() => {
  if (Deno.ppid !== parent) Deno.exit(1);
}, 1000);
