/**
 * `deno task report [--quick] [--fresh] [--check]`
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Preset, projectFolder } from "../lib/base/workspace.ts";
import { readOptions, UsageError } from "./common/command_line.ts";
import { blocksOf } from "./report/document.ts";
import { exportReport } from "./report/export.ts";
import { findStale } from "./report/find_stale.ts";
import { htmlRenderer } from "./report/html/html.ts";
import { renderMarkdown } from "./report/md/markdown.ts";
import { makePdf } from "./report/pdf/pdf.ts";
import { listRuns } from "./runs/saved_runs.ts";
import { runJobs } from "./training/jobs.ts";

const HELP =
  `Runs the stale notebooks and makes report.md, report.pdf and report.html.

  --quick  the small presets, a few minutes; writes under build/quick/ only
  --fresh  train again and run every notebook
  --check  change nothing, name what is stale, and fail if anything is`;

/** @returns the exit code. */
async function main(args: string[]): Promise<number> {
  const start = performance.now();
  const { quick, fresh, check, help } = readArguments(args);
  if (help) {
    console.log(HELP);
    return 0;
  }
  const output = quick ? join(projectFolder, "build", "quick") : projectFolder;
  const options = {
    project: projectFolder,
    output,
    preset: quick ? "quick" as const : "full" as const,
    renderers: {
      "report.md": renderMarkdown,
      "report.pdf": makePdf,
      "report.html": htmlRenderer(join(output, "data", "runs")),
    },
  };
  if (check) {
    const stale = await findStale(options);
    for (const sentence of stale) console.error(sentence);
    if (stale.length === 0) console.log("Nothing is stale.");
    return stale.length === 0 ? 0 : 1;
  }
  const report = await exportReport(options, {
    fresh,
    trainAnew: (retrained) => trainAll(output, options.preset, retrained),
    onProgress: (line) => console.log(line),
  });
  const files = `${join(output, "report.md")}, .pdf and .html`;
  const time = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  if (!report) {
    console.log(`Nothing is stale: ${files} stand as they are, in ${time}`);
    return 0;
  }
  const blocks = blocksOf(report);
  const count = (kind: string) =>
    blocks.filter((block) => block.kind === kind).length;
  const notebooks = report.sections.filter(({ notebook }) => notebook).length;
  console.log(
    `${files}: ` +
      `${count("figure")} figures and ` +
      `${count("table")} tables from ${notebooks} notebooks, ` +
      `in ${time}`,
  );
  return 0;
}

/**
 * Trains what the report shows in as many processes as there are processors.
 * What fails here is trained by its notebook, which says why.
 */
async function trainAll(output: string, preset: Preset, retrained: string) {
  const runs = await listRuns({
    runs: join(output, "data", "runs"),
    notebooks: join(output, "notebooks"),
  });
  await runJobs(
    runs.filter(({ usedBy }) => usedBy.length > 0).map(({ folder }) => ({
      module: new URL("train.ts", import.meta.url),
      args: [folder],
    })),
    {
      processes: availableParallelism(),
      environment: { PRESET: preset, FRESH: retrained },
      onLine: (line) => console.log(line),
    },
  );
}

function readArguments(args: string[]) {
  const values = readOptions(args, {
    quick: { type: "boolean" },
    fresh: { type: "boolean" },
    check: { type: "boolean" },
    help: { type: "boolean" },
  });
  if (values && !(values.check && values.fresh)) return values;
  throw new UsageError(
    "report",
    args,
    "--quick, and either --fresh or --check",
  );
}

if (import.meta.main) {
  try {
    Deno.exitCode = await main(Deno.args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    if (typeof error.cause === "string") console.error(error.cause);
    Deno.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
