/**
 * A kernel keeps the modules that it has loaded. Who edits `lib/` and runs a
 * cell again is told that the old code runs.
 *
 * @module
 */
import { join } from "node:path";
import { sha256 } from "../../lib/base/fingerprint.ts";
import { ifThere } from "../../lib/base/workspace.ts";

/** Looks at the sources of `lib/` before each cell. */
export class SourceWatch {
  readonly #project: string;
  /** What each file was when the kernel loaded it, and when it was written. */
  readonly #loaded = new Map<string, { time: number; hash: string }>();
  readonly #told = new Set<string>();

  /** @param project The clone's folder. */
  constructor(project: string) {
    this.#project = project;
  }

  /** @returns a sentence if files changed since; about each change one. */
  async findChanged(code: string): Promise<string | undefined> {
    if (this.#loaded.size === 0) {
      if (/\bimport\b/.test(code)) await this.#remember();
      return undefined;
    }
    const changed: string[] = [];
    for (const [path, { time, hash }] of this.#loaded) {
      const info = await ifThere(Deno.stat(this.#place(path)));
      if (info?.mtime?.getTime() === time) continue;
      const now = info ? await this.#hashOf(path) : "";
      if (now === hash || this.#told.has(`${path} ${now}`)) continue;
      this.#told.add(`${path} ${now}`);
      changed.push(path);
    }
    if (changed.length === 0) return undefined;
    return `${
      changed.join(", ")
    } changed, but this kernel still runs the old code: restart it to use the new.`;
  }

  async #remember(): Promise<void> {
    for await (const path of this.#sources("lib")) {
      const { mtime } = await Deno.stat(this.#place(path));
      const hash = await this.#hashOf(path);
      this.#loaded.set(path, { time: mtime?.getTime() ?? 0, hash });
    }
  }

  async #hashOf(path: string): Promise<string> {
    return sha256(await Deno.readFile(this.#place(path)));
  }

  #place(path: string): string {
    return join(this.#project, path);
  }

  async *#sources(folder: string): AsyncGenerator<string> {
    for await (const entry of Deno.readDir(this.#place(folder))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory) yield* this.#sources(path);
      else if (/\.(ts|js|json)$/.test(entry.name)) yield path;
    }
  }
}
