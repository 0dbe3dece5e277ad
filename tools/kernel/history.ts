/**
 * The cells that a kernel has run, as front ends ask for them.
 *
 * @module
 */

/** Session, number in it, and code. */
type Entry = [session: number, count: number, code: string];

/** What was run since this kernel started. */
export class History {
  readonly #entries: Entry[] = [];

  add(count: number, code: string): void {
    this.#entries.push([0, count, code]);
  }

  /** @param content That of a `history_request`. */
  find(content: Record<string, unknown>): Entry[] {
    const { hist_access_type, n, start, stop, pattern } = content as {
      hist_access_type?: string;
      n?: number;
      start?: number;
      stop?: number;
      pattern?: string;
    };
    switch (hist_access_type) {
      case "range":
        return this.#entries.filter(([, count]) =>
          count >= (start ?? 0) && count < (stop ?? Infinity)
        );
      case "search": {
        const wanted = toExpression(pattern ?? "*");
        const found = this.#entries.filter(([, , code]) => wanted.test(code));
        return found.slice(-(n ?? found.length));
      }
      default:
        return this.#entries.slice(-(n ?? this.#entries.length));
    }
  }
}

/** `*` stands for any text and `?` for any character. */
function toExpression(pattern: string): RegExp {
  const parts = pattern.split(/([*?])/).map((part) =>
    part === "*" ? ".*" : part === "?" ? "." : RegExp.escape(part)
  );
  return new RegExp(`^${parts.join("")}$`, "s");
}
