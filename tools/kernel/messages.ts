/**
 * What a kernel is told beside the cells, and what it says.
 *
 * @module
 */
import type { Message } from "./message.ts";

/** What a cell puts out, in the protocol's words. */
export type KernelOutput =
  | { type: "stream"; name: "stdout" | "stderr"; text: string }
  | {
    type: "display_data" | "execute_result" | "update_display_data";
    data: Record<string, unknown>;
    metadata: Record<string, unknown>;
    displayId?: string;
  };

/** An error in a cell: thrown, rejected, in a timer, or of its syntax. */
export interface CellError {
  name: string;
  message: string;
  traceback: string[];
}

const MARKER = "application/vnd.emoji-autoencoder.marker";
const STRAY_ERROR = "application/vnd.emoji-autoencoder.stray-error";

/**
 * Run once in the kernel. The kernel swallows rejections and errors that no
 * cell awaits: they are published here. SIGINT would end it: with a listener it
 * does not, and what can be stopped has its own. A kernel whose parent was
 * killed would go on training: it looks for its parent and ends itself.
 */
export const SETUP = `{
  const publish = (event, reason) => {
    event.preventDefault();
    const isError = reason instanceof Error;
    return Deno.jupyter.broadcast("display_data", {
      data: {
        "${STRAY_ERROR}": {
          name: isError ? reason.name : "Error",
          message: isError ? reason.message : String(reason),
          traceback: isError ? String(reason.stack).split("\\n") : [],
        },
      },
      metadata: {},
      transient: {},
    });
  };
  addEventListener("unhandledrejection", (event) => publish(event, event.reason));
  addEventListener("error", (event) => publish(event, event.error ?? event.message));
  Deno.addSignalListener("SIGINT", () => {});
  const parent = Deno.ppid;
  setInterval(() => {
    if (Deno.ppid !== parent) Deno.exit(1);
  }, 1000);
}`;

/** One turn of the event loop first, so that rejections are reported before. */
export function markerCode(marker: string): string {
  return `await new Promise((resolve) => setTimeout(resolve, 0));
await Deno.jupyter.broadcast("display_data", {
  data: { "${MARKER}": "${marker}" }, metadata: {}, transient: {},
});`;
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

/** Whether the kernel could not parse the cell; these are its words then. */
export function isUnparsed({ message, traceback }: CellError): boolean {
  return message === "Execution failed" && traceback.length === 0;
}

/**
 * @returns an output, an error that no reply tells, a marker, or undefined if
 * the message is none of these.
 */
export function readMessage(
  { type, content }: Message,
): KernelOutput | { error: CellError } | { marker: string } | undefined {
  const { name, text, data, metadata, transient } = content as {
    name: "stdout" | "stderr";
    text: string;
    data: Record<string, unknown>;
    metadata: Record<string, unknown>;
    transient?: { display_id?: string };
  };
  switch (type) {
    case "error":
      return { error: readError(content) };
    case "stream":
      return { type, name, text };
    case "display_data":
    case "execute_result":
    case "update_display_data":
      if (MARKER in data) return { marker: data[MARKER] as string };
      if (STRAY_ERROR in data) return { error: data[STRAY_ERROR] as CellError };
      return { type, data, metadata, displayId: transient?.display_id };
  }
}
