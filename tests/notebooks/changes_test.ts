/**
 * The real notebooks in the quick preset with another network, λ and source:
 * what is said then is right, or its claim is red.
 */
import { expect } from "@std/expect";
import { join } from "node:path";
import { projectFolder } from "../../lib/base/workspace.ts";
import { textColumn } from "../../lib/data/catalogue.ts";
import { loadDataset } from "../../lib/data/dataset.ts";
import { assignedDataset } from "../../lib/experiments/assignment.ts";
import { pictureSheet } from "../../lib/figures/picture_grid.ts";
import { executeNotebook } from "../../tools/notebook/execute.ts";
import { type Notebook, readNotebook } from "../../tools/notebook/notebook.ts";
import { readBundles } from "../../tools/report/bundle.ts";

/** What a notebook says, and what it says of its claims. */
interface Said {
  text: string;
  red: string[];
  claims: string[];
}

/** Notebook 1's other networks are not what is asked about here. */
const onlyOneEpoch = {
  "training: experiments.bestTraining":
    "training: { ...experiments.bestTraining, epochs: 1 }",
  "shorter: { epochs: 6 }": "shorter: { epochs: 1 }",
};
const trainedBriefly = {
  ...onlyOneEpoch,
  "training: experiments.assignedTraining":
    "training: { ...experiments.assignedTraining, epochs: 1 }",
};

/** The start of a decoder that makes a code of places from a dense one. */
const fromDense = (layers: string) =>
  `const side = dataset.settings.imageSize / 16;
const decoder: model.Layer[] = [
  ${layers}
  { layer: "reshape", targetShape: [side, side, 256] },`;

/** Runs a notebook in the quick preset after some replacements. */
async function said(
  name: string,
  replacements: Record<string, string> = {},
): Promise<Said> {
  const folder = join(projectFolder, "notebooks");
  const notebook = await readNotebook(join(folder, name));
  for (const [from, to] of Object.entries(replacements)) {
    const cells = notebook.cells.filter(({ source }) => source.includes(from));
    expect({ from, cells: cells.length }).toStrictEqual({ from, cells: 1 });
    cells[0]!.source = cells[0]!.source.replace(from, to);
  }
  const figures = await Deno.makeTempDir();
  try {
    return read(
      await executeNotebook(notebook, {
        name,
        folder,
        environment: { PRESET: "quick", FIGURES: `${figures}/` },
      }),
    );
  } finally {
    await Deno.remove(figures, { recursive: true });
  }
}

function read(notebook: Notebook): Said {
  const prose = readBundles(notebook).filter(({ prose }) => prose);
  const claims = prose.flatMap(({ prose }) => prose!.claims);
  return {
    text: prose.map(({ markdown }) => markdown).join("\n\n"),
    claims: claims.map(({ name }) => name),
    red: claims.filter(({ holds }) => !holds).map(({ name }) => name),
  };
}

/** Forty emoji as PNG files named by what they are, in a folder that goes away. */
async function fortyPictures(): Promise<string> {
  const { catalogue, originals } = await loadDataset(assignedDataset);
  const folder = await Deno.makeTempDir();
  addEventListener(
    "unload",
    () => Deno.removeSync(folder, { recursive: true }),
  );
  const names = textColumn(catalogue, "name");
  for (const row of names.keys().filter((row) => row % 5 === 0).take(40)) {
    const png = await pictureSheet(originals.select([row]), { columns: 1 });
    await Deno.writeFile(join(folder, `${names[row]}.png`), png);
  }
  return folder;
}

Deno.test("three stages at 96 pixels are described as they are, and what was said of the assigned network is red", async () => {
  const { text, red } = await said("1_autoencoder.ipynb", {
    ...trainedBriefly,
    "dataset: experiments.assignedDataset":
      "dataset: { ...experiments.assignedDataset, imageSize: 96 }",
    [
      `  { layer: "conv2d", filters: 256, kernelSize: 5, activation: "relu" },
  { layer: "maxPooling2d", poolSize: 2 },
`
    ]: "",
    [
      `  { layer: "conv2dTranspose", filters: 128, kernelSize: 5, activation: "relu" },
  { layer: "upSampling2d", size: 2 },
`
    ]: "",
  });
  expect(text).toContain("halves the picture 3 times");
  expect(text).toMatch(/The code has 12, 12 and 128\s+numbers/);
  expect(red).toEqual(expect.arrayContaining([
    "the assigned layers, mirrored",
    "the original's parameters",
    "the field is wider than a picture",
    "channels double",
  ]));
});

Deno.test("a variational code with drop-out, absolute error, SGD, a cosine and patience is described as it is", async () => {
  const { text, red } = await said("1_autoencoder.ipynb", {
    ...onlyOneEpoch,
    "const decoder: model.Layer[] = [": fromDense(
      `{ layer: "dense", units: side * side * 256 },
  { layer: "dropout", rate: 0.2 },`,
    ),
    "model.network({ encoder, decoder })":
      "model.network({ encoder, decoder, gaussianCode: { units: 64, weight: 1 } })",
    "training: experiments.assignedTraining": `training: {
    ...experiments.assignedTraining,
    epochs: 2,
    loss: "meanAbsoluteError" as const,
    optimizer: { name: "sgd" as const, momentum: 0.9 },
    schedule: { name: "cosine" as const },
    patience: 1,
  }`,
  });
  expect(text).toMatch(/64 in all/);
  // What is cited is the squared error, whatever was minimised.
  expect(text).toMatch(/final average error on the test set is 0\.\d{4}/);
  expect(red).toEqual(expect.arrayContaining([
    "the assigned layers, mirrored",
    "pictures of any size",
    "no dense layer",
    "the loss is the squared error",
    "Adam at its default rate",
    "Adam trained it",
  ]));
});

Deno.test("another λ stands in each sentence, and what was said of its effect is red", async () => {
  const { text, red } = await said("2_classification.ipynb", {
    "lambda: 0.5": "lambda: 0",
  });
  expect(text).not.toMatch(/λ = 0\.5/);
  expect(text).toContain("the test error at λ = 0 is");
  expect(red).toEqual(expect.arrayContaining([
    "higher in each seed",
    "worse, but not a lot",
    "the loss is mostly classification at the end",
    "classification is larger at the start",
  ]));
});

Deno.test("other pictures and a dense code are described as they are, and what needs the emoji is red", async () => {
  const path = JSON.stringify(await fortyPictures());
  const lastPooling =
    `256, kernelSize: 5, activation: "relu" },\n  { layer: "maxPooling2d", poolSize: 2 },`;
  const { text, red } = await said("1_autoencoder.ipynb", {
    ...trainedBriefly,
    [lastPooling]: `${lastPooling}
  { layer: "flatten" },
  { layer: "dense", units: 64 },`,
    "const decoder: model.Layer[] = [": fromDense(
      `{ layer: "dense", units: side * side * 256, activation: "relu" },`,
    ),
    "dataset: experiments.assignedDataset":
      `dataset: { ...experiments.assignedDataset, source: "folder" as const, path: ${path} }`,
  });
  expect(text).toContain("40 files of a folder");
  expect(text).not.toMatch(/Noto|219/);
  expect(text).toMatch(/64 in all/);
  expect(red).toEqual(expect.arrayContaining([
    "question 3's answer is held out",
    "pictures of any size",
    "no dense layer",
  ]));
});
