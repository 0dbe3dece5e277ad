/**
 * Title, authors and what else stands above the first section.
 *
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import type { TitlePage } from "./document.ts";
import { parseJson } from "./parse_json.ts";

const text = z.string().trim().min(1);

const schema = z.strictObject({
  title: text,
  authors: z.array(text),
  course: text.optional(),
  date: z.iso.date().optional(),
  abstract: text.optional(),
});

/**
 * Reads `notebooks/report.json`.
 *
 * @throws {Error} that names each key which is unknown, missing or wrong.
 */
export async function readTitlePage(project: string): Promise<TitlePage> {
  const path = join("notebooks", "report.json");
  const source = await Deno.readTextFile(join(project, path));
  const { data, error } = schema.safeParse(parseJson(source, path));
  if (data) return data;
  throw new Error(
    error.issues.map((issue) => `${path}: ${describe(issue)}`).join("\n"),
  );
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => `"${key}"`).join(", ");
    return `nothing is known of ${keys}: it may hold ${
      Object.keys(schema.shape).join(", ")
    }.`;
  }
  const [key] = issue.path;
  if (key === undefined) return "it must be an object in braces.";
  const wanted = key === "authors"
    ? "a list of names"
    : key === "date"
    ? "a day such as 2026-11-25"
    : "a text";
  return `"${String(key)}" must be ${wanted}.`;
}
