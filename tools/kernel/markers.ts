/**
 * Markers: what was published before one has arrived when it arrives.
 *
 * @module
 */

export class Markers {
  /** Those that are waited for, and those that came before that. */
  readonly #awaited = new Map<string, () => void>();
  readonly #passed = new Set<string>();

  /** Fulfilled when everything that was published before it has arrived. */
  async arrival(id: string): Promise<void> {
    if (this.#passed.delete(id)) return;
    await new Promise<void>((resolve) => this.#awaited.set(id, resolve));
  }

  /** It has arrived. */
  pass(id: string): void {
    this.#awaited.get(id)?.();
    if (!this.#awaited.delete(id)) this.#passed.add(id);
  }
}
