/**
 * A run that trains in a moment. `deno run -A tests/tiny_run.ts NAME...` asks
 * for runs of these names, with 20 epochs each, once a line arrives on stdin.
 *
 * @module
 */
import type { Examples } from "../../lib/model/evaluation.ts";
import { sha256 } from "../../lib/base/fingerprint.ts";
import {
  type Autoencoder,
  createAutoencoder,
  trainableVariables,
} from "../../lib/model/autoencoder.ts";
import { reconstructionObjective } from "../../lib/model/objective.ts";
import { type RunPlan, trainedRun } from "../../lib/experiments/run.ts";
import { serializeRecord } from "../../lib/experiments/run_record.ts";

/** Six pictures, 4 high and 8 wide. */
export const tinyExamples: Examples = {
  images: {
    data: Float32Array.from({ length: 6 * 4 * 8 * 4 }, (_, i) => (i % 7) / 7),
    shape: [6, 4, 8, 4],
  },
};

/** Runs of different `epochs` are different runs. */
export function tinyPlan(name: string, epochs = 2): RunPlan<Autoencoder> {
  return {
    name,
    settings: { epochs },
    data: "fingerprint",
    test: tinyExamples,
    build() {
      const models = createAutoencoder({
        channels: 4,
        filters: [2],
        kernelSize: 3,
        upsampling: "after",
      }, 1);
      return {
        models,
        plan: {
          variables: trainableVariables(models.encoder, models.decoder),
          objective: reconstructionObjective(models),
          train: tinyExamples,
          validation: tinyExamples,
          settings: { epochs, batchSize: 4, learningRate: 0.01, seed: 1 },
        },
      };
    },
  };
}

if (import.meta.main) {
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(1));
  for (const name of Deno.args) {
    let wasTrained = false;
    const { record } = await trainedRun(tinyPlan(name, 20), {
      onProgress() {
        wasTrained = true;
      },
    });
    const digest = sha256(serializeRecord(record));
    console.log(`${name} ${digest} ${wasTrained ? "trained" : "known"}`);
  }
}
