/**
 * Faults of the machine while runs are saved and read. None may lose a
 * finished run.
 */
import { expect } from "@std/expect";
import { forgetRun, keyOf, trainedRun } from "../../../lib/experiments/run.ts";
import {
  folderName,
  hasWeights,
  readRecord,
  removeRuns,
  serializeRecord,
} from "../../../lib/experiments/run_record.ts";
import { workspace } from "../../../lib/base/workspace.ts";
import { killWhileSaving } from "../../faults/kill_while_saving.ts";
import { tinyPlan } from "../../support/tiny_run.ts";
import { canMount, mount, unmount } from "../../support/mounting.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";

useQuickPreset();

/** Fails when a training is started. */
const mustNotTrain = {
  onProgress: () => {
    throw new Error("a finished run was trained again");
  },
};

if (!canMount) {
  console.error(
    "Mounting is not permitted here, so the tests of a full disk and of a read-only folder are ignored: run them as root.",
  );
}

/** The folder of a run of so many epochs. */
async function folderOf(name: string, epochs: number): Promise<string> {
  return folderName({ name, key: await keyOf(tinyPlan(name, epochs)) });
}

/**
 * Runs a test with a finished run of one epoch; `folder` is that of one of two
 * epochs, which is there already.
 */
function testFinishedRun(
  title: string,
  action: (name: string, folder: string) => Promise<void>,
  { onDisk }: { onDisk?: { kibibytes: number } } = {},
) {
  const ignore = onDisk !== undefined && !canMount;
  Deno.test({
    name: title,
    ignore,
    async fn() {
      const name = `test-${crypto.randomUUID()}`;
      const folder = `${workspace().runs}${await folderOf(name, 2)}/`;
      await Deno.mkdir(folder, { recursive: true });
      try {
        if (onDisk) {
          const size = `size=${onDisk.kibibytes}k`;
          expect(await mount("-t", "tmpfs", "-o", size, "tmpfs", folder))
            .toBe(true);
        }
        await trainedRun(tinyPlan(name, 1));
        await action(name, folder);
      } finally {
        forgetRun(name);
        if (onDisk) await unmount(folder);
        await removeRuns(name);
      }
    },
  });
}

async function assertWhole(name: string, epochs: number): Promise<void> {
  const record = await readRecord(await folderOf(name, epochs));
  expect(record?.history.length).toBe(epochs);
  expect(await hasWeights(record!)).toBe(true);
}

testFinishedRun(
  "a full disk leaves the run that was there, and what was trained is saved once there is room",
  async (name, folder) => {
    const ballast = `${folder}ballast`;
    await fill(ballast);
    const entries = [...Deno.readDirSync(folder)].length;
    await expect(trainedRun(tinyPlan(name, 2))).rejects.toThrow(
      /^The run "test-.*" could not be saved \(.*No space left on device.*\): make that possible and ask for the run again, which continues from here\.$/,
    );
    await assertWhole(name, 1);
    expect([...Deno.readDirSync(folder)].length).toBe(entries);
    await Deno.remove(ballast);
    await trainedRun(tinyPlan(name, 2), mustNotTrain);
    await assertWhole(name, 2);
  },
  { onDisk: { kibibytes: 128 } },
);

testFinishedRun(
  "a run that --fresh asks for stays until the new one is saved, which is made once",
  async (name) => {
    const list = await Deno.makeTempFile();
    Deno.env.set("FRESH", list);
    try {
      forgetRun(name);
      await expect(
        trainedRun(tinyPlan(name, 1), { signal: AbortSignal.abort() }),
      ).rejects.toThrow(/stopped before its first epoch/);
      await assertWhole(name, 1);
      let steps = 0;
      forgetRun(name);
      await trainedRun(tinyPlan(name, 1), { onProgress: () => void steps++ });
      expect(steps).toBeGreaterThan(0);
      await assertWhole(name, 1);
      // An export that was interrupted goes on behind it.
      forgetRun(name);
      await trainedRun(tinyPlan(name, 1), mustNotTrain);
    } finally {
      Deno.env.delete("FRESH");
      await Deno.remove(list);
    }
  },
);

testFinishedRun("the clock does not matter", async (name) => {
  const own = await folderOf(name, 1);
  const saved = await readRecord(own);
  for (const year of ["1970", "2099"]) {
    await setTimes(`${workspace().runs}${own}/`, new Date(year));
    forgetRun(name);
    const { record } = await trainedRun(tinyPlan(name, 1), mustNotTrain);
    expect(serializeRecord(record)).toBe(serializeRecord(saved!));
  }
});

testFinishedRun(
  "what a killed process left is removed when the next run is saved",
  async (name, folder) => {
    await Deno.mkdir(`${folder}0.tmp/encoder`, { recursive: true });
    await Deno.writeTextFile(`${folder}run.json.0.tmp`, "{");
    await Deno.mkdir(`${folder}weights-0`);
    await trainedRun(tinyPlan(name, 2));
    const { weights } = (await readRecord(await folderOf(name, 2)))!;
    expect([...Deno.readDirSync(folder)].map((entry) => entry.name).sort())
      .toStrictEqual(["run.json", Object.keys(weights)[0]!.split("/")[0]]);
  },
);

Deno.test("a process that is killed while it saves leaves a whole run", async () => {
  await killWhileSaving(4, 2);
});

/** Writes a file until the disk is full. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  const block = new Uint8Array(1024);
  try {
    for (;;) await file.write(block);
  } catch (error) {
    expect((error as Error).message).toMatch(/No space left on device/);
  }
}

async function setTimes(folder: string, time: Date): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await setTimes(`${folder}${name}/`, time);
    await Deno.utime(folder + name, time, time);
  }
}
