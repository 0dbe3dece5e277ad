import { expect } from "@std/expect";
import { fileURLToPath } from "node:url";
import { projectFolder, workspace } from "../../../lib/base/workspace.ts";
import { loadDataset } from "../../../lib/data/dataset.ts";
import { forgetRun } from "../../../lib/experiments/run.ts";
import {
  folderName,
  type RunRecord,
} from "../../../lib/experiments/run_record.ts";
import { trainAutoencoder } from "../../../lib/experiments/train.ts";
import { planOf, type RunSettings } from "../../../tools/training/plan_of.ts";
import { retrain } from "../../../tools/training/retrain.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { mirrored } from "../../support/networks.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";
import { smallDataset } from "../../support/small_dataset.ts";

// Runs go to build/quick, so that no test touches what is committed.
useQuickPreset();

async function trained() {
  const name = `again-${crypto.randomUUID().slice(0, 8)}`;
  const { record } = await trainAutoencoder({
    name,
    dataset: await loadDataset(smallDataset),
    network: mirrored({ filters: [2] }),
    training: { epochs: 2, batchSize: 60, learningRate: 0.01, seed: 1 },
  });
  forgetRun(name);
  return {
    record: record as RunRecord<RunSettings>,
    async [Symbol.asyncDispose]() {
      const { runs } = workspace();
      for (const { name: folder } of [...Deno.readDirSync(runs)]) {
        if (!folder.startsWith(name)) continue;
        await Deno.remove(runs + folder, { recursive: true });
      }
    },
  };
}

async function task(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--allow-all"],
      fileURLToPath(new URL("../../../tools/train.ts", import.meta.url)),
      ...args,
    ],
    cwd: projectFolder,
    env: { PRESET: "quick" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code, said: text(stdout).split("\n"), error: text(stderr) };
}

Deno.test("a history that was edited is found by training once more", () =>
  assertNoTensorsLeft(async () => {
    await using run = await trained();
    const plan = await planOf(run.record);
    await retrain(run.record, plan, {});
    const edited = structuredClone(run.record);
    edited.history[1]!.loss *= 1 + 1e-6;
    await expect(retrain(edited, plan, {})).rejects.toThrow(
      new RegExp(
        `^The run.json of "${run.record.name}" says of epoch 2 .*, but its training gives `,
      ),
    );
    const shorter = { ...run.record, history: run.record.history.slice(0, 1) };
    await expect(retrain(shorter, plan, {})).rejects.toThrow(/of epoch 2 /);
    const better = structuredClone(run.record);
    better.test.meanSquaredError *= 0.99;
    await expect(retrain(better, plan, {})).rejects.toThrow(
      /says of the test set's meanSquaredError what its training does not give/,
    );
  }));

Deno.test("a run is made once, another way once more, and compared", async (t) => {
  await using run = await trained();
  const folder = folderName(run.record);
  const logs = await Deno.makeTempDir();
  try {
    await t.step("what is there is not trained", async () => {
      const { code, said } = await task(folder);
      expect([code, said]).toStrictEqual([0, [`${folder} is there.`]]);
    });
    await t.step(
      "another seed is another run, followed by TensorBoard",
      async () => {
        const { code, said, error } = await task(
          ...[folder, "--set", "training.seed=2", "--logs", logs],
        );
        expect([code, error]).toStrictEqual([0, expect.any(String)]);
        const made = /^(again-\S+) is trained\.$/.exec(said.at(-1)!)![1]!;
        expect(made).not.toBe(folder);
        expect(said.slice(0, -1).map((line) => line.slice(0, made.length + 14)))
          .toStrictEqual([1, 2].map((epoch) => `${made}: epoch ${epoch} of 2`));
        const [events] = [...Deno.readDirSync(`${logs}/${made}`)];
        const bytes = await Deno.readFile(`${logs}/${made}/${events!.name}`);
        expect(new TextDecoder().decode(bytes)).toContain("validationLoss");
      },
    );
    await t.step("a run is what its training gives", async () => {
      const { code, said } = await task(folder, "--again");
      expect(code).toBe(0);
      expect(said.at(-1)).toBe(
        `${folder} is what its training gives, to the last digit.`,
      );
    });
    await t.step("several are made by processes of their own", async () => {
      const { code, said, error } = await task(
        ...[folder, "none-00000000", "--processes", "2"],
      );
      expect(code).toBe(1);
      expect(said).toContain(`${folder} is there.`);
      expect(error).toContain('There is no run "none-00000000" in data/runs');
      expect(error).toContain("none-00000000 failed.");
    });
  } finally {
    await Deno.remove(logs, { recursive: true });
  }
});

Deno.test("a task without a run is refused with what it takes", async () => {
  const { code, error } = await task("--processes", "0");
  expect(code).toBe(2);
  expect(error).toMatch(/^deno task train does not understand /m);
});
