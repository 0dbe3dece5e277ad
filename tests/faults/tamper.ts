/**
 * `deno task faults:tampering`: spoils a clone in many ways, and tells which
 * command finds it.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { projectFolder } from "../../lib/base/workspace.ts";
import { sideBySide } from "../../lib/base/side_by_side.ts";
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
    ...["tests/tools/permissions_test.ts", "tests/tools/bench"],
    "tests/lib/model",
  ]],
  tool("verify:notebooks", "verify_notebooks.ts"),
];

/** Trains a run once more. */
const again = (run: string) =>
  tool("train --again", "train.ts", basename(run), "--again");

const report = tool("report", "report.ts");

const parent = join(projectFolder, "build", "tampering");
const deno = Deno.execPath();

/** TensorFlow tells of itself when it starts. */
const isOfTensorFlow = (line: string) =>
  /^(WARNING: All log|I0000 )/.test(line);

/** A clone that is spoiled and mended again and again. */
class Clone {
  constructor(readonly folder: string) {}

  /** Throws when a clone that nobody spoiled is not sound. */
  static async make(folder: string): Promise<Clone> {
    await new Deno.Command("git", {
      args: ["clone", "--quiet", projectFolder, folder],
    }).output();
    const clone = new Clone(folder);
    await clone.must(deno, ["task", "--quiet", "engine"]);
    const untouched = await clone.finder(commands);
    if (untouched) throw new Error(`The clone is not sound. ${untouched}`);
    return clone;
  }

  /** @returns the first command that fails, with what it says first. */
  async finder(tried: Command[]): Promise<string | undefined> {
    for (const [name, args] of tried) {
      const { code, said } = await this.#run(deno, args);
      if (code === 0) continue;
      const [first] = said.split("\n").filter((line) => !isOfTensorFlow(line));
      return `${name}: ${first}`;
    }
  }

  async restore(): Promise<void> {
    await this.must("git", ["checkout", "--quiet", "."]);
    await this.must("git", ["clean", "--quiet", "-fd"]);
  }

  async must(program: string, args: string[]): Promise<void> {
    const { code, said } = await this.#run(program, args);
    if (code !== 0) throw new Error(`${program} ${args.join(" ")}: ${said}`);
  }

  async #run(program: string, args: string[]) {
    const { code, stderr } = await new Deno.Command(program, {
      args,
      cwd: this.folder,
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stderr).trim();
    return { code, said: said.replaceAll(`${this.folder}/`, "") };
  }
}

await Deno.mkdir(parent, { recursive: true });
await Deno.remove(parent, { recursive: true });
await Deno.mkdir(parent, { recursive: true });
try {
  const names = Array.from({ length: availableParallelism() }, (_, i) => i);
  const free = await sideBySide(
    names,
    (name) => Clone.make(join(parent, `${name}`)),
  );
  let done = 0;
  const found = await sideBySide(
    forgeries,
    async ({ forge, launders, retrained }) => {
      const clone = free.pop()!; // There are as many as work side by side.
      await forge(clone.folder);
      const by = await clone.finder([
        ...launders ? [report] : [],
        ...commands,
        ...retrained ? [again(retrained)] : [],
      ]);
      await clone.restore();
      free.push(clone);
      console.error(`${++done} of ${forgeries.length}`);
      return by;
    },
  );
  forgeries.forEach(({ what }, index) =>
    console.log(`${what}\n    ${found[index] ?? "found by nothing"}`)
  );
  const count = found.filter((by) => by !== undefined).length;
  console.log(`${count} of ${forgeries.length} are found.`);
} finally {
  await Deno.remove(parent, { recursive: true });
}
