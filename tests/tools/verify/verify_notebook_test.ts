import { expect } from "@std/expect";
import { join } from "node:path";
import {
  formatNotebook,
  readNotebook,
} from "../../../tools/notebook/notebook.ts";
import { executeNotebook } from "../../../tools/notebook/execute.ts";
import { verifyNotebook } from "../../../tools/verify/verify_notebook.ts";
import { NotebookProject } from "../../support/notebook_project.ts";

const path = "notebooks/1_first.ipynb";

Deno.test("a notebook is run anew, and a cell whose output was edited is named", async () => {
  await using project = await NotebookProject.create({
    "1_first.ipynb": [
      "md:# First",
      'import { figure, markdown } from "library";',
      'figure("curves");',
      "markdown(`The error is ${(1 / 4).toFixed(3)}.`);",
    ],
  });
  const file = join(project.folder, path);
  const made = await executeNotebook(await readNotebook(file), {
    name: path,
    folder: join(project.folder, "notebooks"),
    environment: { PRESET: "full", FIGURES: join(project.folder, "figures/") },
  });
  await Deno.writeTextFile(file, formatNotebook(made));
  const before = await project.snapshot();
  const verify = () => verifyNotebook(path, { project: project.folder });
  expect(await verify()).toEqual([]);
  expect(await project.snapshot()).toEqual(before);

  await project.edit(path, "The error is 0.250.", "The error is 0.150.");
  expect(await verify()).toEqual([
    "1_first.ipynb, cell 4: its outputs are not what it gives today.",
  ]);
});
