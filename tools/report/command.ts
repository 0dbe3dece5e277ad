/**
 * @module
 */
import type { Preset } from "../../lib/base/workspace.ts";

/** What puts right what is stale. */
export function commandFor(preset: Preset): string {
  return preset === "quick" ? "deno task report --quick" : "deno task report";
}
