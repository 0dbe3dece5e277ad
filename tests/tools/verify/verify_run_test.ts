import { expect } from "@std/expect";
import { workspace } from "../../../lib/base/workspace.ts";
import { loadDataset } from "../../../lib/data/dataset.ts";
import { recordTraining } from "../../../lib/experiments/repeats.ts";
import { forgetRun } from "../../../lib/experiments/run.ts";
import {
  folderName,
  type RunRecord,
} from "../../../lib/experiments/run_record.ts";
import { trainAutoencoder } from "../../../lib/experiments/train.ts";
import { verifyRun } from "../../../tools/verify/verify_run.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { mirrored } from "../../support/networks.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";
import { smallDataset } from "../../support/small_dataset.ts";

// Runs go to build/quick, so that no test touches what is committed.
useQuickPreset();

async function trained({ keepWeights = true } = {}) {
  const name = `verified-${crypto.randomUUID().slice(0, 8)}`;
  const experiment = {
    name,
    dataset: await loadDataset(smallDataset),
    network: mirrored({ filters: [2] }),
    training: { epochs: 1, batchSize: 60, learningRate: 0.01, seed: 1 },
  };
  const record: RunRecord<unknown> = keepWeights
    ? (await trainAutoencoder(experiment)).record
    : await recordTraining(experiment);
  forgetRun(name);
  const folder = workspace().runs + folderName(record);
  const remove = () => Deno.remove(folder, { recursive: true });
  return { record, folder, [Symbol.asyncDispose]: remove };
}

/** Writes what somebody made of the record, as if it had been saved. */
async function edit(folder: string, record: RunRecord<unknown>) {
  await Deno.writeTextFile(`${folder}/run.json`, JSON.stringify(record));
  return record;
}

const verify = (record: RunRecord<unknown>) =>
  verifyRun(record, folderName(record));

Deno.test("a run is measured again where its weights are, and believed where not", () =>
  assertNoTensorsLeft(async () => {
    await using measured = await trained();
    expect(await verify(measured.record)).toBe(true);
    await using believed = await trained({ keepWeights: false });
    expect(await verify(believed.record)).toBe(false);
  }));

const tampered: [what: string, (record: RunRecord<unknown>) => void][] = [
  ["the test error", ({ test }) => test.meanSquaredError *= 0.99],
  ["the loss", ({ test }) => test.loss *= 0.99],
  ["the error on originals", ({ test }) => test.originalsMeanSquaredError = 0],
  ["one picture's error", ({ test }) => test.pictureErrors[7]! *= 1.01],
  ["a picture's error that is gone", ({ test }) => test.pictureErrors.pop()],
  ["a number that is none", ({ test }) => test.loss = null as never],
];
for (const [what, tamper] of tampered) {
  Deno.test(`tampering is found: ${what}`, async () => {
    await using run = await trained();
    const record = structuredClone(run.record);
    tamper(record);
    await expect(verify(await edit(run.folder, record))).rejects.toThrow(
      /^The run\.json of "verified-.*" says of the test set's .* what its weights/,
    );
  });
}

Deno.test("a run whose settings, data or key were edited is found", async () => {
  await using run = await trained();
  for (
    const change of [
      { data: "other pictures" },
      { key: "0".repeat(64) },
      { settings: { ...run.record.settings as object, training: {} } },
    ]
  ) {
    const record = { ...run.record, ...change };
    await expect(verify(record)).rejects.toThrow();
  }
});

Deno.test("weights that were edited, or are gone, are found", async () => {
  await using run = await trained();
  const [path] = Object.keys(run.record.weights)
    .filter((path) => path.endsWith(".bin"));
  const bytes = await Deno.readFile(`${run.folder}/${path}`);
  bytes[3]! ^= 1;
  await Deno.writeFile(`${run.folder}/${path}`, bytes);
  await expect(verify(run.record)).rejects.toThrow(/is damaged/);
  await Deno.remove(`${run.folder}/${path}`);
  await expect(verify(run.record)).rejects.toThrow(
    /^The weights that the run "verified-.*" names are not there: restore them/,
  );
});

Deno.test("a run in another run's folder is found", async () => {
  await using run = await trained();
  await expect(verifyRun(run.record, "copied-00000000")).rejects.toThrow(
    /^The folder copied-00000000 holds the run "verified-.*", whose own is verified-.*: remove it\.$/,
  );
});
