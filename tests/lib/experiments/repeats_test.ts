import { expect } from "@std/expect";
import { workspace } from "../../../lib/base/workspace.ts";
import { loadDataset } from "../../../lib/data/dataset.ts";
import {
  recordTraining,
  repeatOnSplits,
  repeatWithSeeds,
} from "../../../lib/experiments/repeats.ts";
import { forgetRun } from "../../../lib/experiments/run.ts";
import { hasWeights } from "../../../lib/experiments/run_record.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { mirrored } from "../../support/networks.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";
import { smallDataset } from "../../support/small_dataset.ts";

// Runs go to build/quick, so that no test touches what is committed.
useQuickPreset();

const load = (seed: number) => loadDataset({ ...smallDataset, seed });

const name = `repeated-${crypto.randomUUID().slice(0, 8)}`;

async function experiment() {
  return {
    name,
    dataset: await loadDataset(smallDataset),
    network: mirrored({ filters: [2] }),
    training: { epochs: 1, batchSize: 60, learningRate: 0.01, seed: 1 },
  };
}

/** A test that leaves none of its runs and none of their tensors behind. */
function repeatTest(title: string, action: () => Promise<void>) {
  Deno.test(title, async () => {
    try {
      await assertNoTensorsLeft(action);
    } finally {
      for await (const folder of Deno.readDir(workspace().runs)) {
        if (!folder.name.startsWith(name)) continue;
        await Deno.remove(workspace().runs + folder.name, { recursive: true });
      }
    }
  });
}

repeatTest(
  "repeats differ in the seed of the training, or in that of the data",
  async () => {
    const seeds = await repeatWithSeeds(await experiment(), [2]);
    const splits = await repeatOnSplits(await experiment(), [3], { load });
    const describe = ({ name, settings, data }: typeof seeds[number]) => ({
      name,
      seed: settings.training.seed,
      data: settings.dataset.seed,
      fingerprint: data,
    });
    const { dataset } = await experiment();
    const other = await load(3);
    expect([...seeds, ...splits].map(describe)).toEqual([
      {
        name: `${name}-seed-2`,
        seed: 2,
        data: 1,
        fingerprint: dataset.fingerprint,
      },
      {
        name: `${name}-split-3`,
        seed: 1,
        data: 3,
        fingerprint: other.fingerprint,
      },
    ]);
  },
);

repeatTest(
  "what is trained for its record is not trained twice, and keeps no weights",
  async () => {
    const record = await recordTraining(await experiment());
    expect(await hasWeights(record)).toBe(false);
    const titles: string[] = [];
    const again = await recordTraining(await experiment(), {
      onProgress: () => titles.push("trained"),
    });
    expect([again, titles]).toEqual([record, []]);
  },
);

repeatTest("a training that is stopped gives no record", async () => {
  const stop = new AbortController();
  const stopped = recordTraining({
    ...await experiment(),
    training: { epochs: 50, batchSize: 60, learningRate: 0.01, seed: 1 },
  }, {
    signal: stop.signal,
    onProgress: ({ history }) => history.length === 1 && stop.abort(),
  });
  await expect(stopped).rejects.toThrow(
    /^The training "repeated-.*" was stopped after epoch \d+: run the cell/,
  );
  forgetRun(name); // It would be continued.
});
