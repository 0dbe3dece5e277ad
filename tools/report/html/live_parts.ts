/**
 * The places where the page's script brings the network to life.
 *
 * @module
 */
import { escapeHtml } from "./escape.ts";

const titles = {
  reconstruction: "Try it: reconstruct a picture",
  joint: "Try it: switch λ",
  arithmetic: "Try it: arithmetic with the trained network",
};

/**
 * @param reason A sentence that says why there is nothing to try, if so.
 * @returns HTML which says, until the script runs, what it would take.
 */
export function livePart(name: keyof typeof titles, reason?: string): string {
  const [id, status] = reason === undefined
    ? [
      ` id="live-${name}"`,
      "Here the trained network runs, where JavaScript and WebAssembly do; the figures show what it computed.",
    ]
    : ["", reason];
  return `<section class="live"${id} aria-labelledby="try-${name}">
<h4 id="try-${name}">${titles[name]}</h4>
<p class="live-status" role="status">${escapeHtml(status)}</p>
</section>`;
}
