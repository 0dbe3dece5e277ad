/**
 * An output of the cell that runs, replaced in place while something goes on.
 *
 * @module
 */

/** How often the display may change. */
const displayInterval = 500; // milliseconds

type Bundle = Deno.jupyter.MediaBundle;

/** Whether a kernel runs this. */
export function isNotebook(): boolean {
  try {
    return Boolean(Deno.jupyter); // Throws outside a kernel.
  } catch {
    return false;
  }
}

/** One output of a cell that is replaced in place. */
export class Display {
  readonly #id = crypto.randomUUID();
  #shown: Promise<void> | undefined;
  #due = 0;

  /** Whether it has stood long enough to be replaced. */
  get isDue(): boolean {
    return performance.now() >= this.#due;
  }

  /** @param make What to show; made when what was shown before stands. */
  show(make: () => Bundle | Promise<Bundle>) {
    this.#due = performance.now() + displayInterval;
    const update = this.#shown !== undefined;
    // One after the other, or an update could overtake what it updates.
    this.#shown = Promise.resolve(this.#shown).then(async () =>
      Deno.jupyter.display(await make(), {
        raw: true,
        display_id: this.#id,
        update,
      })
    );
  }

  /** Resolves when all that was to be shown is shown. */
  async settled(): Promise<void> {
    await this.#shown;
  }
}
