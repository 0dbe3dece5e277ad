/**
 * `deno task runs [--names] [--remove NAME...]`
 *
 * @module
 */
import { join } from "node:path";
import { megabytes } from "../lib/base/format.ts";
import { projectFolder } from "../lib/base/workspace.ts";
import { readOptions, UsageError } from "./common/command_line.ts";
import { listRuns, removeSavedRuns } from "./runs/saved_runs.ts";

const HELP = `Lists the trained runs in data/runs/: which notebooks show them,
how large they are, and how a run that none shows differs from the most similar
one of the report.

  --names        only the names of the runs that the report shows
  --remove NAME  removes this run, which the report does not use; may be repeated`;

const folders = {
  runs: join(projectFolder, "data", "runs"),
  notebooks: join(projectFolder, "notebooks"),
};

async function main(args: string[]): Promise<void> {
  const options = readOptions(args, {
    names: { type: "boolean" },
    remove: { type: "string", multiple: true },
    help: { type: "boolean" },
  });
  if (!options) {
    throw new UsageError("runs", args, "--names, --remove NAME and --help");
  }
  if (options.help) return console.log(HELP);
  if (options.remove) {
    await removeSavedRuns(options.remove, folders);
    return console.log(`Removed: ${options.remove.join(", ")}.`);
  }
  for (
    const { folder, bytes, usedBy, difference } of await listRuns(folders)
  ) {
    if (options.names) {
      if (usedBy.length > 0) console.log(folder);
      continue;
    }
    const use = usedBy.length > 0
      ? `shown by ${usedBy.join(" and ")}`
      : `not used: ${difference}`;
    console.log(`${folder}  ${megabytes(bytes / 2 ** 20)}  ${use}`);
  }
}

try {
  await main(Deno.args);
} catch (error) {
  if (!(error instanceof UsageError || error instanceof RangeError)) {
    throw error;
  }
  console.error(error.message);
  Deno.exit(1);
}
