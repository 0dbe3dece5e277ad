import { expect } from "@std/expect";
import { readLiterature } from "../../../tools/report/literature.ts";
import { failureOf } from "../../support/failure.ts";
import { NotebookProject } from "../../support/notebook_project.ts";

const path = "notebooks/literature.json";

const source = {
  id: "white2016",
  type: "article",
  title: "Sampling generative networks",
  author: [{ family: "White", given: "Tom" }],
  issued: { "date-parts": [[2016]] },
};

Deno.test("sources are known by their keys, with all that CSL has of them", async () => {
  await using project = await NotebookProject.create({});
  const other = { ...source, id: "white2016b", DOI: "10.1/x" };
  await project.write(path, JSON.stringify([source, other]));
  expect(await readLiterature(project.folder))
    .toStrictEqual(new Map([["white2016", source], ["white2016b", other]]));
});

Deno.test("a report needs no literature", async () => {
  await using project = await NotebookProject.create({});
  expect(await readLiterature(project.folder)).toStrictEqual(new Map());
});

const faults: [what: string, text: string, message: string][] = [
  ["text that is no JSON", "[", " is not JSON: correct it."],
  ["an object", "{}", ": it must be a list of sources in CSL JSON."],
  ["a word", '["a"]', ": source 1 must be an object in braces."],
  [
    "a key without a year",
    JSON.stringify([source, { ...source, id: "White" }]),
    ': "id" of source 2 must be family name and year in small letters, such as radford2015.',
  ],
  [
    "a source without a title",
    JSON.stringify([{ ...source, title: undefined }]),
    ': "title" of source 1 must be a text.',
  ],
  [
    "a key that two sources have",
    JSON.stringify([source, { ...source, title: "Another" }]),
    ": two sources have the key white2016: write a letter behind the year.",
  ],
];

for (const [what, text, message] of faults) {
  Deno.test(`${what} in literature.json is refused in one sentence`, async () => {
    await using project = await NotebookProject.create({});
    await project.write(path, text);
    const error = await failureOf(() => readLiterature(project.folder));
    expect(error.message).toBe(path + message);
  });
}
