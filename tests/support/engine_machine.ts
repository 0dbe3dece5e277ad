/**
 * A machine whose only tools are stand-ins for Python with pip and a compiler,
 * to set the engine up on.
 *
 * @module
 */
import { expect } from "@std/expect";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeFileAtomically } from "../../lib/base/workspace.ts";
import { prepareEngine } from "../../tools/engine.ts";
import { setUpEngine } from "../../tools/engine/cache.ts";
import type { AddonSources } from "../../tools/engine/compile.ts";
import { type Platform, platforms } from "../../tools/engine/platforms.ts";

/** Says each download in a log; unpacks libraries and a compiler of one word. */
export const python = `#!/bin/sh
case "$*" in
  *--version*) ;;
  *download*) echo "$@" >> "$LOG"
    while [ "$1" != --dest ]; do shift; done; touch "$2/a.whl" ;;
  "-m ziglang"*) echo "$@" >> "$LOG"
    while [ "$1" != -o ]; do shift; done; echo "addon of the wheel's compiler" > "$2" ;;
  -c*ctypes*) ;;
  -c*) mkdir -p "$4/tensorflow/include" "$4/nvidia/cudnn/lib"
    echo cudnn > "$4/nvidia/cudnn/lib/libcudnn.so.9"
    echo cc > "$4/tensorflow/libtensorflow_cc.so.2"
    echo framework > "$4/tensorflow/libtensorflow_framework.so.2" ;;
esac
`;

export const compiler = `#!/bin/sh
case "$*" in *--version*) exit ;; esac
while [ "$1" != -o ]; do shift; done
echo addon > "$2"
`;

const platform = platforms["linux-x86_64"]!;

export class FakeMachine {
  readonly cache: string;
  readonly tools: string;
  readonly fallback: string;
  readonly package: string;
  readonly log: string;

  constructor(readonly root: string) {
    this.cache = join(root, "cache");
    this.tools = join(root, "bin");
    this.fallback = join(root, "engine.json");
    this.package = join(root, "package");
    this.log = join(root, "log");
  }

  async create() {
    await Deno.mkdir(this.tools);
    await Deno.mkdir(this.package);
    await Deno.writeTextFile(join(this.package, "a.cc"), "source");
    await this.setTool("python3", python);
    await this.setTool("g++", compiler);
    await Deno.writeTextFile(this.log, "");
    for (const name of ["mkdir", "touch"]) {
      await Deno.symlink(`/bin/${name}`, join(this.tools, name));
    }
  }

  /** @param script Its text; without one the tool is taken away. */
  async setTool(name: string, script?: string) {
    const path = join(this.tools, name);
    if (script === undefined) await Deno.remove(path);
    else await Deno.writeTextFile(path, script, { mode: 0o755 });
  }

  /** Sets TensorFlow up and errs where it cannot. */
  async setUp(
    requirements = "tensorflow-cpu==1",
    machine: Platform = platform,
  ) {
    const path = join(this.root, "requirements.txt");
    // Another set-up may be reading the same pins at this moment.
    await writeFileAtomically(path, requirements);
    await setUpEngine(this.cache, {
      platform: machine,
      build: { name: "cpu", requirements: pathToFileURL(path), size: "1 byte" },
      addon: this.sources(),
    });
  }

  /** Does what `deno task engine` does. */
  async prepare(
    engine?: string,
    { name = "linux-x86_64", hasWebGpu = false } = {},
  ): Promise<string | undefined> {
    return await prepareEngine(
      engine,
      { name, hasWebGpu: () => Promise.resolve(hasWebGpu) },
      {
        cache: () => this.cache,
        addon: this.sources(),
        fallback: this.fallback,
      },
    );
  }

  private sources(): AddonSources {
    return {
      package: this.package,
      sources: [join(this.package, "a.cc")],
      headers: this.package,
    };
  }

  /** What pip and the wheel's compiler were told, call by call. */
  calls(): string[] {
    return Deno.readTextFileSync(this.log).split("\n").filter(Boolean);
  }

  /** The addon that the package got. */
  addon(): string {
    return Deno.readTextFileSync(
      join(this.package, "lib/napi-v8/tfjs_binding.node"),
    );
  }

  /** The one finished engine. */
  engine(): string {
    const folders = [...Deno.readDirSync(this.cache)]
      .filter(({ isDirectory }) => isDirectory);
    expect(folders.length).toBe(1);
    return join(this.cache, folders[0]!.name);
  }
}

/** Runs a test on such a machine. */
export function testMachine(
  title: string,
  action: (machine: FakeMachine) => Promise<void>,
) {
  Deno.test(title, async () => {
    const machine = new FakeMachine(await Deno.makeTempDir());
    const path = Deno.env.get("PATH")!;
    try {
      await machine.create();
      Deno.env.set("PATH", machine.tools);
      Deno.env.set("LOG", machine.log);
      await action(machine);
    } finally {
      Deno.env.set("PATH", path);
      await Deno.remove(machine.root, { recursive: true });
    }
  });
}
