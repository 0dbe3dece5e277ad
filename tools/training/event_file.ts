/**
 * Curves for TensorBoard.
 *
 * @module
 */
import { tf } from "../../lib/engine/engine.ts";
import type { TrainOptions } from "../../lib/experiments/run.ts";

/**
 * Follows a training as `options` say, and writes each epoch's numbers into an
 * event file.
 *
 * @param folder A folder of the run's own.
 * @throws {Error} when the engine is not TensorFlow's, which writes the file.
 */
export async function withEventFile(
  options: TrainOptions,
  folder: string,
): Promise<TrainOptions> {
  if (tf.getBackend() !== "tensorflow") {
    throw new Error(
      `Event files are written by TensorFlow's libraries, but the engine is ${tf.getBackend()}: leave out --logs.`,
    );
  }
  const { node } = await import("@tensorflow/tfjs-node-gpu");
  const writer = node.summaryFileWriter(folder);
  return {
    ...options,
    onProgress(progress) {
      options.onProgress?.(progress);
      const { step, history } = progress;
      const last = history.at(-1);
      if (step > 0 || !last) return;
      for (const [name, value] of Object.entries(last)) {
        if (name !== "epoch") writer.scalar(name, value, last.epoch);
      }
      writer.flush();
    },
  };
}
