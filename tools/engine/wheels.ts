/**
 * Python's packages as archives: downloaded by pip, which checks their hashes,
 * and unpacked. Nothing in them is run by it.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, SetUpError } from "../common/set_up.ts";
import type { EngineBuild, Platform } from "./platforms.ts";

/** Downloads the wheels of a build for a machine, which need not be this one. */
export async function downloadEngine(
  folder: string,
  { platform, build }: { platform: Platform; build: EngineBuild },
): Promise<void> {
  await downloadWheels(folder, build.requirements, [
    ...["--python-version", "3.11"],
    ...platform.wheels.flatMap((wheel) => ["--platform", wheel]),
  ]);
}

/**
 * Downloads wheels into a folder, as is all that pip writes meanwhile.
 *
 * @param requirements Their pins by version and hash.
 * @param options What pip is told beside that.
 * @throws {SetUpError} with pip's last words.
 */
export async function downloadWheels(
  folder: string,
  requirements: URL,
  options: string[] = [],
): Promise<void> {
  const path = fileURLToPath(requirements);
  const action = run("python3", [
    ...["-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"],
    ...["--disable-pip-version-check", "--only-binary=:all:", "--no-cache-dir"],
    ...options,
    ...["--dest", folder, "--requirement", path],
  ], { TMPDIR: folder });
  await action.catch((cause) => {
    throw new SetUpError(
      `The packages that ${path} pins could not be downloaded (${cause.message}): check the network and run the command again.`,
      { cause },
    );
  });
}

/**
 * Unpacks the wheels that lie in a folder there, and removes them.
 *
 * @param members Beginnings of the names of what is taken out of them.
 */
export async function unpackWheels(
  folder: string,
  members: string[],
): Promise<void> {
  // zipfile alone would leave programs that cannot be run.
  const program = [
    "import os, sys, zipfile",
    "with zipfile.ZipFile(sys.argv[1]) as archive:",
    "  for member in archive.infolist():",
    "    if member.filename.startswith(tuple(sys.argv[3:])):",
    "      path = archive.extract(member, sys.argv[2])",
    "      os.chmod(path, 0o755 if member.external_attr >> 16 & 0o100 else 0o644)",
  ].join("\n");
  const wheels = [...Deno.readDirSync(folder)]
    .filter(({ name }) => name.endsWith(".whl"));
  if (wheels.length === 0) {
    throw new Error(`pip reported success but left no wheel in ${folder}.`);
  }
  for (const { name } of wheels) {
    const wheel = join(folder, name);
    await run("python3", ["-c", program, wheel, folder, ...members]);
    await Deno.remove(wheel);
  }
}
