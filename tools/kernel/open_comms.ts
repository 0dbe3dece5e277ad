/**
 * The comms that are open between widgets and front ends.
 *
 * @module
 */

/** Targets of the open comms by their ids. */
export class OpenComms {
  readonly #targets = new Map<string, unknown>();

  /** Follows what either side says. */
  follow(
    { type, content }: { type: string; content: Record<string, unknown> },
  ) {
    const id = String(content["comm_id"]);
    if (type === "comm_open") this.#targets.set(id, content["target_name"]);
    if (type === "comm_close") this.#targets.delete(id);
  }

  /** The answer to `comm_info_request`. */
  describe({ target_name }: Record<string, unknown>) {
    const comms = [...this.#targets].filter(([, target]) =>
      target_name === undefined || target === target_name
    ).map(([id, target]) => [id, { target_name: target }]);
    return { status: "ok", comms: Object.fromEntries(comms) };
  }
}
