/**
 * Saves one run after the other under one name until it is killed.
 *
 * @module
 */
import { describeEngine } from "../../lib/engine/engine.ts";
import {
  assignedModel,
  createAutoencoder,
} from "../../lib/model/autoencoder.ts";
import { saveRun } from "../../lib/experiments/run_record.ts";
import { sha256 } from "../../lib/base/fingerprint.ts";

const name = Deno.args[0]!;
const models = createAutoencoder(assignedModel, 1);
for (let count = 0;; count++) {
  await saveRun({
    name,
    key: sha256(`${count}`),
    preset: "quick",
    settings: { count },
    data: "fingerprint",
    engine: describeEngine(),
    versions: {},
    seconds: 0,
    history: [],
    test: {},
    weights: {},
  }, models);
  if (count === 0) console.log("saved");
}
