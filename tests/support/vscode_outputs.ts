/**
 * What VS Code shows of a cell's outputs, as it was seen in VS Code 1.139 with
 * the extensions ms-toolsai.jupyter 2026.6 and jupyter-renderers 1.3: the
 * renderer of charts appends at each update and never clears; the others
 * replace. `clear_output` has no effect.
 *
 * @module
 */
import type { KernelOutput } from "../../tools/kernel/messages.ts";

/** The types that are drawn, the preferred ones first. */
const preferred = [
  /^application\/vnd\.vega(lite)?\./,
  /^text\/html$/,
  /^image\/svg\+xml$/,
  /^image\/(png|jpeg)$/,
  /^text\/markdown$/,
  /^text\/plain$/,
];

/** One output: what is drawn in it, from top to bottom. */
export interface ShownOutput {
  type: string;
  drawn: unknown[];
}

/** The outputs of one cell. */
export class VsCodeOutputs {
  readonly outputs: ShownOutput[] = [];
  readonly #displays = new Map<string, ShownOutput>();

  take(output: KernelOutput): void {
    if (output.type === "stream") return; // Text is no matter here.
    const { type, data, displayId } = output;
    const shown = choose(data);
    const before = displayId ? this.#displays.get(displayId) : undefined;
    if (type === "update_display_data") {
      if (before) update(before, shown);
      return; // "Update display data message received, but no output found".
    }
    this.outputs.push(shown);
    if (displayId) this.#displays.set(displayId, shown);
  }
}

function update(before: ShownOutput, { type, drawn }: ShownOutput): void {
  const isAppended = before.type === type && /vega/.test(type);
  before.drawn = isAppended ? [...before.drawn, ...drawn] : drawn;
  before.type = type;
}

function choose(data: Record<string, unknown>): ShownOutput {
  for (const pattern of preferred) {
    const type = Object.keys(data).find((one) => pattern.test(one));
    if (type) return { type, drawn: [data[type]] };
  }
  return { type: "nothing", drawn: [] };
}
