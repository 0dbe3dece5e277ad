import assert from "node:assert/strict";
import {
  currentPreset,
  projectFolder,
  settingsFor,
  workspace,
  writeFileAtomically,
} from "../../../lib/base/workspace.ts";

/** Runs a test with an environment that asks for a preset. */
async function withPreset(preset: string, action: () => unknown) {
  const before = Deno.env.get("PRESET");
  Deno.env.set("PRESET", preset);
  try {
    await action();
  } finally {
    if (before === undefined) Deno.env.delete("PRESET");
    else Deno.env.set("PRESET", before);
  }
}

Deno.test("the full preset is the default and leaves settings alone", () =>
  withPreset("", () => {
    assert.equal(currentPreset(), "full");
    assert.deepEqual(settingsFor({ epochs: 100, seed: 1 }, { epochs: 2 }), {
      epochs: 100,
      seed: 1,
    });
    assert.equal(workspace().runs, `${projectFolder}data/runs/`);
  }));

Deno.test("the quick preset replaces what it names and writes under build/quick", () =>
  withPreset("quick", () => {
    assert.deepEqual(settingsFor({ epochs: 100, seed: 1 }, { epochs: 2 }), {
      epochs: 2,
      seed: 1,
    });
    const { figures, runs } = workspace();
    assert.equal(figures, `${projectFolder}build/quick/figures/`);
    assert.equal(runs, `${projectFolder}build/quick/data/runs/`);
  }));

Deno.test("an unknown preset is refused", () =>
  withPreset("fast", () => {
    assert.throws(
      currentPreset,
      /PRESET must be "full" or "quick", but it is "fast"/,
    );
  }));

Deno.test("a file is replaced as a whole and nothing else is left", async () => {
  const folder = await Deno.makeTempDir();
  await writeFileAtomically(`${folder}/a`, "old");
  await writeFileAtomically(`${folder}/a`, Uint8Array.of(110, 101, 119));
  assert.equal(await Deno.readTextFile(`${folder}/a`), "new");
  assert.equal([...Deno.readDirSync(folder)].length, 1);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a write that fails leaves the old file and nothing half-written", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/a`); // a file cannot replace a folder
  await assert.rejects(writeFileAtomically(`${folder}/a`, "new"));
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [
    "a",
  ]);
  await Deno.remove(folder, { recursive: true });
});
