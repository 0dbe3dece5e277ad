/**
 * What a front end asks about a cell's code: Shift-Tab, `?`, and completions
 * while the kernel itself is busy.
 *
 * @module
 */
import { relative } from "node:path";
import { projectFolder } from "../../lib/base/workspace.ts";
import { LanguageServer } from "./language_server.ts";

/** Answers from the text of the cells alone; nothing of them is run. */
export class Introspection {
  readonly #server: LanguageServer;
  readonly #cells: string[] = [];

  /** @param folder The notebook's. */
  constructor(folder: string) {
    const isInside = !relative(projectFolder, folder).startsWith("..");
    this.#server = new LanguageServer(
      folder,
      isInside ? projectFolder : folder,
    );
  }

  /** A cell that was run: what it declares is known from now on. */
  add(code: string): void {
    // The same cell again declares nothing twice.
    if (!this.#cells.includes(code)) this.#cells.push(code);
  }

  /** @returns the content of an `inspect_reply`. */
  async inspect(content: Record<string, unknown>) {
    const { code, offset } = place(content);
    const text = await this.#server.hover(this.#cells, code, offset);
    return {
      status: "ok",
      found: text !== undefined,
      data: text === undefined
        ? {}
        : { "text/markdown": text, "text/plain": text },
      metadata: {},
    };
  }

  /** @returns the content of a `complete_reply`. */
  async complete(content: Record<string, unknown>) {
    const { code, offset } = place(content);
    const start = offset - /[\w$]*$/.exec(code.slice(0, offset))![0].length;
    const begun = code.slice(start, offset);
    const names = await this.#server.complete(this.#cells, code, offset);
    return {
      status: "ok",
      matches: names.filter((name) => name.startsWith(begun)),
      cursor_start: [...code.slice(0, start)].length,
      cursor_end: content["cursor_pos"],
      metadata: {},
    };
  }
}

/**
 * @returns the expression of a cell that asks `loss?` or `?loss`, and nothing of
 * any other cell.
 */
export function questionIn(code: string): string | undefined {
  const [, before, after] =
    /^\s*(?:\?([\w$.]+)|([\w$.]+)\?{1,2})\s*$/.exec(code) ?? [];
  return before ?? after;
}

/** A place in JavaScript's units; the protocol counts code points. */
function place(content: Record<string, unknown>) {
  const code = String(content["code"] ?? "");
  const position = Number(content["cursor_pos"] ?? [...code].length);
  const offset = [...code].slice(0, position).join("").length;
  return { code, offset };
}
