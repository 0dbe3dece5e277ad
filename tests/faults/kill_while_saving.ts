/**
 * `deno task faults`: kills a process at random moments while it saves runs
 * with the assigned network's weights, and looks at what is left.
 *
 * @module
 */
import { expect } from "@std/expect";
import { fileURLToPath } from "node:url";
import { createRandom } from "../../lib/base/random.ts";
import {
  folderName,
  hasWeights,
  readRecord,
} from "../../lib/experiments/run_record.ts";
import { sha256 } from "../../lib/base/fingerprint.ts";
import { workspace } from "../../lib/base/workspace.ts";

/**
 * Kills a saving process so many times. After each time there must be a whole
 * run: a record that can be read, with the weights that it names.
 *
 * @param kills How often.
 * @param seed Decides the moments.
 * @returns how often the process was met at which point of saving.
 */
export async function killWhileSaving(
  kills: number,
  seed: number,
): Promise<Record<string, number>> {
  const random = createRandom(seed);
  const name = `test-${crypto.randomUUID()}`;
  const key = sha256("one key");
  const folder = `${workspace().runs}${folderName({ name, key })}/`;
  const moments: Record<string, number> = {};
  try {
    for (let count = 0; count < kills; count++) {
      await saveAndKill(name, random.uniform(0, 300));
      const record = await readRecord(folderName({ name, key }));
      if (!record) throw new Error("The run is lost.");
      expect(await hasWeights(record)).toBe(true);
      const moment = describeMoment(folder, Object.keys(record.weights)[0]!);
      moments[moment] = (moments[moment] ?? 0) + 1;
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return moments;
}

/** Starts saving, and kills so many milliseconds after the first run is saved. */
async function saveAndKill(name: string, delay: number): Promise<void> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      ...["--allow-env", "--allow-read", "--allow-sys", "--allow-write"],
      ...[
        "--quiet",
        fileURLToPath(new URL("save_forever.ts", import.meta.url)),
      ],
      name,
    ],
    // It starts in a third of the time, and the engine does not matter here.
    env: { ENGINE: "wasm", PRESET: "quick" },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = process.stdout.getReader();
  const { done } = await output.read();
  expect(done).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, delay));
  process.kill("SIGKILL");
  await process.status;
  await output.cancel();
}

function describeMoment(folder: string, path: string): string {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  const weights = names.filter((name) => name.startsWith("weights-"));
  expect(weights).toContain(path.split("/")[0]!);
  if (names.some((name) => /^run\.json\..*tmp$/.test(name))) {
    return "while the record was written";
  }
  if (names.some((name) => name.endsWith(".tmp"))) {
    return "while weights were written";
  }
  return weights.length > 1
    ? "before old weights were removed or the new record written"
    : "between two runs";
}

if (import.meta.main) {
  Deno.env.set("PRESET", "quick"); // Writes under build/quick.
  const kills = 50;
  const moments = await killWhileSaving(kills, 1);
  for (const [moment, count] of Object.entries(moments)) {
    console.log(`${count} times ${moment}`);
  }
  console.log(`${kills} kills, and each left a whole run.`);
}
