/**
 * The code that decides a run's result, and whether it is still the code that
 * this process loaded.
 *
 * @module
 */
import { hashModules } from "../base/modules.ts";
import { tf } from "../engine/engine.ts";

/**
 * How the engine is loaded does not count, since what was loaded is in a run's
 * key by name and version; but what this project adds to it does.
 */
const except = [new URL("../engine/engine.ts", import.meta.url)];
const additions = tf.getBackend() === "wasm"
  ? [new URL("../engine/wasm_operations.ts", import.meta.url)]
  : [];

/** By module: the hash of its sources when it was first asked for. */
const loaded = new Map<string, string>();

/**
 * Hashes the code that a plan depends on, by its meaning: comments and the
 * places of files do not count.
 *
 * @param module The plan's own module, its `import.meta.url`.
 * @throws {Error} when a source changed since this process loaded it: the
 * result would be that of the old code under the name of the new.
 */
export async function sourcesOf(module: string): Promise<string> {
  const present = await hashModules([new URL(module), ...additions], {
    except,
  });
  const first = loaded.get(module) ?? present;
  if (present !== first) {
    throw new Error(
      "The code in lib/ changed since this kernel loaded it: restart the kernel, or what it trains would be saved as the new code's.",
    );
  }
  loaded.set(module, first);
  return first;
}
