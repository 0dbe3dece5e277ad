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

import { readOptions, UsageError } from "../common/command_line.ts";
import { cacheFolder } from "../common/set_up.ts";
import { lastingDeno } from "./deno_binary.ts";

/** The kernel as notebooks name it. */
export const kernelSpecification = {
  name: "deno-emoji-autoencoder",
  display_name: "Deno (emoji autoencoder)",
  language: "typescript",
};

/**
 * @param deno Path of Deno.
 * @returns the command that starts the kernel for a connection file.
 */
export function kernelCommand(
  connectionFile: string,
  deno: string = Deno.execPath(),
): [string, ...string[]] {
  return [
    deno,
    "run",
    "--quiet",
    // Its one package is installed with the project; nothing is fetched.
    "--cached-only",
    "--config",
    join(projectFolder, "deno.json"),
    "--allow-env",
    "--allow-net=127.0.0.1",
    "--allow-read",
    `--allow-run=${deno},setpriv`,
    fileURLToPath(new URL("proxy.ts", import.meta.url)),
    connectionFile,
  ];
}

/** What the place of Jupyter's files depends on, and the Deno that runs there. */
export interface Machine {
  os: typeof Deno.build.os;
  /** Reads an environment variable. */
  env(name: string): string | undefined;
  /** Path of Deno. */
  deno: string;
}

/** The folder in which Jupyter looks for kernels of this user. */
export function jupyterDataFolder(
  { os, env }: Pick<Machine, "os" | "env">,
): string {
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
 * this clone's proxy.ts; a kernel named `deno` that the user has stays as
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
    argv: kernelCommand("{connection_file}", machine.deno),
    ...shown,
    interrupt_mode: "message",
  };
  await writeFileAtomically(path, JSON.stringify(description, null, 2) + "\n");
  return path;
}

/** Where vscode-deno looks for what it is told of this clone. */
const settingsPath = join(projectFolder, ".vscode", "settings.json");

/** Writes the path of Deno into a settings file of VS Code, which is plain JSON. */
export async function writeDenoPath(
  path: string,
  deno: string,
): Promise<void> {
  const settings = JSON.parse(await Deno.readTextFile(path));
  const text = JSON.stringify({ ...settings, "deno.path": deno }, null, 2);
  await writeFileAtomically(path, `${text}\n`);
}

if (import.meta.main) {
  const options = readOptions(Deno.args, { vscode: { type: "boolean" } });
  if (!options) {
    const usage = new UsageError("kernel", Deno.args, "--vscode");
    console.error(usage.message);
    Deno.exit(1);
  }
  const deno = await lastingDeno(Deno.execPath(), cacheFolder("deno"));
  const path = await installKernel({
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    deno,
  });
  console.log(
    `The kernel "${kernelSpecification.display_name}" is installed: ${path}\n` +
      "Choose it in JupyterLab or VS Code when a notebook asks for a kernel.",
  );
  if (options.vscode) {
    await writeDenoPath(settingsPath, deno);
    console.log(`VS Code's Deno is written to ${settingsPath}.`);
  } else {
    console.log(
      "For type errors in VS Code's cells, where it does not find Deno, put this into its settings, or call this with --vscode:\n" +
        `  "deno.path": ${JSON.stringify(deno)}`,
    );
  }
}
