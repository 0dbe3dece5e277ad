/**
 * The sources that a report may cite: `notebooks/literature.json`, in the form
 * that reference managers export as CSL JSON.
 *
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import { ifThere } from "../../lib/base/workspace.ts";
import { parseJson } from "./parse_json.ts";

/** Each source by the key that cites it, such as `radford2015`. */
export type Literature = ReadonlyMap<string, unknown>;

/** Where it lies, from the clone's folder. */
export const literaturePath = join("notebooks", "literature.json");

/** A key: family name and year, so that it can be read in a notebook. */
export const keyPattern = "[a-z]+\\d{4}[a-z]?";

const text = z.string().trim().min(1);

// What else CSL knows of a source is pandoc's to read.
const schema = z.array(z.looseObject({
  id: z.string().regex(new RegExp(`^${keyPattern}$`)),
  type: text,
  title: text,
  author: z.array(z.looseObject({})).min(1),
  issued: z.looseObject({}),
}));

const wanted: Record<string, string> = {
  id: "family name and year in small letters, such as radford2015",
  type: "a type of CSL, such as article-journal",
  title: "a text",
  author: "a list of names",
  issued: "a date of CSL",
};

/**
 * Reads the sources; a project without the file has none.
 *
 * @throws {Error} that names each source which lacks something, or whose key
 * another has.
 */
export async function readLiterature(project: string): Promise<Literature> {
  const file = await ifThere(Deno.readTextFile(join(project, literaturePath)));
  if (file === undefined) return new Map();
  const { data, error } = schema.safeParse(parseJson(file, literaturePath));
  if (!data) {
    const sentences = error.issues.map(({ path: [place, key] }) =>
      place === undefined
        ? "it must be a list of sources in CSL JSON"
        : key === undefined
        ? `source ${Number(place) + 1} must be an object in braces`
        : `"${String(key)}" of source ${Number(place) + 1} must be ${
          wanted[String(key)]
        }`
    );
    throw new Error(
      sentences.map((it) => `${literaturePath}: ${it}.`).join("\n"),
    );
  }
  const sources = new Map(data.map((source) => [source.id, source]));
  if (sources.size < data.length) {
    const twice = data.find((it, at) => sources.get(it.id) !== data[at])!;
    throw new Error(
      `${literaturePath}: two sources have the key ${twice.id}: write a letter behind the year.`,
    );
  }
  return sources;
}
