/**
 * Runs on disk: `<runs>/<name>/run.json` says all that a report needs, and the
 * weights lie beside it in a folder named by the run's key.
 *
 * `run.json` is written last and names the weights by hash. Whoever kills the
 * process leaves the run that was there before, or the new one.
 *
 * @module
 */
import { type EngineInfo, tf } from "../engine/engine.ts";
import { fingerprintSources, hashFile, sha256 } from "../base/fingerprint.ts";
import type { HistoryRow } from "../model/training.ts";
import { loadWeights, saveModel } from "./weights.ts";
import {
  ifThere,
  type Preset,
  workspace,
  writeFileAtomically,
} from "../base/workspace.ts";

/** What `run.json` holds. */
export interface RunRecord {
  name: string;
  /** Hash of all that decides the result. */
  key: string;
  preset: Preset;
  /** Settings of data, model, objective and training. */
  settings: Record<string, unknown>;
  /** Fingerprint of the data set. */
  data: string;
  engine: EngineInfo;
  /** Versions of Deno and TensorFlow.js. */
  versions: Record<string, string>;
  /** Duration of the training. */
  seconds: number;
  history: HistoryRow[];
  /** Measurements on the test set after the last epoch. */
  test: Record<string, number>;
  /** SHA-256 of each weights file, by its path below the run's folder. */
  weights: Record<string, string>;
}

export type Models = Record<string, tf.LayersModel>;

/** What decides a run's result, beside the sources and the engine. */
export interface RunIdentity {
  /** Name of the folder, in kebab-case. */
  name: string;
  settings: Record<string, unknown>;
  /** Fingerprint of the data set. */
  data: string;
}

/** @returns a hash of the settings, the data, the sources and the engine. */
export async function runKey(
  { settings, data }: RunIdentity,
  { backend, version }: EngineInfo,
): Promise<string> {
  const roots = [
    "../model/training.ts",
    "../model/autoencoder.ts",
    "../model/objective.ts",
    "../model/gradient_conflict.ts",
  ];
  // The engine is in the key by name and version, however it was loaded.
  const sources = await fingerprintSources(
    roots.map((path) => new URL(path, import.meta.url)),
    ["engine.ts"],
  );
  const engine = [backend, version, tf.version.tfjs];
  return sha256(JSON.stringify([settings, data, sources, engine]));
}

/** @returns the text of `run.json`. */
export function serializeRecord(record: RunRecord): string {
  return JSON.stringify(record, null, 2) + "\n";
}

/**
 * Reads a run's record.
 *
 * @returns the record, or nothing when no run of this name was saved.
 * @throws {Error} when `run.json` cannot be read.
 */
export async function readRecord(
  name: string,
): Promise<RunRecord | undefined> {
  const path = `${runFolder(name)}run.json`;
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new Error(
      `${path} cannot be read: delete it and train the run again.`,
      { cause: error },
    );
  }
}

/**
 * Saves a run, its record last, and removes the weights it replaces.
 *
 * @param record Its `weights` are filled in.
 * @throws {Error} when it cannot be written; the run on disk is as it was.
 */
export async function saveRun(
  record: RunRecord,
  models: Models,
): Promise<RunRecord> {
  const folder = runFolder(record.name);
  const temporary = `${folder}${crypto.randomUUID()}.tmp`;
  const final = `${folder}${weightsFolder(record)}`;
  await Deno.mkdir(temporary, { recursive: true });
  try {
    for (const [name, model] of Object.entries(models)) {
      await saveModel(model, `${temporary}/${name}`);
    }
    const weights: Record<string, string> = {};
    for (const name of Object.keys(models)) {
      for (const file of ["model.json", "weights.bin"]) {
        const path = `${name}/${file}`;
        weights[path] = await hashFile(`${temporary}/${path}`);
      }
    }
    await removeFolder(final);
    await Deno.rename(temporary, final);
    const saved = { ...record, weights };
    await writeFileAtomically(`${folder}run.json`, serializeRecord(saved));
    await removeLeftovers(folder, weightsFolder(record));
    return saved;
  } catch (cause) {
    await removeFolder(temporary);
    throw new Error(
      `The run "${record.name}" could not be saved (${
        (cause as Error).message
      }): mend that and ask for the run again, which goes on from here.`,
      { cause },
    );
  }
}

/**
 * Compares a saved run's weights with the hashes in its record.
 *
 * @returns false when the weights are not on this machine (`run.json` is
 * committed, weights are not).
 * @throws {Error} when they are damaged.
 */
export async function hasWeights(record: RunRecord): Promise<boolean> {
  const folder = `${runFolder(record.name)}${weightsFolder(record)}/`;
  for (const [path, hash] of Object.entries(record.weights)) {
    const bytes = await ifThere(Deno.readFile(folder + path));
    if (!bytes) return false;
    if (sha256(bytes) !== hash) {
      throw new Error(
        `${folder}${path} is damaged (its hash is not the one in run.json): delete ${folder} and train the run again.`,
      );
    }
  }
  return true;
}

/** Reads a saved run's weights into models of the same architecture. */
export async function restoreWeights(
  record: RunRecord,
  models: Models,
): Promise<void> {
  const folder = `${runFolder(record.name)}${weightsFolder(record)}/`;
  for (const [name, model] of Object.entries(models)) {
    await loadWeights(model, folder + name);
  }
}

/**
 * Holds a run's lock, so that two processes do not train the same run; the
 * system frees it when the process ends.
 */
export async function lockRun(name: string): Promise<Disposable> {
  const folder = runFolder(name);
  await Deno.mkdir(folder, { recursive: true });
  const file = await Deno.open(`${folder}lock`, { write: true, create: true });
  await file.lock(true);
  return file;
}

function runFolder(name: string): string {
  if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(name)) {
    throw new RangeError(
      `A run's name is made of lower-case words joined by hyphens, but it is "${name}".`,
    );
  }
  return `${workspace().runs}${name}/`;
}

function weightsFolder({ key }: RunRecord): string {
  return `weights-${key.slice(0, 12)}`;
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
