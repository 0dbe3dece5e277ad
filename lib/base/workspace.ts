/**
 * Where the project keeps its files, and whether it runs in full or quickly.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** The presets: `full` is the report, `quick` a rehearsal of it in minutes. */
export type Preset = "full" | "quick";

/** The preset that the environment asks for with `PRESET=quick`. */
export function currentPreset(): Preset {
  const preset = Deno.env.get("PRESET") || "full";
  if (preset !== "full" && preset !== "quick") {
    throw new RangeError(
      `PRESET must be "full" or "quick", but it is "${preset}".`,
    );
  }
  return preset;
}

/**
 * The settings of a notebook: all of them, with those replaced that the quick
 * preset makes smaller.
 *
 * @example
 * ```ts
 * import { settingsFor } from "./workspace.ts";
 * const settings = settingsFor({ epochs: 100, seed: 1 }, { epochs: 2 });
 * ```
 */
export function settingsFor<Settings>(
  full: Settings,
  quick: Partial<Settings>,
): Settings {
  return currentPreset() === "quick" ? { ...full, ...quick } : full;
}

/** The folder of the clone. */
export const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Folders that are written to. The quick preset writes under `build/quick` only
 * so that a rehearsal never touches what is committed.
 */
export function workspace() {
  const output = currentPreset() === "quick"
    ? `${projectFolder}build/quick/`
    : projectFolder;
  return {
    /** Exported figures; committed. A report stages them elsewhere first. */
    figures: Deno.env.get("FIGURES") || `${output}figures/`,
    /** Where the report's figures are, staged or not. */
    committedFigures: `${output}figures/`,
    /** Trained runs, one folder each; `run.json` is committed. */
    runs: `${output}data/runs/`,
    /** Data sets by fingerprint; can be deleted at any time. */
    cache: `${projectFolder}data/cache/`,
  };
}

/**
 * Whether a run counts as made: always, unless `deno task report --fresh` asks
 * with `FRESH` for new ones. It names a file that lists the runs which were
 * trained since, so that an interrupted one continues where it was.
 */
export async function isRetrained(key: string): Promise<boolean> {
  const path = Deno.env.get("FRESH");
  if (!path) return true;
  const keys = await ifThere(Deno.readTextFile(path));
  return keys?.split("\n").includes(key) ?? false;
}

/** Notes for `FRESH` that a run was trained. */
export async function noteRetrained(key: string): Promise<void> {
  const path = Deno.env.get("FRESH");
  if (path) await Deno.writeTextFile(path, `${key}\n`, { append: true });
}

/**
 * What reading a file or a folder gives, or nothing when it is not there.
 *
 * @example
 * ```ts
 * import { ifThere } from "./workspace.ts";
 * const bytes = await ifThere(Deno.readFile("picture.png"));
 * ```
 */
export async function ifThere<Result>(
  reading: Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/**
 * Writes a file atomically: readers, and whoever kills this process, find the
 * old content or the new, never a part.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const file = await Deno.open(temporary, { write: true, createNew: true });
    try {
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      for (let offset = 0; offset < bytes.length;) {
        offset += await file.write(bytes.subarray(offset));
      }
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
