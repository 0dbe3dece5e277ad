import { expect } from "@std/expect";
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
    expect(currentPreset()).toBe("full");
    expect(settingsFor({ epochs: 100, seed: 1 }, { epochs: 2 })).toStrictEqual({
      epochs: 100,
      seed: 1,
    });
    expect(workspace().runs).toBe(`${projectFolder}data/runs/`);
  }));

Deno.test("the quick preset replaces what it names and writes under build/quick", () =>
  withPreset("quick", () => {
    expect(settingsFor({ epochs: 100, seed: 1 }, { epochs: 2 })).toStrictEqual({
      epochs: 2,
      seed: 1,
    });
    const { figures, runs } = workspace();
    expect(figures).toBe(`${projectFolder}build/quick/figures/`);
    expect(runs).toBe(`${projectFolder}build/quick/data/runs/`);
  }));

Deno.test("an unknown preset is refused", () =>
  withPreset("fast", () => {
    expect(currentPreset).toThrow(
      /PRESET must be "full" or "quick", but it is "fast"/,
    );
  }));

Deno.test("a file is replaced as a whole and nothing else is left", async () => {
  const folder = await Deno.makeTempDir();
  await writeFileAtomically(`${folder}/a`, "old");
  await writeFileAtomically(`${folder}/a`, Uint8Array.of(110, 101, 119));
  expect(await Deno.readTextFile(`${folder}/a`)).toBe("new");
  expect([...Deno.readDirSync(folder)].length).toBe(1);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a write that fails leaves the old file and nothing half-written", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/a`); // a file cannot replace a folder
  await expect(writeFileAtomically(`${folder}/a`, "new")).rejects.toThrow();
  expect([...Deno.readDirSync(folder)].map(({ name }) => name)).toStrictEqual([
    "a",
  ]);
  await Deno.remove(folder, { recursive: true });
});
