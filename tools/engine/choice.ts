/**
 * Which engine this machine gets.
 *
 * @module
 */
import { SetUpError, works } from "../common/set_up.ts";

/** A build of TensorFlow's libraries. */
export interface EngineBuild {
  name: "cpu" | "cuda";
  /** The wheels, pinned by version and hash. */
  requirements: URL;
  /** Size of the download. */
  size: string;
}

const builds: Record<EngineBuild["name"], EngineBuild> = {
  cpu: {
    name: "cpu",
    requirements: new URL("cpu.txt", import.meta.url),
    size: "274 MB",
  },
  cuda: {
    name: "cuda",
    requirements: new URL("cuda.txt", import.meta.url),
    size: "3.4 GB",
  },
};

/** What the user is told of an engine that needs no set-up. */
export const warnings: Record<string, string> = {
  wasm:
    "ENGINE=wasm needs no set-up, but a training step takes some 8 times as long as with TensorFlow's libraries.",
  webgpu:
    "ENGINE=webgpu needs no set-up, but a GPU: on a program that stands in for one a training step takes over a hundred times as long as with TensorFlow's libraries, and ENGINE=wasm is the better choice.",
};

/**
 * The build of TensorFlow for this machine: what `ENGINE` names, or the one for
 * GPUs where NVIDIA's driver finds one.
 *
 * @param engine The value of `ENGINE`, if it is set.
 * @returns nothing when the engine needs no set-up.
 * @throws {SetUpError} when there is no such engine.
 */
export async function chooseBuild(
  engine: string | undefined,
): Promise<EngineBuild | undefined> {
  switch (engine || undefined) {
    case undefined:
      // It comes with the driver and fails where there is no GPU.
      return await works("nvidia-smi", []) ? builds.cuda : builds.cpu;
    case "cpu":
      return builds.cpu;
    case "cuda":
      return builds.cuda;
    case "wasm":
    case "webgpu":
      return undefined;
    default:
      throw new SetUpError(
        `ENGINE must be "cpu", "cuda", "webgpu" or "wasm", but it is "${engine}".`,
      );
  }
}
