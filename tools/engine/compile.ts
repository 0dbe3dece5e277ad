/**
 * The addon of TensorFlow.js, compiled against TensorFlow's libraries by the
 * system's compiler, or by the one that PyPI has (`ziglang`) where there is
 * none. The addon calls only C interfaces, those of TensorFlow and Node-API, so
 * the C++ library that it brings along need not be theirs.
 *
 * @module
 */
import { join } from "node:path";
import { run, step, works } from "../common/set_up.ts";
import type { Platform } from "./platforms.ts";
import { downloadWheels, unpackWheels } from "./wheels.ts";

export const addonName = "tfjs_binding.node";

/** What each compiler is told, but for paths. */
export const compilerOptions: readonly string[] = [
  ...["-shared", "-fPIC", "-O2", "-std=c++17", "-DNAPI_VERSION=8"],
];

/** The package that the addon belongs to. */
export interface AddonSources {
  package: string;
  sources: string[];
  headers: string;
}

/** @returns the system's compiler, or nothing where it has none. */
export async function findCompiler(
  { compilers }: Platform,
): Promise<string | undefined> {
  for (const compiler of compilers) {
    if (await works(compiler, ["--version"])) return compiler;
  }
}

/**
 * Compiles the addon in a folder where `tensorflow` holds libraries and
 * headers; the headers are removed.
 *
 * @param options `compiler`: the system's; without one it is downloaded, used
 * for this and removed.
 * @throws {SetUpError} when it cannot be downloaded, or the compiler's last
 * words.
 */
export async function compileAddon(
  folder: string,
  { platform, addon, compiler }: {
    platform: Platform;
    addon: AddonSources;
    compiler: string | undefined;
  },
): Promise<void> {
  const libraries = join(folder, "tensorflow");
  const args = [
    ...compilerOptions,
    ...["-I", addon.headers, "-I", join(libraries, "include")],
    ...addon.sources,
    ...["-o", join(folder, addonName)],
    ...platform.libraries.map((name) => join(libraries, name)),
    ...platform.linking,
  ];
  if (compiler) await run(compiler, args);
  else await compileWithWheel(join(folder, "compiler"), platform, args);
  await Deno.remove(join(libraries, "include"), { recursive: true });
}

async function compileWithWheel(
  folder: string,
  { target }: Platform,
  args: string[],
): Promise<void> {
  await Deno.mkdir(folder);
  await step(
    "  Downloading a compiler, since there is none here (94 MB)",
    () => downloadWheels(folder, new URL("compiler.txt", import.meta.url)),
  );
  await unpackWheels(folder, ["ziglang/"]);
  await run("python3", ["-m", "ziglang", "c++", "-target", target, ...args], {
    PYTHONPATH: folder,
    ZIG_GLOBAL_CACHE_DIR: join(folder, "cache"),
    ZIG_LOCAL_CACHE_DIR: join(folder, "cache"),
  });
  await Deno.remove(folder, { recursive: true });
}
