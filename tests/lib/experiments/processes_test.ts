/**
 * Several processes, as of several notebooks in one clone, that ask for the
 * same runs at once.
 */
import { expect } from "@std/expect";
import { fileURLToPath } from "node:url";
import { sha256 } from "../../../lib/base/fingerprint.ts";
import {
  listFolders,
  removeRuns,
} from "../../../lib/experiments/run_record.ts";
import { workspace } from "../../../lib/base/workspace.ts";
import { useQuickPreset } from "../../support/quick_preset.ts";

useQuickPreset();

Deno.test("three processes that want the same runs train each of them once", async () => {
  const test = `test-${crypto.randomUUID()}`;
  const names = ["a", "b", "c"].map((letter) => `${test}-${letter}`);
  const processes = [0, 1, 2].map(() =>
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        ...["--allow-env", "--allow-ffi", "--allow-read", "--allow-sys"],
        ...["--allow-write", "--quiet"],
        fileURLToPath(new URL("../../support/tiny_run.ts", import.meta.url)),
        ...names,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn()
  );
  try {
    // All of them start at the same moment, each with its engine loaded.
    const outputs = processes.map(({ stdout }) =>
      stdout.pipeThrough(new TextDecoderStream()).getReader()
    );
    for (const output of outputs) {
      expect((await output.read()).value).toBe("ready\n");
    }
    for (const { stdin } of processes) {
      await new Response("\n").body!.pipeTo(stdin);
    }
    const answers = (await Promise.all(outputs.map(async (output) => {
      let text = "";
      for (;;) {
        const { value, done } = await output.read();
        if (done) return text;
        text += value;
      }
    }))).join("").trim().split("\n").sort();
    expect(
      await Promise.all(
        processes.map(async ({ status }) => (await status).success),
      ),
    ).toStrictEqual([true, true, true]);
    const folders = await listFolders();
    const expected = names.flatMap((name) => {
      const folder = folders.find((folder) => folder.startsWith(name))!;
      const saved = Deno.readTextFileSync(
        `${workspace().runs}${folder}/run.json`,
      );
      const answer = `${name} ${sha256(saved)}`;
      return [`${answer} known`, `${answer} known`, `${answer} trained`];
    });
    expect(answers).toStrictEqual(expected);
  } finally {
    await removeRuns(test);
  }
});
