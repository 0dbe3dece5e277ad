/**
 * The requests that wait for the kernel.
 *
 * @module
 */
import type { Request } from "./server.ts";

/** Requests in their order, and which cells among them are not to be run. */
export class RequestQueue {
  readonly #waiting: Request[] = [];
  readonly #abandoned = new WeakMap<Request, string>();
  #onQueued = () => {};

  add(request: Request): void {
    this.#waiting.push(request);
    this.#onQueued();
  }

  /** Waits until there is one. */
  async next(): Promise<Request> {
    while (true) {
      const request = this.#waiting.shift();
      if (request) return request;
      await new Promise<void>((resolve) => this.#onQueued = resolve);
    }
  }

  /** Cells that were asked for before this was known are not run. */
  abandonCells(reason: string): void {
    for (const request of this.#waiting) {
      if (request.type !== "execute_request") continue;
      if (!this.#abandoned.has(request)) this.#abandoned.set(request, reason);
    }
  }

  /** @returns why a cell is not to be run, or nothing if it is. */
  whyAbandoned(request: Request): string | undefined {
    return this.#abandoned.get(request);
  }
}
