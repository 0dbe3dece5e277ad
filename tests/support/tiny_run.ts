/**
 * A run that trains in a moment. `deno run -A tests/tiny_run.ts NAME...` asks
 * for runs of these names, with 20 epochs each, once a line arrives on stdin.
 *
 * @module
 */
import { smallAutoencoder } from "./networks.ts";
import { evaluate, type Examples } from "../../lib/model/evaluation.ts";
import { sha256 } from "../../lib/base/fingerprint.ts";
import {
  type Autoencoder,
  trainableVariables,
} from "../../lib/model/autoencoder.ts";
import { reconstructionObjective } from "../../lib/model/objective.ts";
import { type RunPlan, trainedRun } from "../../lib/experiments/run.ts";
import {
  serializeRecord,
  type TestResults,
} from "../../lib/experiments/run_record.ts";

/** Six pictures, 4 high and 8 wide. */
export const tinyExamples: Examples = {
  images: {
    data: Float32Array.from({ length: 6 * 4 * 8 * 4 }, (_, i) => (i % 7) / 7),
    shape: [6, 4, 8, 4],
  },
};

/** Runs of different `epochs` are different runs. */
export function tinyPlan(
  name: string,
  epochs = 2,
): RunPlan<{ epochs: number }, Autoencoder, TestResults> {
  return {
    name,
    module: import.meta.url,
    settings: { epochs },
    data: "fingerprint",
    build() {
      const models = smallAutoencoder({ filters: [2] }, 1);
      const objective = reconstructionObjective(models);
      return {
        models,
        training: {
          models,
          variables: trainableVariables(models.encoder, models.decoder),
          objective,
          train: tinyExamples,
          validation: tinyExamples,
          settings: { epochs, batchSize: 4, learningRate: 0.01, seed: 1 },
        },
        async measureTest() {
          const { loss, meanSquaredError } = await evaluate(
            objective,
            tinyExamples,
            { batchSize: 4 },
          );
          return {
            loss: loss!,
            meanSquaredError: meanSquaredError!,
            originalsMeanSquaredError: meanSquaredError!,
            pictureErrors: [],
          };
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
