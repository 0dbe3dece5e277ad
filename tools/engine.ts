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
import { createReadStream } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFileAtomically } from "../lib/workspace.ts";

/** The release whose libraries are used, pinned by hash. */
const wheel = {
  requirement: "tensorflow-cpu==2.21.0",
  sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  platform: "manylinux_2_27_x86_64",
  size: "274 MB",
};

/** What is taken out of the wheel: the libraries and their C headers. */
const members = [
  "tensorflow/libtensorflow_cc.so.2",
  "tensorflow/libtensorflow_framework.so.2",
  "tensorflow/include/tensorflow/c/",
  "tensorflow/include/tensorflow/core/platform/",
  "tensorflow/include/tsl/platform/",
  "tensorflow/include/xla/tsl/c/",
];

const addonName = "tfjs_binding.node";

interface CachedFile {
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
 * Makes sure that the cache holds a sound engine and that this clone uses it.
 * Safe when several processes do it at once (one builds, the others wait) and
 * after a set-up that was cut off (what it left is removed).
 *
 * @param cache Folder for the engines of all clones; made if need be.
 * @throws {SetUpError} when the machine lacks something, naming what.
 */
export async function setUpEngine(cache: string): Promise<void> {
  const { os, arch } = Deno.build;
  if (os !== "linux" || arch !== "x86_64") {
    throw new SetUpError(
      `TensorFlow's libraries are pinned for Linux on x86_64, but this is ${os} on ${arch}: use such a machine or a container.`,
    );
  }
  const addon = addonSources();
  const folder = join(cache, await recipeName(addon));
  await Deno.mkdir(cache, { recursive: true });
  using lock = await Deno.open(join(cache, "lock"), {
    write: true,
    create: true,
  });
  await lock.lock(true); // the system frees it when this process ends
  if (!await isSound(folder)) await build(folder, addon);
  await install(join(folder, addonName), addon);
}

/** The folder that holds engines: a cache by the system's convention. */
function cacheFolder(): string {
  const base = Deno.env.get("XDG_CACHE_HOME") ||
    join(Deno.env.get("HOME") ?? ".", ".cache");
  return join(base, "emoji-autoencoder", "engine");
}

interface AddonSources {
  package: string;
  sources: string[];
  headers: string;
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
async function recipeName({ sources }: AddonSources): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([wheel, members]));
  for (const source of sources) hash.update(await Deno.readFile(source));
  const { os, arch } = Deno.build;
  return `${wheel.requirement.replace("==", "-")}-${os}-${arch}-${
    hash.digest("hex").slice(0, 8)
  }`;
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
    if (await sha256(path) !== file.sha256) return discard(folder, file.path);
  }
  return true;
}

function discard(folder: string, damaged: string): false {
  console.error(
    `${damaged} in the cached engine ${folder} is damaged: setting it up again.`,
  );
  return false;
}

async function build(folder: string, addon: AddonSources): Promise<void> {
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

/** Puts the addon where the package looks for it. */
async function install(addon: string, target: AddonSources): Promise<void> {
  const path = join(target.package, "lib", "napi-v8", addonName);
  const built = await Deno.readFile(addon);
  const present = await Deno.readFile(path).catch(() => new Uint8Array());
  if (digest(built) === digest(present)) return;
  await Deno.mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, built);
}

async function requireTool(
  [command, ...args]: [string, ...string[]],
  { what, install }: { what: string; install: string },
): Promise<void> {
  const found = await new Deno.Command(command, {
    args,
    stdout: "null",
    stderr: "null",
  }).output().then(({ success }) => success, (error) => {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  });
  if (!found) {
    throw new SetUpError(
      `${what} is needed to set up the engine, but \`${command}\` was not found or does not work: install it (${install}) and run the command again.`,
    );
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

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

if (import.meta.main) {
  try {
    await setUpEngine(cacheFolder());
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
