/**
 * Which engine this machine gets.
 *
 * @module
 */
import type { EngineFallback } from "../../lib/engine/fallback.ts";
import { SetUpError, works } from "../common/set_up.ts";
import { type EngineBuild, type Platform, platforms } from "./platforms.ts";

/** A machine as far as the choice depends on it; tests pretend others. */
export interface Machine {
  /** System and processor as Deno names them: `linux-x86_64`. */
  name: string;
  /** Whether WebGPU finds a GPU, not a program that stands in for one. */
  hasWebGpu(): Promise<boolean>;
}

/** The machine that this runs on. */
export const thisMachine: Machine = {
  name: `${Deno.build.os}-${Deno.build.arch}`,
  async hasWebGpu() {
    const adapter = await navigator.gpu?.requestAdapter();
    return Boolean(adapter && !adapter.info.isFallbackAdapter);
  },
};

/**
 * How engines that need no set-up compare with TensorFlow's libraries; measured
 * by `deno task bench` on two cores (docs/engines.txt).
 */
export const speeds: Record<EngineFallback["engine"], string> = {
  wasm:
    "a training step takes some 4 to 6 times as long as with TensorFlow's libraries",
  webgpu:
    "how long a training step takes on it was never measured here; on a program that stands in for a GPU it is over a hundred times as long as with TensorFlow's libraries",
};

/** TensorFlow's libraries for this machine. */
export interface TensorFlow {
  platform: Platform;
  build: EngineBuild;
}

/**
 * TensorFlow's libraries for this machine: the build that `ENGINE` names, or
 * without it the one for GPUs where NVIDIA's driver finds one.
 *
 * @param engine The value of `ENGINE`, if it is set.
 * @throws {SetUpError} when there is none for this machine.
 */
export async function chooseTensorFlow(
  engine: "cpu" | "cuda" | undefined,
  { name }: Machine,
): Promise<TensorFlow> {
  const platform = platforms[name];
  if (!platform) {
    throw new SetUpError(
      `TensorFlow's libraries are pinned for ${
        Object.keys(platforms).join(", ")
      }, but this is ${name}${
        name.startsWith("windows") ? " (WSL is linux-x86_64)" : ""
      }.`,
    );
  }
  const { cpu, cuda } = platform.builds;
  if (engine === "cuda" && !cuda) {
    throw new SetUpError(
      `ENGINE=cuda is pinned for linux-x86_64, but this is ${name}: unset ENGINE.`,
    );
  }
  // It comes with the driver and fails where there is no GPU.
  const wantsGpu = engine ? engine === "cuda" : await works("nvidia-smi", []);
  return { platform, build: wantsGpu && cuda || cpu };
}

/**
 * What `ENGINE` may be; an empty one counts as none.
 *
 * @throws {SetUpError} when there is no such engine.
 */
export function readEngine(
  engine: string | undefined,
): "cpu" | "cuda" | "webgpu" | "wasm" | undefined {
  switch (engine || undefined) {
    case undefined:
      return undefined;
    case "cpu":
    case "cuda":
    case "webgpu":
    case "wasm":
      return engine as "cpu";
    default:
      throw new SetUpError(
        `ENGINE must be "cpu", "cuda", "webgpu" or "wasm", but it is "${engine}".`,
      );
  }
}
