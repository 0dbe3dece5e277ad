/**
 * The process of a Deno kernel: it lives no longer than this one, and its words
 * are kept.
 *
 * @module
 */
import { tied } from "../common/tied.ts";
import type { ConnectionFile } from "./message.ts";

/** Where a kernel runs. */
export interface ProcessOptions {
  /** Working directory: the notebook's folder. */
  folder: string;
  /** Variables added to those of this process. */
  environment?: Record<string, string>;
  /** Receives what is printed past Deno: by libraries and child processes. */
  onNative?: (name: "stdout" | "stderr", text: string) => void;
}

/** Starts the process; it reads the connection from its standard input. */
export async function startProcess(
  file: ConnectionFile,
  { folder, environment, onNative = () => {} }: ProcessOptions,
): Promise<{ process: Deno.ChildProcess; ended: Promise<never> }> {
  const [program, ...args] = await tied(
    [Deno.execPath(), "jupyter", "--kernel", "--conn", "/dev/stdin"],
    "KILL",
  );
  const process = new Deno.Command(program, {
    args,
    cwd: folder,
    // Colours would end up in the notebook as escape sequences.
    env: { ...environment, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // No file: one that holds the key would outlive a process that is killed.
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(file)))
    .then(() => writer.close())
    .catch(() => {}); // It has ended, and `ended` says how.
  const ended = watch(process, onNative);
  ended.catch(() => {}); // Whoever waits for the kernel gets it.
  return { process, ended };
}

async function watch(
  process: Deno.ChildProcess,
  onNative: (name: "stdout" | "stderr", text: string) => void,
): Promise<never> {
  let lastWords = "";
  const [status] = await Promise.all([
    process.status,
    read(process.stdout, (text) => onNative("stdout", text)),
    read(process.stderr, (text) => {
      const words = text.replace(ownWords, "");
      lastWords = (lastWords + words).slice(-2000);
      if (words) onNative("stderr", words);
    }),
  ]);
  const how = status.signal ?? `code ${status.code}`;
  throw new Error(
    /out of memory/i.test(lastWords)
      ? `The Deno kernel ran out of memory and ended (${how}): work on fewer or smaller things, and start it again.`
      : `The Deno kernel ended unexpectedly (${how}) and its last words were ` +
        `"${lastWords.trim()}": start it again.`,
  );
}

/**
 * What Deno says that is no news to whoever runs a cell, and what TensorFlow
 * notes (`I0000`) before it heeds its own log level.
 */
const ownWords =
  /^(Warning "deno jupyter" is .*|CDP response has null result.*|WARNING: All log messages before absl::InitializeLog\(\) .*|I\d{4} [\d:. ]+\S+:\d+\] .*)\n?/gm;

async function read(
  stream: ReadableStream<Uint8Array>,
  onText: (text: string) => void,
): Promise<void> {
  const texts = stream.pipeThrough(new TextDecoderStream());
  for await (const text of texts) onText(text);
}
