/**
 * Runs on disk: `<runs>/<name>-<key>/run.json` says all that a report needs, and
 * the weights lie beside it in a folder named by their hash.
 *
 * The key is part of the folder's name, so that a run which differs in anything
 * never takes another's place. `run.json` is written last and names the weights
 * by hash: whoever kills the process leaves the run that was there before, or
 * the new one.
 *
 * @module
 */
import { hashFile, sha256 } from "../base/fingerprint.ts";
import {
  ifThere,
  type Preset,
  workspace,
  writeFileAtomically,
} from "../base/workspace.ts";
import type { EngineInfo, tf } from "../engine/engine.ts";
import type { HistoryRow } from "../model/training.ts";
import { loadWeights, saveModel } from "./weights.ts";

/** Measurements on the test set after training, means over its images. */
export interface TestResults {
  loss: number;
  meanSquaredError: number;
  /** The same over the originals alone, without their augmented copies. */
  originalsMeanSquaredError: number;
  /** The mean squared error of each image, in the test set's order. */
  pictureErrors: number[];
}

/** What `run.json` holds. */
export interface RunRecord<
  Settings = unknown,
  Test extends TestResults = TestResults,
  Row extends HistoryRow = HistoryRow,
> {
  /** What the run is called, without its key. */
  name: string;
  /** Hash of all that decides the result. */
  key: string;
  preset: Preset;
  /** Settings of data, network, objective and training. */
  settings: Settings;
  /** Fingerprint of the data set. */
  data: string;
  engine: EngineInfo;
  /** Versions of Deno and TensorFlow.js. */
  versions: { deno: string; tfjs: string };
  /** Duration of the training. */
  seconds: number;
  history: Row[];
  test: Test;
  /** SHA-256 of each weights file, by its path below the run's folder. */
  weights: Record<string, string>;
}

export type Models = Record<string, tf.LayersModel>;

/** @returns the name of a run's folder. */
export function folderName(
  { name, key }: Pick<RunRecord, "name" | "key">,
): string {
  if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name)) {
    throw new RangeError(
      `A run's name is made of lower-case words joined by hyphens, but it is "${name}".`,
    );
  }
  return `${name}-${key.slice(0, 8)}`;
}

/** @returns the text of `run.json`. */
export function serializeRecord(record: RunRecord): string {
  return JSON.stringify(record, null, 2) + "\n";
}

/**
 * Reads a run's record.
 *
 * @returns the record, or nothing when no such run was saved.
 * @throws {Error} when `run.json` cannot be read.
 */
export async function readRecord<Record extends RunRecord = RunRecord>(
  folder: string,
): Promise<Record | undefined> {
  const path = `${workspace().runs}${folder}/run.json`;
  const text = await ifThere(Deno.readTextFile(path));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(
      `${path} cannot be read: delete it and train the run again.`,
      { cause },
    );
  }
}

/** @returns the records of all runs whose name begins so. */
export async function readRecords<Record extends RunRecord = RunRecord>(
  prefix: string,
): Promise<Record[]> {
  const records: Record[] = [];
  for (const folder of await listFolders()) {
    if (!folder.startsWith(prefix)) continue;
    const record = await readRecord<Record>(folder);
    if (record) records.push(record);
  }
  return records;
}

/** @returns the folders of all runs, in the order of their names. */
export async function listFolders(): Promise<string[]> {
  const folders: string[] = [];
  const entries = await ifThere(
    Array.fromAsync(Deno.readDir(workspace().runs)),
  );
  for (const { name, isDirectory } of entries ?? []) {
    if (isDirectory && !name.startsWith(".")) folders.push(name);
  }
  return folders.sort();
}

/** Removes all runs whose name begins so, from disk. */
export async function removeRuns(prefix: string): Promise<void> {
  for (const folder of await listFolders()) {
    if (folder.startsWith(prefix)) {
      await removeFolder(workspace().runs + folder);
    }
  }
}

/**
 * Saves a run, its record last, and removes the weights it replaces.
 *
 * @param record Its `weights` are filled in.
 * @param models Those whose weights shall be kept.
 * @throws {Error} when it cannot be written; the run on disk is as it was.
 */
export async function saveRun<Record extends RunRecord>(
  record: Record,
  models: Models,
): Promise<Record> {
  const folder = `${workspace().runs}${folderName(record)}/`;
  const temporary = `${folder}${crypto.randomUUID()}.tmp`;
  try {
    await Deno.mkdir(temporary, { recursive: true });
    const hashes: [path: string, hash: string][] = [];
    for (const [name, model] of Object.entries(models)) {
      await saveModel(model, `${temporary}/${name}`);
      for (const file of ["model.json", "weights.bin"]) {
        const path = `${name}/${file}`;
        hashes.push([path, await hashFile(`${temporary}/${path}`)]);
      }
    }
    const kept = `weights-${sha256(JSON.stringify(hashes)).slice(0, 12)}`;
    await removeFolder(folder + kept);
    if (hashes.length > 0) await Deno.rename(temporary, folder + kept);
    const weights = Object.fromEntries(
      hashes.map(([path, hash]) => [`${kept}/${path}`, hash]),
    );
    const saved = { ...record, weights };
    await writeFileAtomically(`${folder}run.json`, serializeRecord(saved));
    await removeLeftovers(folder, kept);
    return saved;
  } catch (cause) {
    await removeFolder(temporary);
    throw new Error(
      `The run "${record.name}" could not be saved (${
        (cause as Error).message
      }): make that possible and ask for the run again, which continues from here.`,
      { cause },
    );
  }
}

/**
 * Compares a saved run's weights with the hashes in its record.
 *
 * @returns false when the weights are not on this machine: of most runs only
 * `run.json` is committed.
 * @throws {Error} when they are damaged.
 */
export async function hasWeights(record: RunRecord): Promise<boolean> {
  const folder = `${workspace().runs}${folderName(record)}/`;
  const files = Object.entries(record.weights);
  for (const [path, hash] of files) {
    const bytes = await ifThere(Deno.readFile(folder + path));
    if (!bytes) return false;
    if (sha256(bytes) !== hash) {
      throw new Error(
        `${folder}${path} is damaged (its hash is not the one in run.json): restore it, or delete ${folder} and train the run again.`,
      );
    }
  }
  return files.length > 0;
}

/** Reads a saved run's weights into models of the same architecture. */
export async function restoreWeights(
  record: RunRecord,
  models: Models,
): Promise<void> {
  const runs = workspace().runs;
  const [kept] = Object.keys(record.weights)[0]!.split("/");
  for (const [name, model] of Object.entries(models)) {
    await loadWeights(model, `${runs}${folderName(record)}/${kept}/${name}`);
  }
}

/**
 * Holds a run's lock, so that two processes do not train the same run; the
 * system frees it when the process ends.
 *
 * @param onWait Is told when another process holds it.
 */
export async function lockRun(
  folder: string,
  { signal, onWait }: { signal?: AbortSignal; onWait?: () => void },
): Promise<Disposable> {
  const locks = `${workspace().runs}.locks/`;
  await Deno.mkdir(locks, { recursive: true });
  const file = await Deno.open(locks + folder, { write: true, create: true });
  try {
    if (await file.tryLock(true)) return file;
    onWait?.();
    while (!await file.tryLock(true)) {
      signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Removes other weights and what a killed process left. */
async function removeLeftovers(folder: string, kept: string) {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if ((isDirectory && name !== kept) || name.endsWith(".tmp")) {
      await removeFolder(folder + name);
    }
  }
}

async function removeFolder(folder: string) {
  await ifThere(Deno.remove(folder, { recursive: true }));
}
