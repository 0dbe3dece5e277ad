/**
 * `deno task engine`: sets up TensorFlow's libraries and the Node addon of
 * TensorFlow.js that calls them.
 *
 * The addon's own install script downloads libraries from 2022 that know no
 * present GPU. Its C++ sources call only TensorFlow's stable C API, so they are
 * compiled here against the libraries of a current release, taken from the
 * wheel on PyPI (no Python runs with them). The result is cached outside the
 * clone and only ever replaced as a whole.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashFile, sha256 } from "../lib/base/fingerprint.ts";
import { writeFileAtomically } from "../lib/base/workspace.ts";
import {
  addonName,
  type AddonSources,
  buildEngine,
  type CachedFile,
  members,
} from "./engine/build.ts";
import { chooseBuild, type EngineBuild, warnings } from "./engine/choice.ts";
import { cacheFolder, lockFolder, SetUpError } from "./common/set_up.ts";

/**
 * Makes sure that the cache holds a sound engine and that this clone uses it.
 * Safe when several processes do it at once (one builds, the others wait) and
 * after a set-up that was cut off (what it left is removed).
 *
 * @param cache Folder for the engines of all clones; made if need be.
 * @param options `build`: which libraries; `addon`: the package in this clone
 * that gets the addon.
 * @throws {SetUpError} when the machine lacks something, naming what.
 */
export async function setUpEngine(
  cache: string,
  { build, addon }: { build: EngineBuild; addon: AddonSources },
): Promise<void> {
  const { os, arch } = Deno.build;
  if (os !== "linux" || arch !== "x86_64") {
    throw new SetUpError(
      `TensorFlow's libraries are pinned for Linux on x86_64, but this is ${os} on ${arch}: use such a machine or a container, or set ENGINE=wasm for a slow engine that needs no set-up.`,
    );
  }
  const folder = join(cache, await recipeName(build, addon));
  using _lock = await lockFolder(cache);
  if (!await isSound(folder)) await buildEngine(folder, { build, addon });
  await install(join(folder, addonName), addon);
}

function addonSources(): AddonSources {
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

/** A folder name that changes with anything that goes into the engine. */
async function recipeName(
  { name, requirements }: EngineBuild,
  { sources }: AddonSources,
): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(members));
  for (const source of [requirements, ...sources]) {
    hash.update(await Deno.readFile(source));
  }
  const { os, arch } = Deno.build;
  return `tensorflow-${name}-${os}-${arch}-${hash.digest("hex").slice(0, 8)}`;
}

/**
 * Compares the cached files with their manifest. Hashing 850 MB takes a second,
 * so a file whose size and time are as recorded counts as unchanged.
 */
async function isSound(folder: string): Promise<boolean> {
  let manifest: CachedFile[];
  try {
    manifest = JSON.parse(
      await Deno.readTextFile(join(folder, "manifest.json")),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (error instanceof SyntaxError) return discard(folder, "manifest.json");
    throw error;
  }
  for (const file of manifest) {
    const path = join(folder, file.path);
    const stat = await Deno.stat(path).catch(() => null);
    if (stat?.size !== file.size) return discard(folder, file.path);
    if (stat.mtime?.getTime() === file.modified) continue;
    if (await hashFile(path) !== file.sha256) return discard(folder, file.path);
  }
  return true;
}

function discard(folder: string, damaged: string): false {
  console.error(
    `${damaged} in the cached engine ${folder} is damaged: setting it up again.`,
  );
  return false;
}

/** Puts the addon where the package looks for it. */
async function install(addon: string, target: AddonSources): Promise<void> {
  const path = join(target.package, "lib", "napi-v8", addonName);
  const built = await Deno.readFile(addon);
  const present = await Deno.readFile(path).catch(() => new Uint8Array());
  if (sha256(built) === sha256(present)) return;
  await Deno.mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, built);
}

if (import.meta.main) {
  try {
    const engine = Deno.env.get("ENGINE");
    const build = await chooseBuild(engine);
    if (build) {
      await setUpEngine(cacheFolder("engine"), {
        build,
        addon: addonSources(),
      });
    } else {
      console.error(warnings[engine!]);
    }
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
