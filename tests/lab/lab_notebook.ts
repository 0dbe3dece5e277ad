/**
 * One notebook that is open in JupyterLab.
 *
 * @module
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { JSHandle, Locator, Page } from "playwright-core";
import { projectFolder } from "../../lib/base/workspace.ts";
import type { Notebook } from "../../tools/notebook/notebook.ts";

/** What a cell shows: its prompt and the plain text of its outputs. */
export interface CellState {
  source: string;
  /** The count of its last run; null before that and while it runs. */
  executionCount: number | null;
  /** Media types and text of each output; errors as "name: message". */
  outputs: { types: string[]; text: string }[];
}

/** What is used of JupyterLab's own notebook panel. */
interface Panel {
  content: {
    activeCellIndex: number;
    model: { toJSON(): Notebook };
    scrollToItem(index: number, align: "start" | "end"): Promise<void>;
  };
  context: { path: string };
  sessionContext: { session: { kernel: { status: string } | null } | null };
}

/** What is used of JupyterLab, which it offers to the page in tests. */
interface JupyterApp {
  commands: { execute(id: string, args: object): Promise<unknown> };
  shell: {
    widgets(area: "main"): Iterable<Panel>;
    activateById(id: string): void;
  };
}

export class LabNotebook {
  private constructor(
    private readonly page: Page,
    private readonly panel: JSHandle<Panel>,
    /** Of the page, what belongs to this notebook. */
    private readonly root: Locator,
    readonly path: string,
  ) {}

  /** Opens a notebook, or brings the open one to the front. */
  static async open(page: Page, path: string): Promise<LabNotebook> {
    const panel = await page.evaluateHandle(async (path) => {
      const { jupyterapp } = globalThis as unknown as {
        jupyterapp: JupyterApp;
      };
      const { commands, shell } = jupyterapp;
      await commands.execute("docmanager:open", { path });
      return [...shell.widgets("main")].find(({ context }) =>
        context?.path === path
      )!;
    }, path);
    const id = await panel.evaluate((panel) =>
      (panel as unknown as { id: string }).id
    );
    const root = page.locator(`[id="${id}"]`);
    return new LabNotebook(page, panel, root, path);
  }

  /** All code cells, in their order. */
  async cells(): Promise<CellState[]> {
    const { cells } = await this.panel.evaluate(({ content }) =>
      content.model.toJSON()
    );
    const join = (text: unknown = "") => [text].flat().join("");
    return cells.filter((cell) => cell.cell_type === "code").map((cell) => ({
      source: join(cell.source),
      executionCount: cell.execution_count,
      outputs: cell.outputs.map((output) => {
        const { data, text, ename, evalue } = output as {
          data?: Record<string, unknown>;
          text?: unknown;
          ename?: string;
          evalue?: string;
        };
        return {
          types: Object.keys(data ?? {}),
          text: ename
            ? `${ename}: ${evalue}`
            : join(text ?? data?.["text/plain"]),
        };
      }),
    }));
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
    return this.panel.evaluate(({ sessionContext }) =>
      sessionContext.session?.kernel?.status ?? "none"
    );
  }

  /** Brings the tab to the front. */
  async show(): Promise<void> {
    await LabNotebook.open(this.page, this.path);
    await this.root.waitFor();
  }

  /** What the page has of the cell whose source contains `code`. */
  async element(
    code: string,
    align: "start" | "end" = "end",
  ): Promise<Locator> {
    const index = await this.panel.evaluate(({ content }, [code, align]) => {
      const index = content.model.toJSON().cells.findIndex(({ source }) =>
        [source].flat().join("").includes(code!)
      );
      return content.scrollToItem(index, align as "start" | "end")
        .then(() => index);
    }, [code, align]);
    return this.root.locator(`.jp-Cell[data-windowed-list-index="${index}"]`);
  }

  /** Clicks into the cell whose source contains `code`. */
  async select(code: string): Promise<void> {
    const editor = (await this.element(code, "start")).locator(".cm-content");
    await editor.scrollIntoViewIfNeeded();
    await editor.click();
  }

  /** Replaces the source of a cell, as if it were pasted. */
  async edit(code: string, change: (source: string) => string): Promise<void> {
    const { source } = await this.cell(code);
    const changed = change(source);
    if (changed === source) {
      throw new Error(`Nothing changed in the cell with "${code}".`);
    }
    await this.select(code);
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.insertText(changed);
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

  /** Presses the toolbar's Stop button and waits; the seconds that it took. */
  async stop(): Promise<number> {
    const start = performance.now();
    await this.root.locator(
      '.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"]',
    ).click();
    await this.untilIdle();
    return (performance.now() - start) / 1000;
  }

  /** Waits until the kernel has nothing more to do. */
  async untilIdle(): Promise<void> {
    await this.until("the kernel is idle", async () => {
      const isWaiting = this.root.locator(".jp-InputPrompt", {
        hasText: "[*]",
      });
      return await isWaiting.count() === 0 &&
        await this.kernelStatus() === "idle";
    });
  }

  /** @throws {Error} if it takes longer than five minutes, and what failed. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 300_000;
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

  /**
   * Saves what can be seen to `build/lab/<name>.png`.
   *
   * @param code In the cell that shall be seen: its end, unless told otherwise.
   */
  async screenshot(
    name: string,
    code?: string,
    align: "start" | "end" = "end",
  ): Promise<void> {
    await this.show();
    if (code) await this.element(code, align);
    await delay(700); // A cell is drawn when it comes into view.
    if (code) await this.element(code, align); // What was drawn has moved it.
    await delay(300);
    const path = join(projectFolder, "build", "lab", `${name}.png`);
    await this.page.screenshot({ path });
  }
}
