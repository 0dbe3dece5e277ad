/**
 * The engines of all clones: built once, cached outside the clones, replaced
 * only as a whole.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { hashFile, sha256 } from "../../lib/base/fingerprint.ts";
import { writeFileAtomically } from "../../lib/base/workspace.ts";
import { lockFolder, SetUpError } from "../common/set_up.ts";
import {
  buildEngine,
  type CachedFile,
  membersOf,
  type Recipe,
  requirePip,
} from "./build.ts";
import { addonName, type AddonSources, compilerOptions } from "./compile.ts";

/**
 * Makes sure that the cache holds a sound engine and that this clone uses it.
 * Safe when several processes do it at once (one builds, the others wait) and
 * after a set-up that was cut off (what it left is removed). A cache that holds
 * a sound engine need not be writable.
 *
 * @param cache Folder for the engines of all clones; made if need be.
 * @throws {SetUpError} when the machine lacks something, naming what.
 */
export async function setUpEngine(
  cache: string,
  recipe: Recipe,
): Promise<void> {
  const folder = join(cache, await recipeName(recipe));
  if (await findDamage(folder)) {
    await requirePip();
    using _lock = await lockFolder(cache);
    // Another process may have built it meanwhile.
    const damage = await findDamage(folder);
    if (damage) {
      if (damage.path !== folder) {
        console.error(
          `${damage.path} in the cached engine ${folder} is damaged: setting it up again.`,
        );
      }
      await buildEngine(folder, recipe);
    }
  }
  await install(folder, recipe.addon).catch((cause) => {
    throw new SetUpError(
      `The addon cannot be put into ${recipe.addon.package} (${cause.message}): allow writing to this clone and run the command again.`,
      { cause },
    );
  });
}

/** A folder name that changes with anything that goes into the engine. */
export async function recipeName(
  { platform, build, addon }: Recipe,
): Promise<string> {
  const { target, linking, wheels } = platform;
  const parts = [membersOf(platform), wheels, target, linking, compilerOptions];
  const hash = createHash("sha256").update(JSON.stringify(parts));
  for (const source of [build.requirements, ...addon.sources]) {
    hash.update(await Deno.readFile(source));
  }
  return `tensorflow-${build.name}-${target}-${hash.digest("hex").slice(0, 8)}`;
}

/**
 * Compares the cached files with their manifest. Hashing 850 MB takes a second,
 * so a file whose size and time are as recorded counts as unchanged.
 *
 * @returns what is damaged: the folder itself where there is none.
 */
async function findDamage(
  folder: string,
): Promise<{ path: string } | undefined> {
  let manifest: CachedFile[];
  try {
    manifest = JSON.parse(
      await Deno.readTextFile(join(folder, "manifest.json")),
    );
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) {
      return { path: folder };
    }
    if (error instanceof SyntaxError) return { path: "manifest.json" };
    throw error;
  }
  for (const file of manifest) {
    const path = join(folder, file.path);
    const stat = await Deno.stat(path).catch(() => null);
    if (stat?.size !== file.size) return file;
    if (stat.mtime?.getTime() === file.modified) continue;
    if (await hashFile(path) !== file.sha256) return file;
  }
}

/**
 * Puts the addon where the package looks for it, and a link to its libraries
 * beside it, where it looks for them whatever the cache's path.
 */
async function install(folder: string, target: AddonSources): Promise<void> {
  const path = join(target.package, "lib", "napi-v8", addonName);
  const libraries = join(folder, "tensorflow");
  const link = join(dirname(path), "tensorflow");
  if (await Deno.readLink(link).catch(() => "") !== libraries) {
    await Deno.mkdir(dirname(path), { recursive: true });
    const temporary = `${link}.${crypto.randomUUID()}.tmp`;
    await Deno.symlink(libraries, temporary);
    await Deno.rename(temporary, link);
  }
  const built = await Deno.readFile(join(folder, addonName));
  const present = await Deno.readFile(path).catch(() => new Uint8Array());
  if (sha256(built) === sha256(present)) return;
  await writeFileAtomically(path, built);
}
