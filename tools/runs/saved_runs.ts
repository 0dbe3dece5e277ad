/**
 * The runs in a folder: which of them the notebooks show, and how the others
 * differ from those.
 *
 * @module
 */
import { basename, join } from "node:path";
import { ifThere } from "../../lib/base/workspace.ts";
import type { RunRecord } from "../../lib/experiments/run_record.ts";
import { readNotebook } from "../notebook/notebook.ts";
import { readBundles } from "../report/bundle.ts";

/** A folder of a run. */
export interface SavedRun {
  /** Its name: the run's, and the first eight digits of its key. */
  folder: string;
  /** Of all its files. */
  bytes: number;
  /** The notebooks whose outputs show it. */
  usedBy: string[];
  /**
   * Of a run that no notebook shows: how it differs from the one of the report
   * that is most like it.
   */
  difference?: string;
}

/** Where runs and notebooks lie. */
export interface RunFolders {
  runs: string;
  notebooks: string;
}

/** @returns all runs, by the names of their folders. */
export async function listRuns(
  { runs, notebooks }: RunFolders,
): Promise<SavedRun[]> {
  const users = await findUsers(notebooks);
  const entries = await ifThere(Array.fromAsync(Deno.readDir(runs))) ?? [];
  const folders = entries
    .filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."))
    .map(({ name }) => name).sort();
  const records = new Map(
    await Promise.all(
      folders.map(async (folder) =>
        [folder, await readRun(join(runs, folder))] as const
      ),
    ),
  );
  const shown = folders.filter((folder) => users.has(folder))
    .flatMap((folder) => records.get(folder) ?? []);
  return await Promise.all(folders.map(async (folder) => {
    const usedBy = users.get(folder) ?? [];
    const record = records.get(folder);
    return {
      folder,
      bytes: await sizeOf(join(runs, folder)),
      usedBy,
      ...usedBy.length === 0 && {
        difference: record
          ? describeDifference(record, shown)
          : "its run.json is missing or damaged",
      },
    };
  }));
}

/**
 * Removes runs.
 *
 * @throws {RangeError} when one is not there or the report shows it; none is
 * removed then.
 */
export async function removeSavedRuns(
  names: readonly string[],
  folders: RunFolders,
): Promise<void> {
  const runs = await listRuns(folders);
  for (const name of names) {
    const run = runs.find(({ folder }) => folder === name);
    if (!run) {
      throw new RangeError(
        `There is no run "${name}" in ${folders.runs}: give a name as \`deno task runs\` lists it.`,
      );
    }
    if (run.usedBy.length > 0) {
      throw new RangeError(
        `The run "${name}" is shown by ${
          run.usedBy.join(" and ")
        }: remove only what the report does not use.`,
      );
    }
  }
  for (const name of names) {
    await Deno.remove(join(folders.runs, name), { recursive: true });
  }
}

/** The notebooks that show a run, by its folder. */
async function findUsers(notebooks: string): Promise<Map<string, string[]>> {
  const users = new Map<string, string[]>();
  const entries = await Array.fromAsync(Deno.readDir(notebooks));
  const names = entries.map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).sort();
  for (const name of names) {
    const notebook = await readNotebook(join(notebooks, name));
    for (const { run } of readBundles(notebook)) {
      if (!run) continue;
      const others = users.get(run.name) ?? [];
      users.set(run.name, [...new Set([...others, basename(name, ".ipynb")])]);
    }
  }
  return users;
}

/** @returns nothing when there is no record, or none that can be read. */
async function readRun(folder: string): Promise<RunRecord | undefined> {
  const text = await ifThere(Deno.readTextFile(join(folder, "run.json")));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    bytes += isDirectory
      ? await sizeOf(path)
      : (await ifThere(Deno.stat(path)))?.size ?? 0;
  }
  return bytes;
}

function describeDifference(run: RunRecord, others: RunRecord[]): string {
  const differences = others.map((other) => findDifferences(run, other));
  const [fewest] = differences.sort((a, b) => a.length - b.length);
  if (!fewest) return "the report shows no run";
  return fewest.join(", ") || "same settings and data, other sources";
}

/** What decides a run's key and differs, as far as its record says it. */
function findDifferences(run: RunRecord, other: RunRecord): string[] {
  const one = valuesOf(run);
  const two = valuesOf(other);
  return [...new Set([...one.keys(), ...two.keys()])]
    .filter((key) => one.get(key) !== two.get(key))
    .map((key) =>
      `${key} ${one.get(key) ?? "absent"} in place of ${two.get(key) ?? "none"}`
    );
}

/** Each single value under the path to it: `training.epochs`. */
function valuesOf(
  { settings, data, engine, versions }: RunRecord,
): Map<string, string> {
  const values = new Map<string, string>();
  const add = (path: string, value: unknown) => {
    if (typeof value !== "object" || value === null) {
      values.set(path, JSON.stringify(value));
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      add(path ? `${path}.${key}` : key, inner);
    }
  };
  add("", settings);
  add("data", data.slice(0, 8));
  add("engine", `${engine.backend} ${engine.version}`);
  add("TensorFlow.js", versions.tfjs);
  return values;
}
