/**
 * What a Deno kernel publishes, read.
 *
 * @module
 */
import type { Message } from "./message.ts";
import { type CellError, KERNEL_TYPE, type KernelNote } from "./protocol.ts";

/** What a cell puts out, in the protocol's words. */
export type KernelOutput =
  | { type: "stream"; name: "stdout" | "stderr"; text: string }
  | {
    type: "display_data" | "execute_result" | "update_display_data";
    data: Record<string, unknown>;
    metadata: Record<string, unknown>;
    displayId?: string;
  };

/** What only a front end can use: `clear_output` and comms. */
export interface FrontEndMessage {
  type: "clear_output" | "comm_open" | "comm_msg" | "comm_close";
  content: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** One thing that a kernel published. */
export type Published =
  | { output: KernelOutput }
  | { passOn: FrontEndMessage }
  | { error: CellError }
  | { note: Exclude<KernelNote, { kind: "piece" }> };

/** Reads messages in their order; one that came in pieces is read with its last. */
export class MessageReader {
  readonly #pieces = new Map<string, string[]>();

  /** @returns nothing for what concerns nobody. */
  read(message: Message): Published | undefined {
    const { type, content } = message;
    const { data } = content as { data?: Record<string, unknown> };
    switch (type) {
      case "error":
        return { error: readError(content) };
      case "stream": {
        const { name, text } = content as {
          name: "stdout" | "stderr";
          text: string;
        };
        return { output: { type, name, text } };
      }
      case "clear_output":
      case "comm_open":
      case "comm_msg":
      case "comm_close": {
        const { metadata, buffers } = message;
        return { passOn: { type, content, metadata, buffers } };
      }
      case "display_data":
      case "execute_result":
      case "update_display_data": {
        const note = data?.[KERNEL_TYPE] as KernelNote | undefined;
        if (note?.kind === "piece") return this.#join(message, note);
        if (note) return { note };
        const { metadata = {}, transient } = content as {
          metadata?: Record<string, unknown>;
          transient?: { display_id?: string };
        };
        const displayId = transient?.display_id;
        return { output: { type, data: data ?? {}, metadata, displayId } };
      }
    }
  }

  #join(
    message: Message,
    { id, text, last }: Extract<KernelNote, { kind: "piece" }>,
  ): Published | undefined {
    const pieces = this.#pieces.get(id) ?? [];
    pieces.push(text);
    this.#pieces.set(id, pieces);
    if (!last) return undefined;
    this.#pieces.delete(id);
    return this.read({ ...message, ...JSON.parse(pieces.join("")) });
  }
}

export function readError(content: Record<string, unknown>): CellError {
  const { ename, evalue, traceback } = content as {
    ename?: string;
    evalue?: string;
    traceback?: string[];
  };
  return {
    name: ename ?? "Error",
    message: evalue ?? "",
    traceback: traceback ?? [],
  };
}
