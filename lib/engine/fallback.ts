/**
 * The engine that this clone takes in TensorFlow's place, where
 * `deno task engine` could not set that up.
 *
 * @module
 */
import { join } from "node:path";
import { ifThere, projectFolder } from "../base/workspace.ts";

/** An engine that needs no set-up, and why it was taken. */
export interface EngineFallback {
  engine: "webgpu" | "wasm";
  /** One sentence: why TensorFlow is not there. */
  reason: string;
  /** Name of the engine that could not be built, where it was tried. */
  tried?: string;
  /** When, in milliseconds since 1970. */
  time: number;
}

/** It lies where the addon does, so that they come and go together. */
export const fallbackFile = join(
  projectFolder,
  "node_modules",
  ".engine.json",
);

/** @returns nothing where the engine is TensorFlow. */
export async function readFallback(
  path = fallbackFile,
): Promise<EngineFallback | undefined> {
  const text = await ifThere(Deno.readTextFile(path));
  return text === undefined ? undefined : JSON.parse(text);
}
