/**
 * Publishing from inside the Deno kernel: text in batches, long messages in
 * pieces, and never more at a time than the other end has taken.
 *
 * Deno's publisher writes from two places at once, and a frame that does not fit
 * into the socket's buffer is torn apart: see docs/upstream/.
 *
 * @module
 */
import { KERNEL_TYPE, type KernelNote, SYNCHRONIZE } from "../protocol.ts";

type Options = Parameters<typeof Deno.jupyter.broadcast>[2];

/** Longer messages go in pieces of this many characters. */
const pieceLength = 1 << 17;

/** What may be on its way, in characters. */
const windowLength = 1 << 19;

/** How long printed text waits for more. */
const batchInterval = 100; // milliseconds

/** A batch is not longer than this, in characters. */
const batchLength = 1 << 16;

// The Deno kernel's own; what stands in their place later calls these.
const broadcast = Deno.jupyter.broadcast;
const ask = globalThis.prompt; // Blocks until it is answered.

let onTheWay = 0;
const batch = { name: "stdout", texts: [] as string[], length: 0 };
let flushedAt = -Infinity;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Publishes a message after all that was printed before it. */
export function publish(type: string, content: unknown, options?: Options) {
  flush();
  const json = JSON.stringify(content);
  const whole = JSON.parse(json, wellFormed);
  // Buffers are for comms, whose messages are short.
  if (json.length <= pieceLength || options?.buffers?.length) {
    send(type, whole, json.length, options);
    return;
  }
  const id = crypto.randomUUID();
  const text = JSON.stringify({ type, content: whole });
  for (let start = 0, end: number; start < text.length; start = end) {
    end = start + pieceLength;
    if (isHighSurrogate(text.charCodeAt(end - 1))) end--;
    const last = end >= text.length;
    note({ kind: "piece", id, text: text.slice(start, end), last });
  }
}

/** Publishes what only the process that started the kernel is to see. */
export function note(note: KernelNote) {
  flush();
  const length = note.kind === "piece" ? note.text.length : 100;
  const data = { [KERNEL_TYPE]: note };
  send("display_data", { data, metadata: {}, transient: {} }, length);
}

/** Prints; what is printed soon after comes with it. */
export function print(name: "stdout" | "stderr", text: string) {
  if (batch.name !== name) flush();
  batch.name = name;
  batch.texts.push(text);
  batch.length += text.length;
  const age = performance.now() - flushedAt;
  if (age >= batchInterval || batch.length >= batchLength) flush();
  else timer ??= setTimeout(flush, batchInterval - age);
}

/** Publishes what was printed. */
export function flush() {
  clearTimeout(timer);
  timer = undefined;
  if (batch.length === 0) return;
  const text = escapeLone(batch.texts.join(""));
  batch.texts = [];
  batch.length = 0;
  for (let start = 0; start < text.length; start += batchLength) {
    const part = text.slice(start, start + batchLength);
    send("stream", { name: batch.name, text: part }, part.length);
  }
  flushedAt = performance.now();
}

/** Asks the front end's user; blocks meanwhile. */
export function askUser(question: string): string | null {
  flush();
  return ask(question);
}

function send(
  type: string,
  content: unknown,
  length: number,
  options?: Options,
) {
  broadcast(type, content as Record<string, unknown>, options);
  onTheWay += length;
  if (onTheWay >= windowLength) settle();
}

/** Waits until all that was published has been taken. */
export function settle() {
  flush();
  onTheWay = 0;
  const id = crypto.randomUUID();
  const data = { [KERNEL_TYPE]: { kind: "marker", id } satisfies KernelNote };
  broadcast("display_data", { data, metadata: {}, transient: {} });
  ask(SYNCHRONIZE + id);
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? escapeLone(value) : value;
}

/** Half a surrogate pair cannot be encoded: it is written as in source code. */
function escapeLone(text: string): string {
  if (text.isWellFormed()) return text;
  return text.replace(
    /\p{Surrogate}/gu,
    (half) => `\\u${half.charCodeAt(0).toString(16)}`,
  );
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}
