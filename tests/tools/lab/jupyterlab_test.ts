/**
 * Finding JupyterLab with stand-ins for the commands of a machine. That the
 * real ones work, `deno task test:lab` shows.
 */
import { expect } from "@std/expect";
import { join } from "node:path";
import { findJupyterLab } from "../../../tools/lab/jupyterlab.ts";
import { failure } from "../../support/failure.ts";

const python = `#!/bin/sh
echo "$@" >> "$LOG"
[ "$2" = venv ] && mkdir -p "$4/bin" && cp "$0" "$4/bin/python"
exit 0
`;

/** Runs a test with only these commands on the path. */
function testMachine(
  title: string,
  { commands, action }: {
    commands: Record<string, string>;
    action: (machine: { cache: string; log: string }) => Promise<void>;
  },
) {
  Deno.test(title, async () => {
    const root = await Deno.makeTempDir();
    const path = Deno.env.get("PATH")!;
    const log = join(root, "log");
    try {
      for (const name of ["mkdir", "cp"]) {
        await Deno.symlink(`/bin/${name}`, join(root, name));
      }
      for (const [name, script] of Object.entries(commands)) {
        await Deno.writeTextFile(join(root, name), script, { mode: 0o755 });
      }
      await Deno.writeTextFile(log, "");
      Deno.env.set("PATH", root);
      Deno.env.set("LOG", log);
      await action({ cache: join(root, "cache"), log });
    } finally {
      Deno.env.set("PATH", path);
      await Deno.remove(root, { recursive: true });
    }
  });
}

testMachine("an installed JupyterLab is used", {
  commands: { jupyter: "#!/bin/sh\necho 4.1.0\n" },
  async action({ cache }) {
    expect(await findJupyterLab(cache)).toStrictEqual(["jupyter", "lab"]);
    await expect(Deno.stat(cache)).rejects.toThrow(Deno.errors.NotFound);
  },
});

testMachine("one that is too old is not; the pinned one is set up once", {
  commands: { jupyter: "#!/bin/sh\necho 3.6.8\n", python3: python },
  async action({ cache, log }) {
    const command = await findJupyterLab(cache);
    expect(command[0].slice(0, cache.length)).toBe(cache);
    expect(command.slice(1)).toStrictEqual(["-m", "jupyterlab"]);
    expect(await findJupyterLab(cache)).toStrictEqual(command);
    const calls = (await Deno.readTextFile(log)).split("\n");
    const installs = calls.filter((call) => call.includes(" install "));
    expect(installs.length).toBe(1);
    expect(installs[0]!).toMatch(/--require-hashes .*jupyterlab\.txt$/);
  },
});

testMachine("a set-up that was cut off is made anew", {
  commands: { python3: python },
  async action({ cache, log }) {
    const [command] = await findJupyterLab(cache);
    await Deno.remove(join(command, "..", "..", "complete"));
    await findJupyterLab(cache);
    const calls = (await Deno.readTextFile(log)).split("\n");
    expect(calls.filter((call) => call.includes(" install ")).length).toBe(2);
  },
});

testMachine("a machine without pip is told what to install", {
  commands: { python3: "#!/bin/sh\nexit 1\n" },
  async action({ cache }) {
    await expect(findJupyterLab(cache)).rejects.toThrow(
      failure(
        "SetUpError",
        /^Python with pip is needed .*`apt install python3-pip`/,
      ),
    );
  },
});
