import { expect } from "@std/expect";
import { tf } from "../../../lib/engine/engine.ts";
import { reconstructionObjective } from "../../../lib/model/objective.ts";
import {
  forgetRun,
  keyOf,
  recordedRun,
  trainedRun,
} from "../../../lib/experiments/run.ts";
import {
  folderName,
  listFolders,
  removeRuns,
  serializeRecord,
} from "../../../lib/experiments/run_record.ts";
import { workspace } from "../../../lib/base/workspace.ts";
import { assertNoTensorsLeft } from "../../support/assertions.ts";
import { tinyExamples, tinyPlan } from "../../support/tiny_run.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";

// Runs go to build/quick, so that no test touches what is committed.
useQuickPreset();

/** Runs a test with a run of its own, which it leaves behind nowhere. */
function testRun(
  title: string,
  action: (name: string, folder: string) => Promise<void>,
) {
  Deno.test(title, async () => {
    const name = `test-${crypto.randomUUID()}`;
    const folderOf = async (epochs = 2) => {
      const plan = tinyPlan(name, epochs);
      return `${workspace().runs}${
        folderName({ name, key: await keyOf(plan) })
      }/`;
    };
    try {
      await assertNoTensorsLeft(async () => {
        await action(name, await folderOf());
        forgetRun(name);
      });
    } finally {
      await removeRuns(name);
    }
  });
}

/** Fails when a training is started. */
const mustNotTrain = {
  onProgress: () => {
    throw new Error("a known run was trained again");
  },
};

async function weightsFile(folder: string): Promise<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) return `${folder}${name}/encoder/weights.bin`;
  }
  throw new Error(`no weights in ${folder}`);
}

testRun("a run is trained once and then taken from memory", async (name) => {
  const first = await trainedRun(tinyPlan(name));
  const second = await trainedRun(tinyPlan(name), mustNotTrain);
  expect(first).toBe(second);
});

testRun(
  "a run on disk gives the same record and the same test error",
  async (name) => {
    const { record } = await trainedRun(tinyPlan(name));
    forgetRun(name);
    const { record: known, models } = await trainedRun(
      tinyPlan(name),
      mustNotTrain,
    );
    expect(known).toStrictEqual(record);
    const { loss } = tf.tidy(() => {
      const { data, shape } = tinyExamples.images;
      const images = tf.tensor4d(data, [...shape]);
      return {
        loss: reconstructionObjective(models)({ images }, { training: false })
          .loss.dataSync()[0]!,
      };
    });
    expect(Math.abs(loss - record.test.loss)).toBeLessThan(1e-7);
  },
);

testRun(
  "other settings make another run, and both stay",
  async (name) => {
    const first = await trainedRun(tinyPlan(name, 1));
    const second = await trainedRun(tinyPlan(name, 2));
    expect(first.record.history.length).toBe(1);
    expect(second.record.history.length).toBe(2);
    expect(first.record.key).not.toBe(second.record.key);
    const folders = (await listFolders()).filter((it) => it.startsWith(name));
    expect(folders.length).toBe(2);
  },
);

testRun(
  "a stopped run is not saved and goes on when it is asked for again",
  async (name) => {
    const controller = new AbortController();
    const stopped = await trainedRun(tinyPlan(name, 3), {
      signal: controller.signal,
      onProgress: ({ epoch, step }) => {
        if (epoch === 2 && step === 1) controller.abort();
      },
    });
    expect(stopped.stopped).toBe(true);
    expect(stopped.record.history.length).toBe(1);
    expect(await recordedRun(tinyPlan(name, 3))).toBe(undefined);
    const folders = await listFolders();
    expect(folders.some((folder) => folder.startsWith(name))).toBeFalsy();
    const finished = await trainedRun(tinyPlan(name, 3));
    expect(finished.stopped).toBe(false);
    expect(finished.record.history.length).toBe(3);
    expect(finished.models).toBe(stopped.models);
  },
);

testRun(
  "what a record says is measured once on a machine, and again when it says something else",
  async (name, folder) => {
    const { record } = await trainedRun(tinyPlan(name));
    let measured = 0;
    const load = async () => {
      forgetRun(name);
      const plan = tinyPlan(name);
      return await trainedRun({
        ...plan,
        build() {
          const { measureTest, ...built } = plan.build();
          return { ...built, measureTest: () => (measured++, measureTest()) };
        },
      }, mustNotTrain);
    };
    await load();
    await load();
    expect(measured).toBe(1);
    const test = { ...record.test, meanSquaredError: 0.99 * record.test.loss };
    const edited = serializeRecord({ ...record, test });
    await Deno.writeTextFile(`${folder}run.json`, edited);
    await expect(load()).rejects.toThrow(
      /says of the test set's meanSquaredError what its weights .* do not give/,
    );
    await expect(load()).rejects.toThrow(/do not give/);
    expect(measured).toBe(3);
    await Deno.writeTextFile(`${folder}run.json`, serializeRecord(record));
    await load();
    expect(measured).toBe(3);
  },
);

testRun(
  "damaged weights are refused with their path and a way out",
  async (name, folder) => {
    await trainedRun(tinyPlan(name));
    forgetRun(name);
    const path = await weightsFile(folder);
    const bytes = await Deno.readFile(path);
    bytes[0] = bytes[0]! ^ 1;
    await Deno.writeFile(path, bytes);
    await expect(trainedRun(tinyPlan(name))).rejects.toThrow(
      /encoder\/weights\.bin is damaged .* delete .* and train the run again\.$/,
    );
  },
);

testRun("truncated weights are refused too", async (name, folder) => {
  await trainedRun(tinyPlan(name));
  forgetRun(name);
  await Deno.truncate(await weightsFile(folder), 10);
  await expect(trainedRun(tinyPlan(name))).rejects.toThrow(
    /weights\.bin is damaged/,
  );
});

testRun(
  "a run.json that is no JSON is refused with its path",
  async (name, folder) => {
    await trainedRun(tinyPlan(name));
    forgetRun(name);
    await Deno.writeTextFile(`${folder}run.json`, "{");
    await expect(trainedRun(tinyPlan(name))).rejects.toThrow(
      /run\.json cannot be read: /,
    );
  },
);

testRun(
  "a run whose weights are elsewhere is known by its record and can be trained again",
  async (name, folder) => {
    const { record } = await trainedRun(tinyPlan(name));
    forgetRun(name);
    const path = (await weightsFile(folder)).replace(/encoder.*/, "");
    await Deno.remove(path, { recursive: true });
    expect(await recordedRun(tinyPlan(name))).toStrictEqual(record);
    const again = await trainedRun(tinyPlan(name));
    expect(again.record.test).toStrictEqual(record.test);
  },
);

Deno.test("a run's name cannot leave the folder of runs", async () => {
  await expect(trainedRun(tinyPlan("../elsewhere"))).rejects.toThrow(
    /A run's name .* "\.\.\/elsewhere"/,
  );
});
