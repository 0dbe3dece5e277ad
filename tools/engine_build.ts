/**
 * Building the engine: TensorFlow's libraries out of their wheel, and the addon
 * compiled against them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { dirname, join } from "node:path";

/** The release whose libraries are used, pinned by hash. */
export const wheel = {
  requirement: "tensorflow-cpu==2.21.0",
  sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  platform: "manylinux_2_27_x86_64",
  size: "274 MB",
};

/** What is taken out of the wheel: the libraries and their C headers. */
export const members = [
  "tensorflow/libtensorflow_cc.so.2",
  "tensorflow/libtensorflow_framework.so.2",
  "tensorflow/include/tensorflow/c/",
  "tensorflow/include/tensorflow/core/platform/",
  "tensorflow/include/tsl/platform/",
  "tensorflow/include/xla/tsl/c/",
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

/** A failure that the user can do something about; its message says what. */
export class SetUpError extends Error {
  override name = "SetUpError";
}

/**
 * Builds an engine beside its place and moves it there when it is whole.
 *
 * @throws {SetUpError} when the machine lacks something, naming what.
 */
export async function build(
  folder: string,
  addon: AddonSources,
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
    `Setting up TensorFlow ${wheel.requirement} (once, in ${folder}).`,
  );
  await step(`Downloading ${wheel.size}`, () => download(part));
  await step("Unpacking", () => unpack(part));
  await step("Compiling the addon", () => compile(part, folder, addon));
  await step("Writing the manifest", () => writeManifest(part));
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.rename(part, folder);
}

async function download(part: string): Promise<void> {
  const requirements = join(part, "requirements.txt");
  await Deno.writeTextFile(
    requirements,
    `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`,
  );
  await run("python3", [
    ...["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"],
    ...["--disable-pip-version-check", "--only-binary=:all:"],
    ...["--python-version", "3.11", "--platform", wheel.platform],
    ...["--dest", part, "--requirement", requirements],
  ]);
}

async function unpack(part: string): Promise<void> {
  const archive = await findWheel(part);
  const program = [
    "import sys, zipfile",
    "archive = zipfile.ZipFile(sys.argv[1])",
    "names = [n for n in archive.namelist() if n.startswith(tuple(sys.argv[3:]))]",
    "archive.extractall(sys.argv[2], names)",
  ].join("\n");
  await run("python3", ["-c", program, archive, part, ...members]);
  await Deno.remove(archive);
}

async function findWheel(part: string): Promise<string> {
  for await (const entry of Deno.readDir(part)) {
    if (entry.name.endsWith(".whl")) return join(part, entry.name);
  }
  throw new Error(`pip reported success but left no wheel in ${part}.`);
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
  const paths = [...members.filter((name) => name.includes(".so")), addonName];
  const manifest: CachedFile[] = [];
  for (const path of paths) {
    const { size, mtime } = await Deno.stat(join(part, path));
    manifest.push({
      path,
      size,
      modified: mtime?.getTime() ?? 0,
      sha256: await sha256(join(part, path)),
    });
  }
  await Deno.writeTextFile(
    join(part, "manifest.json"),
    JSON.stringify(manifest, null, 2),
  );
}

async function requireTool(
  [command, ...args]: [string, ...string[]],
  { what, install }: { what: string; install: string },
): Promise<void> {
  const found = await works(command, args);
  if (!found) {
    throw new SetUpError(
      `${what} is needed to set up the engine, but \`${command}\` was not found or does not work: install it (${install}) and run the command again.`,
    );
  }
}

async function works(command: string, args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, {
      args,
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function run(command: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, {
    args,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  throw new SetUpError(
    `\`${command}\` failed while the engine was set up; its last words were: ${
      lines.slice(-3).join(" / ")
    }`,
  );
}

async function step(name: string, action: () => Promise<void>): Promise<void> {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(0);
  const heartbeat = setInterval(
    () => console.error(`  ${name} … ${seconds()} s`),
    10_000,
  );
  try {
    await action();
    console.error(`  ${name}: done in ${seconds()} s.`);
  } finally {
    clearInterval(heartbeat);
  }
}

/** @returns the SHA-256 of a file, which is read in pieces. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
