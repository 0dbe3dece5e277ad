/**
 * What a kernel says to all its front ends.
 *
 * @module
 */
import { toTraceback } from "./cell_errors.ts";
import type { Header } from "./message.ts";
import type { FrontEndMessage, KernelOutput } from "./messages.ts";
import type { CellError } from "./protocol.ts";
import type { JupyterServer, Request } from "./server.ts";

/** Says that requests begin and end, and what is put out meanwhile. */
export class Publisher {
  readonly #server: JupyterServer;
  /** Of the last cell: what comes while no cell runs belongs to it. */
  last: Header | undefined;
  /** Of the cells that were run. */
  executionCount = 0;

  constructor(server: JupyterServer) {
    this.#server = server;
  }

  begin({ header }: Request): void {
    this.publish("status", { execution_state: "busy" }, header);
  }

  /** Replies and says that no more comes of this request. */
  answer(request: Request, content: unknown): void {
    request.reply(content);
    this.end(request);
  }

  end({ header }: Request): void {
    this.publish("status", { execution_state: "idle" }, header);
  }

  output(output: KernelOutput, parent: Header): void {
    if (output.type === "stream") {
      const { name, text } = output;
      return this.publish("stream", { name, text }, parent);
    }
    const { type, data, metadata, displayId } = output;
    this.publish(type, {
      data,
      metadata,
      ...type === "execute_result"
        ? { execution_count: this.executionCount }
        : { transient: displayId ? { display_id: displayId } : {} },
    }, parent);
  }

  /** What comes while no cell runs. */
  unasked(output: KernelOutput | { error: CellError }): void {
    if (!this.last) return;
    if ("error" in output) {
      const { traceback } = toFailure(output.error, "");
      this.warn(traceback.join("\n"), this.last);
    } else this.output(output, this.last);
  }

  warn(text: string, parent: Header): void {
    const content = { name: "stderr", text: `${text}\n` };
    this.publish("stream", content, parent);
  }

  /** Hands on what a widget says. */
  passOn(
    { type, content, metadata, buffers }: FrontEndMessage,
    parent: Header | undefined,
  ): void {
    this.#server.publish(type, content, parent, { metadata, buffers });
  }

  publish(type: string, content: unknown, parent: Header): void {
    this.#server.publish(type, content, parent);
  }
}

/** An error in the protocol's words. */
export function toFailure(error: CellError, code: string) {
  return {
    ename: error.name,
    evalue: error.message,
    traceback: toTraceback(error, code),
  };
}
