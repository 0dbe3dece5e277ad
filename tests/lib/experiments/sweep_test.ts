import { expect } from "@std/expect";
import { type Dataset, loadDataset } from "../../../lib/data/dataset.ts";
import { Images } from "../../../lib/data/images.ts";
import type { JointExperiment } from "../../../lib/experiments/joint_training.ts";
import { mirrored } from "../../support/networks.ts";
import { createRandom } from "../../../lib/base/random.ts";
import { forgetRun } from "../../../lib/experiments/run.ts";
import { removeRuns } from "../../../lib/experiments/run_record.ts";
import {
  listTrials,
  recordOf,
  trainSweep,
  trialOf,
} from "../../../lib/experiments/sweep.ts";
import { trainJointly } from "../../../lib/experiments/train.ts";
import { workspace } from "../../../lib/base/workspace.ts";
import type { Progress } from "../../../lib/model/training.ts";
import { assertClose, assertNoTensorsLeft } from "../../support/assertions.ts";
import { smallDataset } from "../../support/small_dataset.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";

// Runs go to build/quick, so that no test touches what is committed.
useQuickPreset();

/** No notebook uses it: a run's name is made of its λ and its seed. */
const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;

const random = createRandom(1);
const part = (count: number) => {
  const images = new Images(
    Float32Array.from(
      { length: count * 8 * 8 * 4 },
      () => random.uniform(0, 1),
    ),
    [count, 8, 8, 4],
  );
  return { images, originals: images.select([0, 1]) };
};
const classes = (count: number) =>
  Array.from({ length: count }, (_, i) => i % 2);

function experiment(batchSize = 20): JointExperiment {
  return {
    dataset: {
      settings: { imageSize: 8 },
      train: part(40),
      validation: part(10),
      test: part(10),
      fingerprint: "made-up",
    } as unknown as Dataset,
    labels: {
      train: classes(40),
      validation: classes(10),
      test: classes(10),
    },
    network: mirrored({ filters: [2] }),
    lambda: 0.5,
    training: { epochs: 2, batchSize, learningRate: 0.01, seed },
  };
}

/** The same with λ = 0 on pictures that another process can load. */
async function loadableExperiment(): Promise<JointExperiment> {
  return {
    ...experiment(),
    dataset: await loadDataset(smallDataset),
    labels: { train: classes(240), validation: classes(60), test: classes(60) },
    lambda: 0,
  };
}

/** Removes what the tests of several processes trained. */
async function removeTrials() {
  for (const lambda of [0, 1]) {
    await removeRuns(`joint-lambda-${lambda}-seed-${seed}`);
  }
}

/** A test that leaves none of its runs and none of their tensors behind. */
function sweepTest(title: string, action: () => Promise<void>) {
  Deno.test(title, async () => {
    try {
      await assertNoTensorsLeft(action);
    } finally {
      for await (const { name } of Deno.readDir(workspace().runs)) {
        if (!name.includes(`-seed-${seed}-`)) continue;
        await Deno.remove(workspace().runs + name, { recursive: true });
      }
    }
  });
}

Deno.test("trials hold each λ once and the repeated ones with each seed, in order", () => {
  const trials = listTrials({
    lambdas: [0.5, 0, 1],
    repeated: [0.5, 0],
    seeds: [3, 1],
  });
  expect(trials).toStrictEqual([
    { lambda: 0, seed: 1 },
    { lambda: 0, seed: 3 },
    { lambda: 0.5, seed: 1 },
    { lambda: 0.5, seed: 3 },
    { lambda: 1, seed: 3 },
  ]);
});

sweepTest(
  "a sweep trains what is missing, and finds earlier runs of other λ",
  async () => {
    const titles: string[] = [];
    const watch = (title: string) => {
      titles.push(title);
      return {};
    };
    const tried = experiment();
    const first = await trainSweep(
      tried,
      { lambdas: [0, 0.5], repeated: [], seeds: [seed] },
      { watch },
    );
    expect(titles).toStrictEqual([
      `λ = 0, seed ${seed} (1 of 2)`,
      `λ = 0.5, seed ${seed} (2 of 2)`,
    ]);
    expect(first.map(trialOf)).toStrictEqual([
      { lambda: 0, seed },
      { lambda: 0.5, seed },
    ]);

    const again = await trainSweep(
      { ...tried, lambda: 0.25 },
      { lambdas: [], repeated: [], seeds: [seed] },
      { watch },
    );
    expect(titles.length).toBe(3);
    expect(again.map((record) => trialOf(record).lambda)).toStrictEqual([
      0,
      0.25,
      0.5,
    ]);
    expect(recordOf(again, { lambda: 0.5, seed })).toStrictEqual(first[1]);
    const known = again.map((record) =>
      `λ = ${trialOf(record).lambda}, seed ${seed}`
    );
    expect(() => recordOf(again, { lambda: 0.5, seed: 1 })).toThrow(
      `no training with λ = 0.5 and seed 1, but ${known.join("; ")}: add it`,
    );

    const other = await trainSweep(
      { ...experiment(7), lambda: 0.125 },
      { lambdas: [], repeated: [], seeds: [seed] },
    );
    expect(other.map((record) => trialOf(record).lambda)).toStrictEqual([
      0.125,
    ]);
  },
);

sweepTest(
  "any batch size trains jointly, also one that divides nothing",
  async () => {
    for (const batchSize of [7, 20, 32]) {
      const { record } = await trainJointly(experiment(batchSize));
      expect(record.history.length).toBe(2);
      expect(Number.isFinite(record.test.loss)).toBe(true);
      const counts = record.test.confusion.flat();
      expect(counts.reduce((one, other) => one + other)).toBe(10);
      forgetRun(record.name);
    }
  },
);

sweepTest("a stopped sweep keeps the runs that were done", async () => {
  const sweep = { lambdas: [0, 1], repeated: [], seeds: [seed] };
  const watch = (title: string) => ({
    signal: title.startsWith("λ = 1")
      ? AbortSignal.abort()
      : new AbortController().signal,
  });
  const joint = { ...experiment(), lambda: 0 };
  await expect(trainSweep(joint, sweep, { watch })).rejects.toThrow(
    /was stopped before its first epoch was done: run the cell again\.$/,
  );
  forgetRun(`joint-lambda-1-seed-${seed}`);
  const titles: string[] = [];
  const records = await trainSweep(joint, sweep, {
    watch(title) {
      titles.push(title);
      return {};
    },
  });
  expect(titles).toStrictEqual([`λ = 1, seed ${seed} (1 of 1)`]);
  expect(records.length).toBe(2);
  expect(records[1]!.name).toBe(`joint-lambda-1-seed-${seed}`);
});

Deno.test("a sweep in several processes gives what one gives, and goes on where it was stopped", async () => {
  const joint = await loadableExperiment();
  const longer = { ...joint, training: { ...joint.training, epochs: 24 } };
  const sweep = { lambdas: [0, 1], repeated: [], seeds: [seed] };
  const begun: number[] = [];
  /** Stops a training in the epoch after this one, if its λ is to be stopped. */
  const train = (stopped: number[], after: number) => {
    begun.length = 0;
    const watch = (title: string) => {
      const stop = new AbortController();
      const isStopped = stopped.some((lambda) =>
        title.includes(`λ = ${lambda},`)
      );
      let isFirst = true;
      return {
        signal: stop.signal,
        onProgress({ history: { length } }: Progress) {
          if (isFirst) begun.push(length);
          isFirst = false;
          if (isStopped && length >= after) stop.abort();
        },
      };
    };
    return trainSweep(longer, sweep, { watch, processes: 2 });
  };
  const sentence =
    /was stopped after epoch \d+: run the cell again to continue\./;
  try {
    await expect(train([0, 1], 2)).rejects.toThrow(sentence);
    expect(begun).toEqual([0, 0]);
    await expect(train([1], 4)).rejects.toThrow(sentence);
    expect(begun.length).toBe(2);
    expect(Math.min(...begun)).toBeGreaterThanOrEqual(2);
    const records = await train([], 0);
    expect(begun.length).toBe(1);
    expect(begun[0]).toBeGreaterThanOrEqual(4);
    expect(records.map(trialOf).map(({ lambda }) => lambda)).toEqual([0, 1]);
    for (const { name } of records) await removeRuns(name);
    const unstopped = await trainSweep(longer, sweep, { processes: 2 });
    const measured = ({ history, test }: typeof records[number]) => ({
      history: history.map(({ seconds: _, ...row }) => row),
      test,
    });
    expect(records.map(measured)).toStrictEqual(unstopped.map(measured));
    // Other numbers of threads add up in another order.
    await removeRuns(unstopped[0]!.name);
    const { test } = await trainJointly(longer);
    assertClose(test.loss, unstopped[0]!.test.loss, 1e-5);
    forgetRun(unstopped[0]!.name);
  } finally {
    await removeTrials();
  }
});

Deno.test("a process of a sweep that is killed is named, with what to do", async () => {
  const joint = await loadableExperiment();
  const { spawn } = Deno.Command.prototype;
  const children: Deno.ChildProcess[] = [];
  Deno.Command.prototype.spawn = function () {
    const child = spawn.call(this);
    children.push(child);
    return child;
  };
  const watch = () => ({
    onProgress: () => children.splice(0)[0]?.kill("SIGKILL"),
  });
  const sweep = { lambdas: [0, 1], repeated: [], seeds: [seed] };
  try {
    await expect(trainSweep(joint, sweep, { watch, processes: 2 })).rejects
      .toThrow(
        /^The process that trained "joint-lambda-[01]-seed-\d+" ended with SIGKILL: run the cell again\.$/,
      );
  } finally {
    Deno.Command.prototype.spawn = spawn;
    await removeTrials();
  }
});
