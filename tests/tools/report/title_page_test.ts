import { expect } from "@std/expect";
import { readTitlePage } from "../../../tools/report/title_page.ts";
import { failureOf } from "../../support/failure.ts";
import { NotebookProject } from "../../support/notebook_project.ts";

const complete = {
  title: "A report",
  authors: ["李小龙"],
  course: "Vision",
  date: "2026-11-25",
  abstract: "In short.",
};

Deno.test("title and authors are needed, course, date and abstract are not", async () => {
  await using project = await NotebookProject.create({});
  const path = "notebooks/report.json";
  for (const page of [complete, { title: "A", authors: [] }]) {
    await project.write(path, JSON.stringify(page));
    expect(await readTitlePage(project.folder)).toStrictEqual(page);
  }
});

const faults: [what: string, text: string, message: string][] = [
  [
    "an unknown key",
    JSON.stringify({ ...complete, autors: [], Date: "" }),
    'nothing is known of "autors", "Date": it may hold title, authors, course, date, abstract.',
  ],
  [
    "a missing title",
    JSON.stringify({ authors: [] }),
    '"title" must be a text.',
  ],
  [
    "an author that is no text",
    JSON.stringify({ ...complete, authors: [1] }),
    '"authors" must be a list of names.',
  ],
  [
    "a date in words",
    JSON.stringify({ ...complete, date: "25 November" }),
    '"date" must be a day such as 2026-11-25.',
  ],
  ["a list", "[]", "it must be an object in braces."],
];

for (const [what, text, message] of faults) {
  Deno.test(`${what} in report.json is refused in one sentence`, async () => {
    await using project = await NotebookProject.create({});
    await project.write("notebooks/report.json", text);
    const error = await failureOf(() => readTitlePage(project.folder));
    expect(error.message).toBe(`notebooks/report.json: ${message}`);
  });
}

Deno.test("a report.json that is no JSON is refused", async () => {
  await using project = await NotebookProject.create({});
  await project.write("notebooks/report.json", "{");
  const error = await failureOf(() => readTitlePage(project.folder));
  expect(error.message).toBe("notebooks/report.json is not JSON: correct it.");
});
