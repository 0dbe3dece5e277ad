/**
 * JupyterLab: the one that is installed, or a pinned one in an environment of
 * its own outside the clone.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../lib/base/fingerprint.ts";
import { ifThere } from "../../lib/base/workspace.ts";
import { lockFolder, requireTool, run, step, works } from "../common/set_up.ts";

/** A command and its first arguments. */
export type LabCommand = [command: string, ...args: string[]];

/** JupyterLab 4 is the oldest that draws the charts. */
const oldestVersion = 4;

/**
 * Finds JupyterLab, or sets it up once.
 *
 * @param cache Folder for the environments of all clones.
 * @throws {SetUpError} when the machine lacks something, naming what.
 */
export async function findJupyterLab(cache: string): Promise<LabCommand> {
  const installed: LabCommand = ["jupyter", "lab"];
  if (await majorVersion(installed) >= oldestVersion) return installed;
  const requirements = fileURLToPath(
    new URL("jupyterlab.txt", import.meta.url),
  );
  const pins = await Deno.readTextFile(requirements);
  const hash = sha256(pins).slice(0, 8);
  const folder = join(cache, hash);
  const own: LabCommand = [join(folder, "bin", "python"), "-m", "jupyterlab"];
  using _lock = await lockFolder(cache);
  // Python may have been replaced since, so it is not enough that files exist.
  if (
    await ifThere(Deno.stat(join(folder, "complete"))) &&
    await works(own[0], [...own.slice(1), "--version"])
  ) {
    return own;
  }
  await install(folder, requirements);
  return own;
}

async function majorVersion([command, ...args]: LabCommand): Promise<number> {
  try {
    const { success, stdout } = await new Deno.Command(command, {
      args: [...args, "--version"],
      stderr: "null",
    }).output();
    return success ? parseInt(new TextDecoder().decode(stdout)) : 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

async function install(folder: string, requirements: string): Promise<void> {
  await requireTool(["python3", "-m", "pip", "--version"], {
    what: "Python with pip",
    install: "`apt install python3-pip` on Debian and Ubuntu",
  });
  console.error(`Setting up JupyterLab (once, in ${folder}).`);
  await ifThere(Deno.remove(folder, { recursive: true }));
  await step("Making an environment", () =>
    // Debian's Python has no ensurepip; the system's pip does as well.
    run("python3", ["-m", "venv", "--without-pip", folder]));
  await step("Installing JupyterLab", () =>
    run("python3", [
      ...["-m", "pip", "--python", join(folder, "bin", "python")],
      ...["install", "--quiet", "--disable-pip-version-check"],
      ...["--no-deps", "--require-hashes", "--requirement", requirements],
    ]));
  await Deno.writeTextFile(join(folder, "complete"), "");
}
