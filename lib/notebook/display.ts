/**
 * An output of the cell that runs, replaced in place while something goes on.
 *
 * @module
 */

/** How often the display may change. */
const displayInterval = 500; // milliseconds

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

  show(bundle: Deno.jupyter.MediaBundle) {
    this.#due = performance.now() + displayInterval;
    const update = this.#shown !== undefined;
    // One after the other, or an update could overtake what it updates.
    this.#shown = Promise.resolve(this.#shown).then(() =>
      Deno.jupyter.display(bundle, {
        raw: true,
        display_id: this.#id,
        update,
      })
    );
  }
}
