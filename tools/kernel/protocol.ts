/**
 * What the code inside the Deno kernel and the process that started it say to
 * each other, beside the protocol of Jupyter.
 *
 * @module
 */

/** Media type under which the kernel's own code publishes; no front end sees it. */
export const KERNEL_TYPE = "application/vnd.emoji-autoencoder.kernel+json";

/** An error in a cell: thrown, rejected, in a timer, or of its syntax. */
export interface CellError {
  name: string;
  message: string;
  /** The stack, line by line; empty if there is none. */
  traceback: string[];
  /** Line of the cell, from 1, on which the statement that failed begins. */
  line?: number;
  /** Where on that line, from 0, if it is known. */
  column?: number;
  /** What its `cause`, and an AggregateError's members, say. */
  reasons?: Reason[];
}

/** A cause or a member of an error. */
export interface Reason {
  /** "Caused by" or "One of them". */
  role: string;
  name: string;
  message: string;
  traceback: string[];
}

/** What the code inside the kernel publishes. */
export type KernelNote =
  /** Everything before it has been published. */
  | { kind: "marker"; id: string }
  /** An error that no cell awaits. */
  | { kind: "stray"; error: CellError }
  /** The cell that failed was here; absent reasons mean that it has none. */
  | { kind: "failure"; line: number; error?: CellError }
  /** The cell gave the event loop a turn. */
  | { kind: "yielded" }
  /** Stop was heard; `listening`: by what runs in the cell, which ends itself. */
  | { kind: "heard"; listening: boolean }
  /** A piece of a message that is too long for Deno's publisher. */
  | { kind: "piece"; id: string; text: string; last: boolean };

/** Before a prompt: the kernel waits until what it has published was taken. */
export const SYNCHRONIZE = "\u0000synchronize ";

/** In place of an answer to a prompt: nobody can be asked. */
export const NOBODY = "\u0000nobody";

/** In place of an answer to a prompt: Stop was pressed. */
export const STOPPED = "\u0000stopped";
