/**
 * A notebook in JupyterLab in a browser, as a user sees it.
 *
 * @module
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { projectFolder } from "../../lib/base/workspace.ts";
import { startLab } from "../../tools/lab.ts";
import { SetUpError } from "../../tools/common/set_up.ts";

/** What a cell shows: its prompt and the plain text of its outputs. */
export interface CellState {
  source: string;
  /** The count of its last run; null before that and while it runs. */
  executionCount: number | null;
  /** Media types and text of each output; errors as "name: message". */
  outputs: { types: string[]; text: string }[];
}

/** JupyterLab with one open notebook. */
export class Lab {
  private constructor(
    private readonly server: Deno.ChildProcess,
    private readonly browser: BrowserContext,
    readonly page: Page,
  ) {}

  /**
   * Starts JupyterLab and a browser, both with settings of their own.
   *
   * @param notebook Its path in the folder that JupyterLab shows.
   * @throws {SetUpError} when the machine lacks something, naming what.
   */
  static async open(folder: string, notebook: string): Promise<Lab> {
    const executablePath = await findBrowser();
    const home = await Deno.makeTempDir();
    // JupyterLab would ask whether to show news.
    const settings = join(home, "settings", "@jupyterlab/apputils-extension");
    await Deno.mkdir(settings, { recursive: true });
    await Deno.writeTextFile(
      join(settings, "notification.jupyterlab-settings"),
      JSON.stringify({ fetchNews: "false", checkForUpdates: false }),
    );
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
    const page = await browser.newPage();
    const lab = new Lab(server, browser, page);
    await untilAnswers(`http://127.0.0.1:${port}/api`);
    await page.goto(
      `http://127.0.0.1:${port}/lab/tree/${notebook}?token=${token}`,
    );
    await page.waitForSelector(".jp-Notebook-ExecutionIndicator");
    await lab.until("the kernel is ready", async () => {
      return await lab.kernelStatus() === "idle";
    });
    return lab;
  }

  /** All code cells, in their order. */
  cells(): Promise<CellState[]> {
    return this.page.evaluate(() => {
      // deno-lint-ignore no-explicit-any
      const { jupyterapp } = globalThis as any;
      const model = jupyterapp.shell.currentWidget.content.model;
      const { cells } = model.toJSON();
      const join = (text: string | string[] = "") => [text].flat().join("");
      return cells
        // deno-lint-ignore no-explicit-any
        .filter((cell: any) => cell.cell_type === "code")
        // deno-lint-ignore no-explicit-any
        .map((cell: any) => ({
          source: join(cell.source),
          executionCount: cell.execution_count,
          // deno-lint-ignore no-explicit-any
          outputs: cell.outputs.map((output: any) => ({
            types: Object.keys(output.data ?? {}),
            text: output.output_type === "error"
              ? `${output.ename}: ${output.evalue}`
              : join(output.text ?? output.data["text/plain"]),
          })),
        }));
    });
  }

  /** The cell whose source contains `code`. */
  async cell(code: string): Promise<CellState> {
    const found = (await this.cells()).find(({ source }) =>
      source.includes(code)
    );
    if (!found) throw new Error(`No cell contains "${code}".`);
    return found;
  }

  /** `idle`, `busy`, `dead` and so on. */
  kernelStatus(): Promise<string> {
    return this.page.evaluate(() => {
      // deno-lint-ignore no-explicit-any
      const { jupyterapp } = globalThis as any;
      const { sessionContext } = jupyterapp.shell.currentWidget;
      return sessionContext?.session?.kernel?.status ?? "none";
    });
  }

  /** Clicks into the cell whose source contains `code`. */
  async select(code: string): Promise<void> {
    const editor = this.#codeCell(code).locator(".cm-content");
    await editor.scrollIntoViewIfNeeded();
    await editor.click();
  }

  /** Replaces the source of a cell, as if it were pasted. */
  async edit(code: string, change: (source: string) => string): Promise<void> {
    const { source } = await this.cell(code);
    await this.select(code);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.insertText(change(source));
  }

  /** Runs one cell with Ctrl+Enter. */
  async run(code: string): Promise<void> {
    await this.select(code);
    await this.page.keyboard.press("Control+Enter");
  }

  /** Chooses an entry of a menu. */
  async choose(menu: string, entry: string): Promise<void> {
    await this.page.locator(".lm-MenuBar-itemLabel", { hasText: menu }).first()
      .click();
    await this.page.locator(".lm-Menu-itemLabel").getByText(entry, {
      exact: true,
    }).click();
  }

  /** Presses the toolbar's Stop button. */
  async stop(): Promise<void> {
    await this.page.locator(
      '.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"]',
    ).click();
  }

  /** Waits until the kernel has nothing more to do. */
  async untilIdle(): Promise<void> {
    await this.until("the kernel is idle", async () => {
      const isWaiting = this.page.locator(".jp-InputPrompt", {
        hasText: "[*]",
      });
      return await isWaiting.count() === 0 &&
        await this.kernelStatus() === "idle";
    });
  }

  /** @throws {Error} if it takes longer than two minutes, and what failed. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 120_000;
    while (!await holds()) {
      if (performance.now() > deadline) {
        await this.screenshot("timeout");
        const texts = (await this.cells()).flatMap(({ outputs }) =>
          outputs.map(({ text }) => text)
        );
        const failed = texts.find((text) => /^\w*Error: /.test(text));
        throw new Error(
          `It took too long until ${what}; ${failed ?? "no cell has failed"}.`,
        );
      }
      await delay(100);
    }
  }

  /** Saves what can be seen, down to a cell's end, to `build/lab/<name>.png`. */
  async screenshot(name: string, code?: string): Promise<void> {
    if (code) {
      await this.#codeCell(code).evaluate(
        (cell: { scrollIntoView(options: { block: "end" }): void }) => {
          cell.scrollIntoView({ block: "end" });
        },
      );
      await delay(500); // It is drawn when it comes into view.
    }
    const path = join(projectFolder, "build", "lab", `${name}.png`);
    await this.page.screenshot({ path });
  }

  #codeCell(code: string) {
    return this.page.locator(".jp-CodeCell").filter({
      has: this.page.locator(".cm-content", { hasText: code }),
    }).first();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    this.server.kill("SIGTERM");
    await this.server.status;
  }
}

async function findBrowser(): Promise<string> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      const path = join(folder, name);
      const info = await Deno.stat(path).catch(() => null);
      if (info?.isFile) return path;
    }
  }
  throw new SetUpError(
    "Chromium is needed for this test, but it was not found: install it (`apt install chromium` on Debian) and run the command again.",
  );
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

async function untilAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await delay(100);
  }
  throw new Error(`JupyterLab did not answer at ${url} within 30 seconds.`);
}
