/**
 * Saves one run after the other under one name until it is killed.
 *
 * @module
 */
import { describeEngine, tf } from "../../lib/engine/engine.ts";
import {
  createAutoencoder,
  trainableVariables,
} from "../../lib/model/autoencoder.ts";
import { assignedNetwork } from "../../lib/model/network.ts";
import { saveRun } from "../../lib/experiments/run_record.ts";
import { sha256 } from "../../lib/base/fingerprint.ts";

const name = Deno.args[0]!;
const models = createAutoencoder(assignedNetwork, {
  inputShape: [64, 64, 4],
  seed: 1,
});
const variable = trainableVariables(models.encoder)[0]!;
for (let count = 0;; count++) {
  tf.tidy(() => variable.assign(variable.add(1)));
  await saveRun({
    name,
    key: sha256("one key"),
    preset: "quick",
    settings: { count },
    data: "fingerprint",
    engine: describeEngine(),
    versions: { deno: "", tfjs: "" },
    seconds: 0,
    history: [],
    test: {
      loss: 0,
      meanSquaredError: 0,
      originalsMeanSquaredError: 0,
      pictureErrors: [],
    },
    weights: {},
  }, models);
  if (count === 0) console.log("saved");
}
