import { expect } from "@std/expect";
import { join } from "node:path";
import type { ExportOptions } from "../../../tools/report/chapter.ts";
import { exportReport } from "../../../tools/report/export.ts";
import { findStale } from "../../../tools/report/find_stale.ts";
import { renderMarkdown } from "../../../tools/report/md/markdown.ts";
import {
  formatNotebook,
  readNotebook,
} from "../../../tools/notebook/notebook.ts";
import { withProvenance } from "../../../tools/notebook/staleness.ts";
import { readBundles } from "../../../tools/report/bundle.ts";
import { failureOf } from "../../support/failure.ts";
import { NotebookProject } from "../../support/notebook_project.ts";

/** A project whose third cell says something under these conditions. */
function createProject(conditions: object): Promise<NotebookProject> {
  return NotebookProject.create({
    "1_one.ipynb": [
      "md:# One",
      'import { prose } from "library";',
      `prose("It fell.", ${JSON.stringify(conditions)});`,
    ],
  });
}

function options(
  { folder }: NotebookProject,
  preset: "full" | "quick",
): ExportOptions {
  return {
    project: folder,
    output: preset === "quick" ? join(folder, "build/quick") : folder,
    preset,
    renderers: { "report.md": renderMarkdown },
  };
}

const falsehoods: [what: string, conditions: object, sentence: string][] = [
  [
    "a claim that is false",
    { claims: [{ name: "it fell", holds: false, values: { gain: -0.1 } }] },
    '1_one.ipynb, cell 3: the claim "it fell" is false (gain: -0.1): this sentence no longer holds: rewrite it.',
  ],
  [
    "a picture that is another than was looked at",
    { observed: [{ figure: "faces", expected: "aaa", actual: "bbb" }] },
    '1_one.ipynb, cell 3: the figure "faces" was aaa when it was described and is bbb now: look at it, correct the text, and write bbb.',
  ],
];

for (const [what, conditions, sentence] of falsehoods) {
  Deno.test(`${what} is refused by the full export with its cell, and nothing is written`, async () => {
    await using project = await createProject(conditions);
    const before = await project.snapshot();
    const error = await failureOf(() => exportReport(options(project, "full")));
    expect(error.message).toBe(sentence);
    expect(await project.snapshot()).toStrictEqual(before);
  });

  Deno.test(`${what} is a warning in the quick preset, and the report is made`, async () => {
    await using project = await createProject(conditions);
    const lines: string[] = [];
    await exportReport(options(project, "quick"), {
      onProgress: (line) => lines.push(line),
    });
    expect(lines).toContain(sentence);
    expect(await project.read("build/quick/report.md")).toContain("It fell.");
  });
}

Deno.test("--check says which sentence is false", async () => {
  const holds = { name: "it fell", holds: true, values: {} };
  await using project = await createProject({ claims: [holds] });
  await exportReport(options(project, "full"));
  expect(await findStale(options(project, "full"))).toStrictEqual([]);

  // As if somebody had committed the outputs of a failed export.
  const path = join(project.folder, "notebooks/1_one.ipynb");
  const wrong = await readNotebook(path);
  for (const bundle of readBundles(wrong)) {
    bundle.prose!.claims[0]!.holds = false;
  }
  const { inputs } = wrong.metadata.emoji_autoencoder!;
  await Deno.writeTextFile(
    path,
    formatNotebook(withProvenance(wrong, { inputs, preset: "full" })),
  );
  expect(await findStale(options(project, "full"))).toStrictEqual([
    '1_one.ipynb, cell 3: the claim "it fell" is false: this sentence no longer holds: rewrite it.',
  ]);
});

Deno.test("two claims of one name in a notebook are refused", async () => {
  const claims = [{ name: "it fell", holds: true, values: {} }];
  await using project = await NotebookProject.create({
    "1_one.ipynb": [
      "md:# One",
      'import { prose } from "library";',
      `prose("It fell.", ${JSON.stringify({ claims })});`,
      `prose("It fell again.", ${JSON.stringify({ claims })});`,
    ],
  });
  await expect(exportReport(options(project, "full"))).rejects.toThrow(
    '1_one.ipynb, cell 4: the claim "it fell" has the name of one in cell 3: rename one of them.',
  );
});
