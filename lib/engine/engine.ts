/**
 * The tensor engine: TensorFlow.js on TensorFlow's own libraries, or, where
 * they cannot be set up, on WebGPU or WebAssembly.
 *
 * Importing this module gives a `tf` whose backend is ready. Every other module
 * takes `tf` from here, never from the package, so that nothing can make a
 * tensor before the engine stands.
 *
 * @module
 */
import util from "node:util";
import { availableParallelism } from "node:os";
import { readFallback } from "./fallback.ts";
import { registerOperations } from "./wasm_operations.ts";
import { loadWasmBackend } from "./wasm_threads.ts";

export * as tf from "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs";

/** What really computes: for the notebook's first output and for `run.json`. */
export interface EngineInfo {
  /** TensorFlow.js backend, e.g. `tensorflow`. */
  backend: string;
  /** Version of TensorFlow's libraries, e.g. `2.21.0`. */
  version: string;
  /** Where the operations run. */
  device: "CPU" | "GPU";
  /** Threads that one operation may use. */
  threads: number;
}

/**
 * Names the engine, its version, the device that computes and its threads.
 *
 * @example
 * ```ts
 * import { describeEngine } from "./engine.ts";
 * const { backend, version, device, threads } = describeEngine();
 * console.log(`${backend} ${version} on ${device}, ${threads} threads`);
 * ```
 */
export function describeEngine(): EngineInfo {
  const backend = tf.getBackend();
  const threads = availableParallelism();
  if (backend !== "tensorflow") {
    const device = backend === "webgpu" && !isEmulatedGpu ? "GPU" : "CPU";
    return { backend, version: tf.version["tfjs-core"], device, threads };
  }
  const { binding, isUsingGpuDevice } = nativeBackend();
  return {
    backend,
    version: binding.TF_Version,
    device: isUsingGpuDevice ? "GPU" : "CPU",
    threads: Number(Deno.env.get("TF_NUM_INTRAOP_THREADS")) || threads,
  };
}

/** The part of tfjs-node's backend that runs TensorFlow operations by name. */
export interface NativeBackend {
  isUsingGpuDevice: boolean;
  binding: { TF_Version: string } & Record<`TF_${string}`, number>;
  executeSingleOutput(
    operation: string,
    attributes: OperationAttribute[],
    inputs: tf.TensorInfo[],
  ): tf.Tensor;
  executeMultipleOutputs(
    operation: string,
    attributes: OperationAttribute[],
    inputs: tf.TensorInfo[],
    outputCount: number,
  ): tf.Tensor[];
}

/** A named attribute of a TensorFlow operation; `type` is a `TF_ATTR_*` code. */
export interface OperationAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** @returns the backend, for operations that TensorFlow.js itself lacks. */
export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}

/**
 * Loads the engine that the environment names with `ENGINE`, or else the one
 * that `deno task engine` chose for this clone.
 */
async function loadEngine(): Promise<void> {
  const name = Deno.env.get("ENGINE") || (await readFallback())?.engine;
  switch (name) {
    case "cpu":
      // The libraries that are set up may be those for GPUs.
      setDefault("CUDA_VISIBLE_DEVICES", "-1");
      return await loadTensorFlow();
    case "cuda":
    case undefined:
      return await loadTensorFlow();
    case "wasm":
      await loadWasmBackend();
      return registerOperations();
    case "webgpu":
      return await loadWebGpu();
    default:
      throw new RangeError(
        `ENGINE must be "cpu", "cuda", "webgpu" or "wasm", but it is "${name}".`,
      );
  }
}

/** TensorFlow's own libraries, through the addon that `deno task engine` built. */
async function loadTensorFlow(): Promise<void> {
  // TensorFlow reads these once, when its library loads.
  setDefault("TF_CPP_MIN_LOG_LEVEL", "2");
  setDefault("TF_FORCE_GPU_ALLOW_GROWTH", "true");
  // tfjs-node 4.22.0 calls this function in nearly every operation; Node
  // dropped it in version 23 and Deno never had it.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) =>
      value === null || value === undefined,
  });
  await import("@tensorflow/tfjs-node-gpu").catch((cause) => {
    throw new Error(
      "The TensorFlow engine is not set up for this clone: run `deno task engine`, or set ENGINE=wasm for a slow one that needs no set-up.",
      { cause },
    );
  });
}

/** Whether WebGPU runs on a program that stands in for a GPU. */
let isEmulatedGpu = false;

async function loadWebGpu(): Promise<void> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (adapter) {
    isEmulatedGpu = adapter.info.isFallbackAdapter;
    await import("@tensorflow/tfjs-backend-webgpu");
    if (await tf.setBackend("webgpu")) return;
  }
  throw new Error(
    "ENGINE=webgpu needs a GPU that WebGPU can use, but none was found: unset ENGINE or take ENGINE=wasm.",
  );
}

function setDefault(name: string, value: string) {
  if (Deno.env.get(name) === undefined) Deno.env.set(name, value);
}

await loadEngine();
