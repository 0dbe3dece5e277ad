/**
 * `deno task kernel`: makes the kernel known to JupyterLab and VS Code.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  projectFolder,
  writeFileAtomically,
} from "../../lib/base/workspace.ts";

/** The kernel as notebooks name it. */
export const kernelSpecification = {
  name: "deno-emoji-autoencoder",
  display_name: "Deno (emoji autoencoder)",
  language: "typescript",
};

/** @returns the command that starts the kernel for a connection file. */
export function kernelCommand(connectionFile: string): [string, ...string[]] {
  return [
    Deno.execPath(),
    "run",
    "--quiet",
    // Its one package is installed with the project; nothing is fetched.
    "--cached-only",
    "--config",
    join(projectFolder, "deno.json"),
    "--allow-env",
    "--allow-net=127.0.0.1",
    "--allow-read",
    `--allow-run=${Deno.execPath()},setpriv`,
    fileURLToPath(new URL("proxy.ts", import.meta.url)),
    connectionFile,
  ];
}

/** What the place of Jupyter's files depends on. */
export interface Machine {
  os: typeof Deno.build.os;
  /** Reads an environment variable. */
  env(name: string): string | undefined;
}

/** The folder in which Jupyter looks for kernels of this user. */
export function jupyterDataFolder({ os, env }: Machine): string {
  const need = (name: string) => {
    const value = env(name);
    if (value) return value;
    throw new Error(
      `${name} is not set, so Jupyter's folder is unknown: set JUPYTER_DATA_DIR.`,
    );
  };
  const chosen = env("JUPYTER_DATA_DIR");
  if (chosen) return chosen;
  if (os === "windows") return join(need("APPDATA"), "jupyter");
  if (os === "darwin") return join(need("HOME"), "Library", "Jupyter");
  const data = env("XDG_DATA_HOME") || join(need("HOME"), ".local", "share");
  return join(data, "jupyter");
}

/**
 * Installs this Deno as a kernel under the project's own name, started through
 * this clone's kernel_proxy.ts; a kernel named `deno` that the user has stays as
 * it is.
 *
 * @returns path of the kernel's description.
 */
export async function installKernel(machine: Machine): Promise<string> {
  const { name, ...shown } = kernelSpecification;
  const folder = join(
    jupyterDataFolder(machine),
    "kernels",
    name,
  );
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, "kernel.json");
  const description = {
    argv: kernelCommand("{connection_file}"),
    ...shown,
    interrupt_mode: "message",
  };
  await writeFileAtomically(path, JSON.stringify(description, null, 2) + "\n");
  return path;
}

if (import.meta.main) {
  const path = await installKernel({
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
  });
  console.log(
    `The kernel "${kernelSpecification.display_name}" is installed: ${path}\n` +
      "Choose it in JupyterLab or VS Code when a notebook asks for a kernel.",
  );
}
