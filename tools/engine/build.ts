/**
 * Building the engine: TensorFlow's libraries out of their wheel, and the addon
 * compiled against them.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { hashFile } from "../../lib/base/fingerprint.ts";
import { ifThere } from "../../lib/base/workspace.ts";
import { requireTool, run, SetUpError, step } from "../common/set_up.ts";
import { type AddonSources, compileAddon, findCompiler } from "./compile.ts";
import type { EngineBuild, Platform } from "./platforms.ts";
import { downloadEngine, unpackWheels } from "./wheels.ts";

/** A failure after the download began: to try again costs minutes. */
export class EngineBuildError extends SetUpError {}

/** A file of a finished engine, as its manifest has it. */
export interface CachedFile {
  path: string;
  size: number;
  modified: number;
  sha256: string;
}

/** What an engine is made of. */
export interface Recipe {
  platform: Platform;
  build: EngineBuild;
  addon: AddonSources;
}

/**
 * What is taken out of the wheels: the libraries and their C headers.
 * TensorFlow looks for NVIDIA's libraries in `../nvidia/<name>/lib`.
 */
export function membersOf({ libraries }: Platform): string[] {
  return [
    ...libraries.map((name) => `tensorflow/${name}`),
    "tensorflow/include/tensorflow/c/",
    "tensorflow/include/tensorflow/core/platform/",
    "tensorflow/include/tsl/platform/",
    "tensorflow/include/xla/tsl/c/",
    "nvidia/",
  ];
}

/** @throws {SetUpError} when there is no pip to download with. */
export async function requirePip(): Promise<void> {
  await requireTool(["python3", "-m", "pip", "--version"], {
    what: "Python with pip",
    install: "`apt install python3-pip` on Debian and Ubuntu",
  });
}

/**
 * Builds an engine beside its place and moves it there when it is whole and
 * this machine can load it.
 *
 * @throws {EngineBuildError} when it cannot be built, saying why; nothing is
 * left.
 */
export async function buildEngine(
  folder: string,
  recipe: Recipe,
): Promise<void> {
  const { build, platform, addon } = recipe;
  const root = dirname(folder);
  for await (const { name } of Deno.readDir(root)) {
    if (name.endsWith(".part")) {
      await Deno.remove(join(root, name), { recursive: true });
    }
  }
  const part = `${folder}.part`;
  const compiler = await findCompiler(platform);
  console.error(
    `Setting up TensorFlow's ${build.name} build (once, in ${folder}).`,
  );
  try {
    await Deno.mkdir(part);
    await step(`Downloading ${build.size}`, () => downloadEngine(part, recipe));
    await step("Unpacking", () => unpackWheels(part, membersOf(platform)));
    await step(
      "Compiling the addon",
      () => compileAddon(part, { platform, addon, compiler }),
    );
    await step("Loading the libraries", () => tryLibraries(part, platform));
    await step("Writing the manifest", () => writeManifest(part));
    await ifThere(Deno.remove(folder, { recursive: true }));
    await Deno.rename(part, folder);
  } catch (error) {
    await ifThere(Deno.remove(part, { recursive: true }));
    if (isOutOfRoom(error)) {
      throw new EngineBuildError(
        `There is no room for TensorFlow's libraries in ${root}, which need 4 times the download of ${build.size}, and 700 MB for a compiler where there is none: make room, or set XDG_CACHE_HOME to a folder's full path on another disk, and run the command again.`,
        { cause: error },
      );
    }
    if (!(error instanceof SetUpError)) throw error;
    throw new EngineBuildError(error.message, { cause: error });
  }
}

/** Loads the libraries in a process of its own, which a wrong processor ends. */
async function tryLibraries(
  part: string,
  { libraries }: Platform,
): Promise<void> {
  const program = [
    "import ctypes, os, sys",
    "for path in sys.argv[1:]: ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)",
  ].join("\n");
  const paths = libraries.map((name) => join(part, "tensorflow", name));
  await run("python3", ["-c", program, ...paths.reverse()]).catch((cause) => {
    throw new SetUpError(
      `TensorFlow's libraries do not load on this machine: ${cause.message}.`,
      { cause },
    );
  });
}

function isOutOfRoom(error: unknown): boolean {
  return error instanceof Error &&
    /No space left|os error 28|Errno 28|quota exceeded/i.test(error.message);
}

async function writeManifest(part: string): Promise<void> {
  const manifest: CachedFile[] = [];
  for await (const path of files(part)) {
    const { size, mtime } = await Deno.stat(join(part, path));
    manifest.push({
      path,
      size,
      modified: mtime?.getTime() ?? 0,
      sha256: await hashFile(join(part, path)),
    });
  }
  await Deno.writeTextFile(
    join(part, "manifest.json"),
    JSON.stringify(manifest, null, 2),
  );
}

/** The paths of all files below a folder. */
async function* files(root: string, below = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(root, below))) {
    if (isDirectory) yield* files(root, join(below, name));
    else yield join(below, name);
  }
}
