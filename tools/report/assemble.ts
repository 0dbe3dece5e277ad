/**
 * The chapters become one report.
 *
 * @module
 */
import { join } from "node:path";
import type { Chapter, ExportOptions } from "./chapter.ts";
import { collectSection } from "./collect.ts";
import type { Report } from "./document.ts";
import { findReferenceProblems } from "./references.ts";

/** @returns the report, and what must be put right before it can be made. */
export async function assembleReport(
  chapters: Chapter[],
  { project, output, preset }: ExportOptions,
): Promise<{ report: Report; problems: string[]; warnings: string[] }> {
  const collected = chapters.map(({ notebook, path }) =>
    collectSection(notebook, {
      path,
      from: join(project, "notebooks"),
      to: output,
    })
  );
  const report = {
    ...await readTitle(project),
    sections: collected.map(({ section }) => section),
  };
  const falsehoods = collected.flatMap(({ falsehoods }) => falsehoods);
  const problems = [
    // The small presets are a rehearsal, whose numbers say little.
    ...preset === "full" ? falsehoods : [],
    ...collected.flatMap(({ problems }) => problems),
    ...findReferenceProblems(report),
  ];
  return { report, problems, warnings: preset === "full" ? [] : falsehoods };
}

/** Title and authors stand in `notebooks/report.json`. */
async function readTitle(
  project: string,
): Promise<{ title: string; authors: string[] }> {
  const path = join(project, "notebooks", "report.json");
  const { title, authors } = JSON.parse(await Deno.readTextFile(path));
  const isValid = typeof title === "string" && Array.isArray(authors) &&
    authors.every((author) => typeof author === "string");
  if (!isValid) {
    throw new Error(
      `${path} must hold "title", a text, and "authors", a list of texts.`,
    );
  }
  return { title, authors };
}
