/**
 * WebAssembly's convolutions and matrix products on several threads.
 *
 * TensorFlow.js brings a build with threads, but not for Node: its workers come
 * as addresses of blobs, which the workers of `node:worker_threads` do not
 * take (tfjs issue 3830). Here they get the same scripts as text and path.
 *
 * @module
 */
import { createRequire } from "node:module";
import os, { availableParallelism } from "node:os";
import workerThreads, { Worker } from "node:worker_threads";
import * as tf from "@tensorflow/tfjs";

/** More bring nothing: the build itself takes no more by default. */
const mostThreads = 4;

/**
 * Loads the backend `wasm`, on several threads where there are several
 * processors.
 *
 * @returns whether it could be loaded.
 */
export async function loadWasmBackend(): Promise<boolean> {
  await import("@tensorflow/tfjs-backend-wasm");
  const threads = Math.min(availableParallelism(), mostThreads);
  if (threads === 1) return await tf.setBackend("wasm");
  const { cpus } = os;
  const webWorker = globalThis.Worker;
  Object.assign(workerThreads, { Worker: BackendWorker });
  // The build takes one thread for two processors, and its own function to set
  // their number does nothing.
  Object.assign(os, { cpus: () => Array(2 * threads) });
  try {
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", true);
    return await tf.setBackend("wasm");
  } finally {
    Object.assign(workerThreads, { Worker });
    Object.assign(os, { cpus });
    globalThis.Worker = webWorker; // which the build replaces
  }
}

const require = createRequire(import.meta.url);
const build =
  "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd";

/** A worker of the backend, whatever address it is made with. */
class BackendWorker extends Worker {
  constructor() {
    const { wasmWorkerContents } = require(`${build}.worker.js`);
    // The script sets these, which Deno lets nobody set; and its line breaks in
    // strings have become real ones.
    const writable = `for (const name of ["location", "self", "performance"]) {
      const value = globalThis[name];
      Object.defineProperty(globalThis, name, { value, writable: true });
    }`;
    const script = wasmWorkerContents.replaceAll("\n", "\\n");
    super(`${writable}\n${script}`, { eval: true });
  }

  /** A waiting worker must not keep the process alive. */
  override ref() {}

  override postMessage(message: { urlOrBlob?: unknown }) {
    super.postMessage(
      message.urlOrBlob
        ? { ...message, urlOrBlob: require.resolve(`${build}.js`) }
        : message,
    );
  }
}
