/**
 * `deno task engine`: sets up TensorFlow's libraries and the Node addon of
 * TensorFlow.js that calls them, or, where that cannot be, chooses an engine
 * that needs no set-up.
 *
 * The addon's own install script downloads libraries from 2022 that know no
 * present GPU. Its C++ sources call only TensorFlow's stable C API, so they are
 * compiled here against the libraries of a current release, taken from the
 * wheel on PyPI (no Python runs with them).
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ifThere, writeFileAtomically } from "../lib/base/workspace.ts";
import {
  type EngineFallback,
  fallbackFile,
  readFallback,
} from "../lib/engine/fallback.ts";
import { cacheFolder, SetUpError } from "./common/set_up.ts";
import { EngineBuildError } from "./engine/build.ts";
import { recipeName, setUpEngine } from "./engine/cache.ts";
import {
  chooseTensorFlow,
  type Machine,
  readEngine,
  speeds,
  thisMachine,
} from "./engine/choice.ts";
import type { AddonSources } from "./engine/compile.ts";

/** A set-up that failed half-way is tried again after this time. */
const patience = 24 * 3600 * 1000;

/** Where things are. */
export interface Places {
  /** Folder for the engines of all clones; made if need be. */
  cache: () => string;
  /** The package in this clone that gets the addon. */
  addon: AddonSources;
  /** Where this clone's choice is remembered. */
  fallback: string;
}

/**
 * Sets up the engine that `ENGINE` names, or else the fastest that this machine
 * can have: TensorFlow; else WebGPU, where there is a GPU; else WebAssembly.
 *
 * @returns what the user is told when it is not TensorFlow.
 * @throws {SetUpError} when what `ENGINE` names cannot be had.
 */
export async function prepareEngine(
  requested: string | undefined,
  machine: Machine,
  places: Places,
): Promise<string | undefined> {
  const engine = readEngine(requested);
  if (engine === "wasm" || engine === "webgpu") {
    return `ENGINE=${engine} needs no set-up, but ${speeds[engine]}.`;
  }
  const previous = await readFallback(places.fallback);
  let tried: string | undefined;
  try {
    const tensorFlow = await chooseTensorFlow(engine, machine);
    const recipe = { ...tensorFlow, addon: places.addon };
    tried = await recipeName(recipe);
    const isFresh = previous?.tried === tried &&
      Math.abs(Date.now() - previous.time) < patience;
    if (isFresh && !engine) return tell(previous);
    await setUpEngine(places.cache(), recipe);
    await ifThere(Deno.remove(places.fallback));
    return undefined;
  } catch (error) {
    if (!(error instanceof SetUpError) || engine) throw error;
    const fallback: EngineFallback = {
      engine: await machine.hasWebGpu() ? "webgpu" : "wasm",
      reason: error.message,
      // What a tool's absence prevents is seen at once when it is there.
      ...(error instanceof EngineBuildError ? { tried } : {}),
      time: Date.now(),
    };
    const { engine: name, reason } = previous ?? {};
    const isNew = name !== fallback.engine || reason !== fallback.reason;
    if (isNew || fallback.tried) {
      const text = JSON.stringify(fallback, null, 2);
      await writeFileAtomically(places.fallback, text).catch((cause) => {
        throw new SetUpError(
          `${error.message} That the engine is ${fallback.engine} instead cannot be remembered in this clone (${cause.message}): allow writing to it, or set ENGINE=${fallback.engine}.`,
          { cause },
        );
      });
    }
    return tell(fallback);
  }
}

function tell({ engine, reason, tried }: EngineFallback): string {
  const name = engine === "wasm" ? "WebAssembly" : "WebGPU";
  const retry = tried
    ? " TensorFlow is tried again a day later, or by `ENGINE=cpu deno task engine`."
    : "";
  return `The engine is ${name}, and ${
    speeds[engine]
  }, since: ${reason}${retry}`;
}

/** The addon in this clone. */
export function addonSources(): AddonSources {
  const root = dirname(
    fileURLToPath(
      import.meta.resolve("@tensorflow/tfjs-node-gpu/package.json"),
    ),
  );
  return {
    package: root,
    sources: ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) =>
      join(root, "binding", name)
    ),
    headers: join(
      dirname(
        fileURLToPath(import.meta.resolve("node-api-headers/package.json")),
      ),
      "include",
    ),
  };
}

if (import.meta.main) {
  try {
    const line = await prepareEngine(Deno.env.get("ENGINE"), thisMachine, {
      cache: () => cacheFolder("engine"),
      addon: addonSources(),
      fallback: fallbackFile,
    });
    if (line) console.error(line);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
