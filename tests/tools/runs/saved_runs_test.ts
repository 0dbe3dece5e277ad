import { expect } from "@std/expect";
import { join } from "node:path";
import { projectFolder } from "../../../lib/base/workspace.ts";
import { listRuns, removeSavedRuns } from "../../../tools/runs/saved_runs.ts";

const runType = "application/vnd.emoji-autoencoder.run+json";

/** A project with these runs, of which a notebook shows "assigned-00000000". */
async function makeProject(runs: Record<string, object | string>) {
  const folder = await Deno.makeTempDir();
  const folders = {
    runs: join(folder, "runs"),
    notebooks: join(folder, "notebooks"),
  };
  await Deno.mkdir(folders.notebooks);
  await Deno.writeTextFile(
    join(folders.notebooks, "1_one.ipynb"),
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [{
        id: "a",
        cell_type: "code",
        source: "run;",
        metadata: {},
        execution_count: 1,
        outputs: [{
          output_type: "execute_result",
          data: { [runType]: { name: "assigned-00000000" }, "text/plain": "" },
          metadata: {},
          execution_count: 1,
        }],
      }],
    }),
  );
  for (const [name, record] of Object.entries(runs)) {
    const text = typeof record === "string" ? record : JSON.stringify(record);
    await Deno.mkdir(join(folders.runs, name), { recursive: true });
    await Deno.writeTextFile(join(folders.runs, name, "run.json"), text);
  }
  return {
    folders,
    left: async () =>
      (await Array.fromAsync(Deno.readDir(folders.runs)))
        .map(({ name }) => name).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** What of a record decides its key. */
function record(epochs: number, more = {}) {
  return {
    settings: { network: "assigned", training: { epochs, batchSize: 32 } },
    data: "0123456789abcdef",
    engine: { backend: "tensorflow", version: "2.21.0" },
    versions: { tfjs: "4.22.0" },
    ...more,
  };
}

Deno.test("runs are listed with their use, their size and what differs", async () => {
  await using project = await makeProject({
    "assigned-00000000": record(100),
    "assigned-11111111": record(2),
    "assigned-22222222": record(100, { data: "fedcba9876543210" }),
    "assigned-33333333": record(100),
    "assigned-44444444": "{",
  });
  const runs = await listRuns(project.folders);
  expect(
    runs.map(({ folder, usedBy, difference }) => [folder, usedBy, difference]),
  ).toStrictEqual([
    ["assigned-00000000", ["1_one"], undefined],
    ["assigned-11111111", [], "training.epochs 2 in place of 100"],
    [
      "assigned-22222222",
      [],
      'data "fedcba98" in place of "01234567"',
    ],
    ["assigned-33333333", [], "same settings and data, other sources"],
    ["assigned-44444444", [], "its run.json is missing or damaged"],
  ]);
  expect(runs[0]!.bytes).toBe(JSON.stringify(record(100)).length);
});

Deno.test("only the runs that are named are removed", async () => {
  await using project = await makeProject({
    "assigned-00000000": record(100),
    "assigned-1": record(2), // The beginning of the next one's name.
    "assigned-11111111": record(2),
  });
  await removeSavedRuns(["assigned-1"], project.folders);
  expect(await project.left()).toStrictEqual([
    "assigned-00000000",
    "assigned-11111111",
  ]);
});

for (
  const [what, name, message] of [
    ["that is not there", "assigned-9", /^There is no run "assigned-9" in /],
    ["in another folder", "../notebooks", /^There is no run "\.\.\/notebooks"/],
    [
      "of the report",
      "assigned-00000000",
      /^The run "assigned-00000000" is shown by 1_one: remove only what/,
    ],
  ] as const
) {
  Deno.test(`a run ${what} is not removed, and no other either`, async () => {
    const runs = { "assigned-00000000": record(9), "other-1": record(1) };
    await using project = await makeProject(runs);
    await expect(removeSavedRuns(["other-1", name], project.folders))
      .rejects.toThrow(message);
    expect(await project.left()).toStrictEqual(Object.keys(runs));
  });
}

Deno.test("each run in this repository is shown by a notebook", async () => {
  const runs = await listRuns({
    runs: join(projectFolder, "data", "runs"),
    notebooks: join(projectFolder, "notebooks"),
  });
  expect(runs.filter(({ usedBy }) => usedBy.length === 0)).toEqual([]);
  expect(runs.length).toBeGreaterThan(0);
});
