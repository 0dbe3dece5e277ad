/**
 * JupyterLab in a browser, as a user sees it.
 *
 * @module
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { startLab } from "../../tools/lab.ts";
import { findBrowser } from "../support/browser.ts";
import { LabNotebook } from "./lab_notebook.ts";

/** JupyterLab in a browser. */
export class Lab {
  private constructor(
    private readonly server: Deno.ChildProcess,
    private readonly browser: BrowserContext,
    readonly page: Page,
  ) {}

  /**
   * Starts JupyterLab and a browser, both with settings of their own.
   *
   * @throws {SetUpError} when the machine lacks something, naming what.
   */
  static async open(folder: string): Promise<Lab> {
    const executablePath = await findBrowser();
    const home = await Deno.makeTempDir();
    const port = freePort();
    const token = crypto.randomUUID();
    const server = await startLab([
      "--no-browser",
      "--allow-root",
      "--log-level=ERROR",
      "--expose-app-in-browser",
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      `--IdentityProvider.token=${token}`,
      `--ServerApp.root_dir=${folder}`,
    ], {
      PRESET: "quick",
      JUPYTER_CONFIG_DIR: join(home, "config"),
      JUPYTER_DATA_DIR: join(home, "data"),
      JUPYTER_RUNTIME_DIR: join(home, "runtime"),
      JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
      JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
    });
    const browser = await chromium.launchPersistentContext(
      join(home, "browser"),
      {
        executablePath,
        headless: true,
        viewport: { width: 1280, height: 1000 },
        args: [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
        ],
      },
    );
    const lab = new Lab(server, browser, await browser.newPage());
    await untilAnswers(`http://127.0.0.1:${port}/api`);
    await lab.page.goto(`http://127.0.0.1:${port}/lab?token=${token}`);
    await lab.page.waitForSelector("#jp-main-dock-panel");
    return lab;
  }

  /**
   * Opens a notebook in a tab of its own and waits for its kernel.
   *
   * @param path In the folder that JupyterLab shows.
   */
  async notebook(path: string): Promise<LabNotebook> {
    const notebook = await LabNotebook.open(this.page, path);
    await notebook.until(
      "the kernel is ready",
      async () => await notebook.kernelStatus() === "idle",
    );
    return notebook;
  }

  /** Changes between JupyterLab's own themes. */
  async theme(name: "Light" | "Dark"): Promise<void> {
    await this.page.evaluate(
      (theme) => {
        const { jupyterapp } = globalThis as unknown as {
          jupyterapp: {
            commands: { execute(id: string, args: object): Promise<void> };
          };
        };
        return jupyterapp.commands.execute("apputils:change-theme", { theme });
      },
      `JupyterLab ${name}`,
    );
    await delay(500);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    this.server.kill("SIGTERM");
    await this.server.status;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

async function untilAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await delay(100);
  }
  throw new Error(`JupyterLab did not answer at ${url} within a minute.`);
}
