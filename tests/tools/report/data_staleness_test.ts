import { expect } from "@std/expect";
import { join } from "node:path";
import sharp from "sharp";
import { sourceVersion } from "../../../lib/data/sources/source.ts";
import { codeCells } from "../../../tools/notebook/notebook.ts";
import { findArtefactProblems } from "../../../tools/report/artefacts.ts";
import { notebookOf } from "../../support/notebook_project.ts";

/** A notebook whose cell loaded a folder of four pictures. */
async function loadedFolder() {
  const path = await Deno.makeTempDir();
  for (const name of ["one", "two", "three", "four"]) await draw(path, name);
  const settings = { source: "folder" as const, path };
  const notebook = notebookOf("await loadDataset(settings);");
  const data = { settings, version: await sourceVersion(settings) };
  codeCells(notebook)[0]!.outputs = [{
    output_type: "display_data",
    data: {
      "text/plain": "Data set",
      "application/vnd.emoji-autoencoder.data+json": data,
    },
    metadata: {},
  }];
  const find = () =>
    findArtefactProblems(notebook, {
      name: "1_first.ipynb",
      figuresIn: path,
      runsIn: path,
      preset: "full",
    });
  return { path, find, [Symbol.asyncDispose]: () => remove(path) };
}

const remove = async (path: string) => {
  await Deno.remove(path, { recursive: true });
};

async function draw(folder: string, name: string) {
  const png = await sharp({
    create: { width: 2, height: 1, channels: 4, background: "red" },
  }).png().toBuffer();
  await Deno.writeFile(join(folder, `${name}.png`), png);
}

Deno.test("a notebook whose pictures are the same is not stale", async () => {
  await using folder = await loadedFolder();
  expect(await folder.find()).toEqual([]);
});

Deno.test("a notebook is stale when pictures went and one came", async () => {
  await using folder = await loadedFolder();
  for (const name of ["one", "two", "three"]) {
    await Deno.remove(join(folder.path, `${name}.png`));
  }
  await draw(folder.path, "five");
  expect(await folder.find()).toEqual([
    `1_first.ipynb, cell 1: the pictures of ${folder.path} are others than when the notebook ran: run it again.`,
  ]);
});

Deno.test("a notebook is stale when a file that is not read came, since the report counts it", async () => {
  await using folder = await loadedFolder();
  await Deno.writeTextFile(join(folder.path, "six.bmp"), "BM");
  expect(await folder.find()).toHaveLength(1);
});

Deno.test("a folder that is gone is named", async () => {
  await using folder = await loadedFolder();
  await Deno.rename(folder.path, `${folder.path}-away`);
  const problems = await folder.find();
  await Deno.rename(`${folder.path}-away`, folder.path);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(
    /^1_first\.ipynb, cell 1: the pictures of .* cannot be read: .*-?/,
  );
});
