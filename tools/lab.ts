/**
 * `deno task lab`: opens a notebook in JupyterLab, with the kernel ready.
 *
 * @module
 */
import { join } from "node:path";
import { projectFolder, writeFileAtomically } from "../lib/base/workspace.ts";
import { cacheFolder, SetUpError } from "./common/set_up.ts";
import { tied } from "./common/tied.ts";
import { lastingDeno } from "./kernel/deno_binary.ts";
import { installKernel } from "./kernel/install.ts";
import { findJupyterLab } from "./lab/jupyterlab.ts";

/** Where `deno task lab` begins; the clone's other folders can be opened too. */
const start = [
  `--ServerApp.root_dir=${projectFolder}`,
  "--LabApp.default_url=/lab/tree/notebooks/1_autoencoder.ipynb",
];

/** Beside the user's own settings. */
const configuration = {
  "jupyter_server_config.json": {
    // Its limits would drop outputs that the kernel and the browser can take.
    ZMQChannelsWebsocketConnection: {
      iopub_data_rate_limit: 1e9,
      iopub_msg_rate_limit: 1e5,
    },
  },
  "labconfig/page_config.json": {
    // It would cover the first cells with a question about Jupyter's news.
    disabledExtensions: {
      "@jupyterlab/apputils-extension:announcements": true,
    },
  },
};

/**
 * Starts JupyterLab in the clone's folder. The kernel is found in the clone's
 * `build`, so that nothing is installed among the user's own files. JupyterLab
 * and its kernels end with this process.
 *
 * @param args Arguments of JupyterLab.
 * @param environment Variables added to those of this process.
 * @throws {SetUpError} when the machine lacks something, naming what.
 */
export async function startLab(
  args: string[],
  environment: Record<string, string> = {},
): Promise<Deno.ChildProcess> {
  const [command, ...first] = await tied(
    await findJupyterLab(cacheFolder("jupyterlab")),
    "TERM",
  );
  const data = join(projectFolder, "build", "jupyter");
  await installKernel({
    os: Deno.build.os,
    env: (name) => name === "JUPYTER_DATA_DIR" ? data : Deno.env.get(name),
    deno: await lastingDeno(Deno.execPath(), cacheFolder("deno")),
  });
  const config = join(data, "config");
  await Deno.mkdir(join(config, "labconfig"), { recursive: true });
  for (const [name, content] of Object.entries(configuration)) {
    await writeFileAtomically(join(config, name), JSON.stringify(content));
  }
  return new Deno.Command(command, {
    args: [...first, ...args],
    cwd: projectFolder,
    env: {
      JUPYTER_PATH: before(data, "JUPYTER_PATH"),
      JUPYTER_CONFIG_PATH: before(config, "JUPYTER_CONFIG_PATH"),
      ...environment,
    },
  }).spawn();
}

/** A folder before those that a variable names. */
function before(folder: string, variable: string): string {
  const others = Deno.env.get(variable);
  const separator = Deno.build.os === "windows" ? ";" : ":";
  return others ? `${folder}${separator}${others}` : folder;
}

if (import.meta.main) {
  try {
    const lab = await startLab([...start, ...Deno.args]);
    Deno.addSignalListener("SIGINT", () => {}); // JupyterLab asks, and ends.
    const end = () => lab.kill("SIGTERM");
    Deno.addSignalListener("SIGTERM", end);
    if (Deno.build.os !== "windows") Deno.addSignalListener("SIGHUP", end);
    const parent = Deno.ppid;
    const watch = setInterval(() => {
      if (Deno.ppid === parent) return;
      clearInterval(watch); // `deno task` or the terminal was killed.
      end();
    }, 1000);
    Deno.exit((await lab.status).code);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
