/**
 * Building the engine: TensorFlow's libraries out of their wheel, and the addon
 * compiled against them.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashFile } from "../../lib/base/fingerprint.ts";
import { ifThere } from "../../lib/base/workspace.ts";
import type { EngineBuild } from "./choice.ts";
import { requireTool, run, SetUpError, step } from "../common/set_up.ts";

/**
 * What is taken out of the wheels: the libraries and their C headers.
 * TensorFlow looks for NVIDIA's libraries in `../nvidia/<name>/lib`.
 */
export const members = [
  "tensorflow/libtensorflow_cc.so.2",
  "tensorflow/libtensorflow_framework.so.2",
  "tensorflow/include/tensorflow/c/",
  "tensorflow/include/tensorflow/core/platform/",
  "tensorflow/include/tsl/platform/",
  "tensorflow/include/xla/tsl/c/",
  "nvidia/",
];

/** What the wheels were made for; pip takes no newer name for an older one. */
const platforms = [
  "manylinux_2_27_x86_64",
  "manylinux_2_25_x86_64",
  "manylinux2014_x86_64",
];

export const addonName = "tfjs_binding.node";

/** The package that the addon belongs to. */
export interface AddonSources {
  package: string;
  sources: string[];
  headers: string;
}

/** A file of a finished engine, as its manifest has it. */
export interface CachedFile {
  path: string;
  size: number;
  modified: number;
  sha256: string;
}

/**
 * Builds an engine beside its place and moves it there when it is whole.
 *
 * @throws {SetUpError} when the machine lacks something, naming what.
 */
export async function buildEngine(
  folder: string,
  { build, addon }: { build: EngineBuild; addon: AddonSources },
): Promise<void> {
  await requireTool(["g++", "--version"], {
    what: "A C++ compiler",
    install: "`apt install g++` on Debian and Ubuntu",
  });
  await requireTool(["python3", "-m", "pip", "--version"], {
    what: "Python with pip",
    install: "`apt install python3-pip` on Debian and Ubuntu",
  });
  for await (const entry of Deno.readDir(dirname(folder))) {
    if (entry.name.endsWith(".part")) {
      await Deno.remove(join(dirname(folder), entry.name), { recursive: true });
    }
  }
  const part = `${folder}.part`;
  await Deno.mkdir(part);
  console.error(
    `Setting up TensorFlow's ${build.name} build (once, in ${folder}).`,
  );
  await step(`Downloading ${build.size}`, () => download(part, build));
  await step("Unpacking", () => unpack(part));
  await step("Compiling the addon", () => compile(part, folder, addon));
  await step("Writing the manifest", () => writeManifest(part));
  await ifThere(Deno.remove(folder, { recursive: true }));
  await Deno.rename(part, folder);
}

async function download(
  part: string,
  { requirements }: EngineBuild,
): Promise<void> {
  const action = run("python3", [
    ...["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"],
    ...["--disable-pip-version-check", "--only-binary=:all:"],
    ...["--python-version", "3.11"],
    ...platforms.flatMap((platform) => ["--platform", platform]),
    ...["--dest", part, "--requirement", fileURLToPath(requirements)],
  ]);
  await action.catch((cause) => {
    if (!(cause instanceof SetUpError)) throw cause;
    throw new SetUpError(
      `TensorFlow's libraries could not be downloaded (${cause.message}): check the network and run the command again, or set ENGINE=wasm for a slow engine that needs no download.`,
      { cause },
    );
  });
}

async function unpack(part: string): Promise<void> {
  // zipfile alone would leave programs that cannot be run.
  const program = [
    "import os, sys, zipfile",
    "with zipfile.ZipFile(sys.argv[1]) as archive:",
    "  for member in archive.infolist():",
    "    if member.filename.startswith(tuple(sys.argv[3:])):",
    "      path = archive.extract(member, sys.argv[2])",
    "      os.chmod(path, 0o755 if member.external_attr >> 16 & 0o100 else 0o644)",
  ].join("\n");
  const wheels = [...Deno.readDirSync(part)]
    .filter(({ name }) => name.endsWith(".whl"));
  if (wheels.length === 0) {
    throw new Error(`pip reported success but left no wheel in ${part}.`);
  }
  for (const { name } of wheels) {
    const wheel = join(part, name);
    await run("python3", ["-c", program, wheel, part, ...members]);
    await Deno.remove(wheel);
  }
}

async function compile(
  part: string,
  folder: string,
  { sources, headers }: AddonSources,
): Promise<void> {
  const libraries = join(part, "tensorflow");
  await run("g++", [
    ...["-shared", "-fPIC", "-O2", "-std=c++17", "-DNAPI_VERSION=8"],
    ...["-I", headers, "-I", join(libraries, "include"), ...sources],
    ...["-o", join(part, addonName), "-L", libraries],
    ...["-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"],
    `-Wl,-rpath,${join(folder, "tensorflow")}`,
  ]);
  await Deno.remove(join(libraries, "include"), { recursive: true });
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
