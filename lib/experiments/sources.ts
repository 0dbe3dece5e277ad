/**
 * The code that decides a run's result, and whether it is still the code that
 * this process loaded.
 *
 * @module
 */
import { hashModules } from "../base/modules.ts";
import { tf } from "../engine/engine.ts";

/**
 * Where the code begins that a plan depends on: its own module, that of training,
 * to which a plan is handed and which it does not import, and what this project
 * adds to an engine.
 *
 * @param module The plan's own module, its `import.meta.url`.
 * @returns `except`: how the engine is loaded does not count, since what was
 * loaded is in a run's key by name and version.
 */
export function sourceRoots(module: string): { roots: URL[]; except: URL[] } {
  const here = (path: string) => new URL(path, import.meta.url);
  const additions = tf.getBackend() === "wasm"
    ? [here("../engine/wasm_operations.ts")]
    : [];
  return {
    roots: [new URL(module), here("../model/training.ts"), ...additions],
    except: [here("../engine/engine.ts")],
  };
}

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
  const { roots, except } = sourceRoots(module);
  const present = await hashModules(roots, { except });
  const first = loaded.get(module) ?? present;
  if (present !== first) {
    throw new Error(
      "The code in lib/ changed since this kernel loaded it: restart the kernel, or what it trains would be saved as the new code's.",
    );
  }
  loaded.set(module, first);
  return first;
}
