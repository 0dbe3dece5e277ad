/**
 * `deno task sweep [--processes 2] [--quick]`
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { readOptions, UsageError } from "./common/command_line.ts";

const HELP = `Trains notebook 2's sweep over λ in several processes.

  --processes  how many, 2 unless told otherwise; they share the threads
  --quick      the small presets; writes under build/quick/ only

The notebook then takes the runs from disk. Runs that are there are not trained
again, and each is there as soon as it is trained: Ctrl-C loses none.`;

/** @returns the exit code. */
async function main(args: string[]): Promise<number> {
  const { processes, quick, help } = readArguments(args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  const threads = Math.max(1, Math.floor(availableParallelism() / processes));
  const results = await Promise.all(
    Array.from(
      { length: processes },
      (_, part) =>
        new Deno.Command(Deno.execPath(), {
          args: [
            "run",
            ...["--allow-env", "--allow-ffi", "--allow-read", "--allow-sys"],
            ...["--allow-write", "--quiet"],
            fileURLToPath(new URL("sweep/part.ts", import.meta.url)),
            String(part),
            String(processes),
          ],
          env: {
            TF_NUM_INTRAOP_THREADS: String(threads),
            ...quick ? { PRESET: "quick" } : {},
          },
          stdin: "null",
          stdout: "inherit",
          stderr: "inherit",
        }).spawn().status,
    ),
  );
  const failed = results.filter(({ success }) => !success).length;
  if (failed > 0) {
    console.error(
      `${failed} of ${processes} processes failed, see above: what was trained is kept, so run the command again.`,
    );
    return 1;
  }
  console.log("All runs of the sweep are there.");
  return 0;
}

function readArguments(args: string[]) {
  const values = readOptions(args, {
    processes: { type: "string", default: "2" },
    quick: { type: "boolean" },
    help: { type: "boolean" },
  });
  const processes = Number(values?.processes);
  if (Number.isInteger(processes) && processes > 0) {
    return { ...values, processes };
  }
  throw new UsageError(
    "sweep",
    args,
    "--processes with a whole number of at least 1, and --quick",
  );
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    Deno.exitCode = 2;
  }
}
