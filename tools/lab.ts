/**
 * `deno task lab`: opens a notebook in JupyterLab, with the kernel ready.
 *
 * @module
 */
import { join } from "node:path";
import { projectFolder } from "../lib/base/workspace.ts";
import { installKernel } from "./kernel/install.ts";
import { findJupyterLab } from "./lab/jupyterlab.ts";
import { cacheFolder, SetUpError } from "./common/set_up.ts";

/** Where `deno task lab` begins. */
const firstNotebook = "notebooks/1_autoencoder.ipynb";

/**
 * Starts JupyterLab in the clone's folder. The kernel is found in the clone's
 * `build`, so that nothing is installed among the user's own files.
 *
 * @param args Arguments of JupyterLab.
 * @param environment Variables added to those of this process.
 * @throws {SetUpError} when the machine lacks something, naming what.
 */
export async function startLab(
  args: string[],
  environment: Record<string, string> = {},
): Promise<Deno.ChildProcess> {
  const [command, ...first] = await findJupyterLab(cacheFolder("jupyterlab"));
  const data = join(projectFolder, "build", "jupyter");
  await installKernel({
    os: Deno.build.os,
    env: (name) => name === "JUPYTER_DATA_DIR" ? data : Deno.env.get(name),
  });
  const others = Deno.env.get("JUPYTER_PATH");
  const separator = Deno.build.os === "windows" ? ";" : ":";
  return new Deno.Command(command, {
    args: [...first, ...args],
    cwd: projectFolder,
    env: {
      JUPYTER_PATH: others ? `${data}${separator}${others}` : data,
      ...environment,
    },
  }).spawn();
}

if (import.meta.main) {
  try {
    const lab = await startLab([firstNotebook, ...Deno.args]);
    Deno.addSignalListener("SIGINT", () => {}); // JupyterLab asks, and ends.
    Deno.exit((await lab.status).code);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
