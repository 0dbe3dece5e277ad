/**
 * The chapters become one report.
 *
 * @module
 */
import { join } from "node:path";
import { arrange } from "./arrange.ts";
import type { Chapter, ExportOptions } from "./chapter.ts";
import { checkTexts } from "./check_texts.ts";
import { collectSection } from "./collect.ts";
import type { Report } from "./document.ts";
import { readLiterature } from "./literature.ts";
import { findSharedNames } from "./references.ts";
import { readTitlePage } from "./title_page.ts";

/** What the pages of a report made with the small presets say. */
const rehearsal =
  "Rehearsal: made with the quick preset, of small pictures and hardly trained networks. " +
  "No number here is a result.";

/** @returns the report, and what must be put right before it can be made. */
export async function assembleReport(
  chapters: Chapter[],
  { project, output, preset }: ExportOptions,
): Promise<{ report: Report; problems: string[]; warnings: string[] }> {
  const collected = chapters.map(({ notebook, path }) =>
    collectSection(notebook, { path })
  );
  const { report, problems } = await checkTexts(
    arrange({
      ...await readTitlePage(project),
      ...preset === "quick" ? { notice: rehearsal } : {},
      sections: collected.map(({ section }) => section),
    }),
    {
      from: join(project, "notebooks"),
      to: output,
      literature: await readLiterature(project),
    },
  );
  const falsehoods = collected.flatMap(({ falsehoods }) => falsehoods);
  return {
    report,
    problems: [
      // The small presets are a rehearsal, whose numbers say little.
      ...preset === "full" ? falsehoods : [],
      ...collected.flatMap(({ problems }) => problems),
      ...problems,
      ...findSharedNames(report),
    ],
    warnings: preset === "full" ? [] : falsehoods,
  };
}
