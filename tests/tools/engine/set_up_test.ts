/**
 * The engine's set-up with stand-ins for pip and the compiler: what is tested
 * is the cache, not TensorFlow. That the real ones work, every other test shows.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeFileAtomically } from "../../../lib/base/workspace.ts";
import { setUpEngine } from "../../../tools/engine.ts";
import { chooseBuild } from "../../../tools/engine/choice.ts";

const python = `#!/bin/sh
case "$*" in
  *--version*) ;;
  *download*) echo "$@" >> "$LOG"
    while [ "$1" != --dest ]; do shift; done; touch "$2/tensorflow.whl" ;;
  -c*) mkdir -p "$4/tensorflow/include" "$4/nvidia/cudnn/lib"
    echo cudnn > "$4/nvidia/cudnn/lib/libcudnn.so.9"
    echo cc > "$4/tensorflow/libtensorflow_cc.so.2"
    echo framework > "$4/tensorflow/libtensorflow_framework.so.2" ;;
esac
`;
const compiler = `#!/bin/sh
case "$*" in *--version*) exit ;; esac
while [ "$1" != -o ]; do shift; done
echo addon > "$2"
`;

interface Machine {
  cache: string;
  tools: string;
  setUp(requirements?: string): Promise<void>;
  /** How often the libraries were downloaded. */
  downloads(): number;
  /** What pip was told to download, last of all. */
  download(): string;
  /** The addon that the package got. */
  addon(): string;
  /** The one finished engine. */
  engine(): string;
}

/** Runs a test on a machine with only the stand-ins on its path. */
function testMachine(
  title: string,
  action: (machine: Machine) => Promise<void>,
) {
  Deno.test(title, async () => {
    const root = await Deno.makeTempDir();
    const path = Deno.env.get("PATH")!;
    const [cache, tools, packageFolder] = ["cache", "bin", "package"].map(
      (name) => join(root, name),
    ) as [string, string, string];
    const log = join(root, "log");
    await Deno.mkdir(tools);
    await Deno.mkdir(packageFolder);
    await Deno.writeTextFile(join(packageFolder, "a.cc"), "source");
    await Deno.writeTextFile(join(tools, "python3"), python, { mode: 0o755 });
    await Deno.writeTextFile(join(tools, "g++"), compiler, { mode: 0o755 });
    await Deno.writeTextFile(log, "");
    try {
      for (const name of ["mkdir", "touch"]) {
        await Deno.symlink(`/bin/${name}`, join(tools, name));
      }
      Deno.env.set("PATH", tools);
      Deno.env.set("LOG", log);
      await action({
        cache,
        tools,
        async setUp(requirements = "tensorflow-cpu==1") {
          const path = join(root, "requirements.txt");
          // Another set-up may be reading the same pins at this moment.
          await writeFileAtomically(path, requirements);
          await setUpEngine(cache, {
            build: {
              name: "cpu",
              requirements: pathToFileURL(path),
              size: "1 byte",
            },
            addon: {
              package: packageFolder,
              sources: [join(packageFolder, "a.cc")],
              headers: packageFolder,
            },
          });
        },
        downloads: () =>
          Deno.readTextFileSync(log).split("\n").filter(Boolean).length,
        download: () =>
          Deno.readTextFileSync(log).split("\n").filter(Boolean).at(-1)!,
        addon: () =>
          Deno.readTextFileSync(
            join(packageFolder, "lib/napi-v8/tfjs_binding.node"),
          ),
        engine() {
          const folders = [...Deno.readDirSync(cache)]
            .filter(({ isDirectory }) => isDirectory);
          assert.equal(folders.length, 1, "one engine and nothing half-made");
          return join(cache, folders[0]!.name);
        },
      });
    } finally {
      Deno.env.set("PATH", path);
      await Deno.remove(root, { recursive: true });
    }
  });
}

testMachine(
  "the engine is set up once and then taken from the cache",
  async (machine) => {
    await machine.setUp();
    await machine.setUp();
    assert.equal(machine.downloads(), 1);
    assert.equal(machine.addon(), "addon\n");
  },
);

for (const engine of ["cpu", "cuda"]) {
  Deno.test(`each wheel of the ${engine} build is pinned by version and hash`, async () => {
    const { requirements } = (await chooseBuild(engine))!;
    const pins = (await Deno.readTextFile(requirements))
      .replace(/^#.*\n/gm, "").split(/\n(?! )/).filter(Boolean);
    assert.ok(pins.some((pin) => /^tensorflow(-cpu)?==2\.21\.0 /.test(pin)));
    for (const pin of pins) {
      assert.match(
        pin,
        /^(tensorflow|nvidia)[a-z0-9-]*==[0-9.]+( \\\n {4}--hash=sha256:[0-9a-f]{64})+$/,
      );
    }
  });
}

testMachine("pip must check hashes", async ({ setUp, download }) => {
  await setUp();
  assert.match(download(), / --require-hashes .* --requirement .*\.txt$/);
});

testMachine(
  "another build is another engine, and the clone gets its addon",
  async ({ setUp, cache, tools, downloads, addon }) => {
    await setUp();
    await Deno.writeTextFile(
      join(tools, "g++"),
      compiler.replace("echo addon", "echo other addon"),
    );
    await setUp("tensorflow==1");
    assert.equal(addon(), "other addon\n");
    await setUp();
    assert.equal(addon(), "addon\n");
    assert.equal(downloads(), 2);
    const engines = [...Deno.readDirSync(cache)].filter((e) => e.isDirectory);
    assert.equal(engines.length, 2);
  },
);

testMachine("two set-ups at once build one engine", async (machine) => {
  await Promise.all([machine.setUp(), machine.setUp()]);
  assert.equal(machine.downloads(), 1);
  machine.engine();
});

testMachine(
  "what a set-up that was cut off left behind is removed",
  async (machine) => {
    await Deno.mkdir(join(machine.cache, "tensorflow-old.part", "tensorflow"), {
      recursive: true,
    });
    await machine.setUp();
    machine.engine();
  },
);

testMachine("a damaged library is found and replaced", async (machine) => {
  await machine.setUp();
  const library = join(machine.engine(), "tensorflow/libtensorflow_cc.so.2");
  await Deno.writeTextFile(library, "cd\n"); // of the same size
  await Deno.utime(library, 1, 1);
  await machine.setUp();
  assert.equal(await Deno.readTextFile(library), "cc\n");
  assert.equal(machine.downloads(), 2);
});

testMachine("the files' times do not matter", async (machine) => {
  await machine.setUp();
  const library = join(machine.engine(), "tensorflow/libtensorflow_cc.so.2");
  for (const year of ["1999", "2099"]) {
    await Deno.utime(library, new Date(year), new Date(year));
    await machine.setUp();
  }
  assert.equal(machine.downloads(), 1);
});

testMachine(
  "a library of NVIDIA that is gone is found and replaced",
  async (machine) => {
    await machine.setUp();
    const library = join(machine.engine(), "nvidia/cudnn/lib/libcudnn.so.9");
    await Deno.remove(library);
    await machine.setUp();
    assert.equal(await Deno.readTextFile(library), "cudnn\n");
    assert.equal(machine.downloads(), 2);
  },
);

testMachine(
  "a manifest that is no JSON is found and replaced",
  async (machine) => {
    await machine.setUp();
    await Deno.writeTextFile(join(machine.engine(), "manifest.json"), "[{");
    await machine.setUp();
    assert.equal(machine.downloads(), 2);
  },
);

testMachine(
  "a machine without a compiler is told what to install",
  async ({ setUp, tools, cache }) => {
    await Deno.remove(join(tools, "g++"));
    await assert.rejects(setUp(), {
      name: "SetUpError",
      message:
        /^A C\+\+ compiler is needed .* `g\+\+` was not found .* install it \(`apt install g\+\+` .*\) and run the command again\.$/,
    });
    assert.deepEqual([...Deno.readDirSync(cache)].map(({ name }) => name), [
      "lock",
    ]);
  },
);

testMachine(
  "a machine without pip is told what to install",
  async ({ setUp, tools }) => {
    await Deno.writeTextFile(
      join(tools, "python3"),
      "#!/bin/sh\necho no module named pip >&2; exit 1\n",
    );
    await assert.rejects(setUp(), {
      name: "SetUpError",
      message: /^Python with pip is needed .*`apt install python3-pip`/,
    });
  },
);

testMachine(
  "a failing download ends in pip's own words and leaves what was there",
  async ({ setUp, tools, downloads, addon }) => {
    await setUp();
    await Deno.writeTextFile(
      join(tools, "python3"),
      `#!/bin/sh
case "$*" in *download*) echo "THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1 ;; esac
`,
    );
    await assert.rejects(setUp("tensorflow-cpu==2"), {
      name: "SetUpError",
      message:
        /^TensorFlow's libraries could not be downloaded \(.*PACKAGES DO NOT MATCH THE HASHES\): check the network and run the command again/,
    });
    await setUp();
    assert.equal(downloads(), 1);
    assert.equal(addon(), "addon\n");
  },
);

testMachine(
  "the GPU's build is taken where NVIDIA's driver finds a GPU",
  async ({ tools }) => {
    const build = async (engine?: string) => (await chooseBuild(engine))?.name;
    assert.equal(await build(), "cpu");
    const program = join(tools, "nvidia-smi");
    await Deno.writeTextFile(program, "#!/bin/sh\n", { mode: 0o755 });
    assert.equal(await build(), "cuda");
    assert.equal(await build(""), "cuda");
    assert.equal(await build("cpu"), "cpu");
    await Deno.writeTextFile(program, "#!/bin/sh\nexit 9\n");
    assert.equal(await build(), "cpu");
    assert.equal(await build("cuda"), "cuda");
  },
);

Deno.test("engines without set-up get no build, and unknown ones a sentence", async () => {
  assert.equal(await chooseBuild("wasm"), undefined);
  assert.equal(await chooseBuild("webgpu"), undefined);
  await assert.rejects(chooseBuild("tpu"), {
    name: "SetUpError",
    message:
      'ENGINE must be "cpu", "cuda", "webgpu" or "wasm", but it is "tpu".',
  });
});
