/**
 * `deno task verify`
 *
 * @module
 */
import { listFolders, readRecord } from "../lib/experiments/run_record.ts";
import { readOptions, UsageError } from "./common/command_line.ts";
import { verifyRun } from "./verify/verify_run.ts";

const HELP = `Verifies the trained runs in data/runs/: that each is what its
settings, the pictures and the code give, and that the weights that are there
give the test results that run.json says, to one part in a thousand.`;

async function main(args: string[]): Promise<number> {
  const options = readOptions(args, { help: { type: "boolean" } });
  if (!options) throw new UsageError("verify", args, "--help");
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  let wrong = 0;
  for (const folder of await listFolders()) {
    const record = await readRecord(folder);
    try {
      if (!record) throw new Error(`${folder} has no run.json: remove it.`);
      const isMeasured = await verifyRun(record, folder);
      const how = isMeasured
        ? `recomputed from its weights: ${Object.keys(record.test).join(", ")}`
        : "by its record: `deno task report --fresh` trains it again";
      console.log(`${folder}  ${how}`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      console.error(error.message);
      wrong++;
    }
  }
  if (wrong > 0) console.error(`${wrong} of the runs say what is not so.`);
  return wrong > 0 ? 1 : 0;
}

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
