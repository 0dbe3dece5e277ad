/**
 * `deno task faults:tampering`: spoils a clone in many ways, and tells which
 * command finds it.
 *
 * @module
 */
import { basename, join } from "node:path";
import { projectFolder } from "../../lib/base/workspace.ts";
import { forgeries } from "./forgeries.ts";

type Command = [name: string, args: string[]];

const tool = (name: string, file: string, ...args: string[]): Command => [
  name,
  ["run", "--cached-only", "--allow-all", `tools/${file}`, ...args],
];

/** What looks for forgeries, the fastest first. */
const commands: Command[] = [
  tool("report --check", "report.ts", "--check"),
  tool("verify", "verify.ts"),
  ["test", [
    ...["test", "--quiet", "--cached-only", "--allow-all", "--no-check"],
    ...["tests/tools/permissions_test.ts", "tests/lib/model"],
  ]],
  tool("verify:notebooks", "verify_notebooks.ts"),
];

/** Trains a run once more. */
const again = (run: string) =>
  tool("train --again", "train.ts", basename(run), "--again");

const report = tool("report", "report.ts");

const folder = join(projectFolder, "build", "tampering");
const run = async (program: string, args: string[]) => {
  const { code, stderr } = await new Deno.Command(program, {
    args,
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const said = new TextDecoder().decode(stderr).trim();
  return { code, said: said.replaceAll(`${folder}/`, "") };
};
const must = async (program: string, args: string[]) => {
  const { code, said } = await run(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${said}`);
};
const deno = Deno.execPath();

/** TensorFlow tells of itself when it starts. */
const isOfTensorFlow = (line: string) =>
  /^(WARNING: All log|I0000 )/.test(line);

/** @returns the first command that fails, with what it says first. */
async function finder(tried: Command[]): Promise<string | undefined> {
  for (const [name, args] of tried) {
    const { code, said } = await run(deno, args);
    if (code === 0) continue;
    const [first] = said.split("\n").filter((line) => !isOfTensorFlow(line));
    return `${name}: ${first}`;
  }
}

await Deno.mkdir(folder, { recursive: true });
await Deno.remove(folder, { recursive: true });
await new Deno.Command("git", {
  args: ["clone", "--quiet", projectFolder, folder],
}).output();
try {
  await must(deno, ["task", "--quiet", "engine"]);
  const untouched = await finder(commands);
  if (untouched) throw new Error(`The clone is not sound. ${untouched}`);
  let found = 0;
  for (const { what, forge, launders, retrained } of forgeries) {
    await forge(folder);
    const by = await finder([
      ...launders ? [report] : [],
      ...commands,
      ...retrained ? [again(retrained)] : [],
    ]);
    if (by) found++;
    console.log(`${what}\n    ${by ?? "found by nothing"}`);
    await must("git", ["checkout", "--quiet", "."]);
    await must("git", ["clean", "--quiet", "-fd"]);
  }
  console.log(`${found} of ${forgeries.length} are found.`);
} finally {
  await Deno.remove(folder, { recursive: true });
}
