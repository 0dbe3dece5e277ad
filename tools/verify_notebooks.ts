/**
 * `deno task verify:notebooks`
 *
 * @module
 */
import { projectFolder } from "../lib/base/workspace.ts";
import { readOptions, UsageError } from "./common/command_line.ts";
import { sideBySide } from "../lib/base/side_by_side.ts";
import { notebookPaths } from "./notebook/notebook.ts";
import { verifyNotebook } from "./verify/verify_notebook.ts";

const HELP = `Runs the notebooks with the trained runs that are there, and
compares what each cell gives with what is committed. Nothing is written.`;

async function main(args: string[]): Promise<number> {
  const options = readOptions(args, { help: { type: "boolean" } });
  if (!options) throw new UsageError("verify:notebooks", args, "--help");
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const paths = await notebookPaths(projectFolder);
  // The last first, as for the report: it takes longest.
  const wrong = await sideBySide(paths.toReversed(), async (path) => {
    const found = await verifyNotebook(path, { project: projectFolder });
    for (const sentence of found) console.error(sentence);
    if (found.length === 0) console.log(`${path}  run anew: the same outputs`);
    return found;
  });
  return wrong.flat().length > 0 ? 1 : 0;
}

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  Deno.exit(error instanceof UsageError ? 2 : 1);
}
