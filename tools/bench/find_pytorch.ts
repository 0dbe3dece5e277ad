/**
 * PyTorch for the comparison, in a folder of its own outside the clone.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../lib/base/fingerprint.ts";
import { ifThere } from "../../lib/base/workspace.ts";
import { lockFolder, requireTool, run, step } from "../common/set_up.ts";

/**
 * Installs PyTorch once.
 *
 * @param cache Folder for the installations of all clones.
 * @returns the folder of packages, for `PYTHONPATH`.
 * @throws {SetUpError} when the machine lacks something, naming what.
 */
export async function findPyTorch(cache: string): Promise<string> {
  const requirements = fileURLToPath(new URL("pytorch.txt", import.meta.url));
  const pins = await Deno.readTextFile(requirements);
  const folder = join(cache, sha256(pins).slice(0, 8));
  using _lock = await lockFolder(cache);
  if (await ifThere(Deno.stat(folder))) return folder;
  await requireTool(["python3", "-m", "pip", "--version"], {
    what: "Python with pip",
    install: "`apt install python3-pip` on Debian and Ubuntu",
  });
  const part = `${folder}.part`;
  await step("Installing PyTorch", () =>
    run("python3", [
      ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
      ...["--upgrade", "--target", part, "--requirement", requirements],
    ]));
  await Deno.rename(part, folder);
  return folder;
}
