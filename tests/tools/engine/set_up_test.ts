/**
 * The engine's set-up with stand-ins for pip and the compiler: what is tested
 * is the cache, not TensorFlow. That the real ones work, every other test shows.
 */
import { expect } from "@std/expect";
import { join } from "node:path";
import { compiler, python, testMachine } from "../../support/engine_machine.ts";
import { failure } from "../../support/failure.ts";

testMachine(
  "the engine is set up once and then taken from the cache",
  async (machine) => {
    await machine.setUp();
    await machine.setUp();
    expect(machine.calls().length).toBe(1);
    expect(machine.addon()).toBe("addon\n");
  },
);

testMachine("pip must check hashes", async (machine) => {
  await machine.setUp();
  expect(machine.calls()[0]!).toMatch(
    / --require-hashes .* --requirement .*\.txt$/,
  );
});

testMachine(
  "another build is another engine, and the clone gets its addon",
  async (machine) => {
    await machine.setUp();
    await machine.setTool(
      "g++",
      compiler.replace("echo addon", "echo other addon"),
    );
    await machine.setUp("tensorflow==1");
    expect(machine.addon()).toBe("other addon\n");
    await machine.setUp();
    expect(machine.addon()).toBe("addon\n");
    expect(machine.calls().length).toBe(2);
    const engines = [...Deno.readDirSync(machine.cache)].filter((e) =>
      e.isDirectory
    );
    expect(engines.length).toBe(2);
  },
);

testMachine("two set-ups at once build one engine", async (machine) => {
  await Promise.all([machine.setUp(), machine.setUp()]);
  expect(machine.calls().length).toBe(1);
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
  expect(await Deno.readTextFile(library)).toBe("cc\n");
  expect(machine.calls().length).toBe(2);
});

testMachine("the files' times do not matter", async (machine) => {
  await machine.setUp();
  const library = join(machine.engine(), "tensorflow/libtensorflow_cc.so.2");
  for (const year of ["1999", "2099"]) {
    await Deno.utime(library, new Date(year), new Date(year));
    await machine.setUp();
  }
  expect(machine.calls().length).toBe(1);
});

testMachine(
  "a library of NVIDIA that is gone is found and replaced",
  async (machine) => {
    await machine.setUp();
    const library = join(machine.engine(), "nvidia/cudnn/lib/libcudnn.so.9");
    await Deno.remove(library);
    await machine.setUp();
    expect(await Deno.readTextFile(library)).toBe("cudnn\n");
    expect(machine.calls().length).toBe(2);
  },
);

testMachine(
  "a manifest that is no JSON is found and replaced",
  async (machine) => {
    await machine.setUp();
    await Deno.writeTextFile(join(machine.engine(), "manifest.json"), "[{");
    await machine.setUp();
    expect(machine.calls().length).toBe(2);
  },
);

testMachine(
  "a machine without g++ takes clang++, and without both the compiler on PyPI",
  async (machine) => {
    await machine.setTool("g++");
    await machine.setTool("clang++", compiler.replace("addon", "clang"));
    await machine.setUp();
    expect(machine.addon()).toBe("clang\n");
    expect(machine.calls().length).toBe(1);
    await machine.setTool("clang++");
    await machine.setUp("tensorflow-cpu==2");
    expect(machine.addon()).toBe("addon of the wheel's compiler\n");
    const [download, compilation] = machine.calls().slice(2);
    expect(download!).toMatch(/--require-hashes .*\/compiler\.txt$/);
    expect(compilation!).toMatch(
      /^-m ziglang c\+\+ -target x86_64-linux-gnu\.2\.27 .*a\.cc .*libtensorflow_cc\.so\.2 .*-rpath,\$ORIGIN\/tensorflow$/,
    );
    const left = [...Deno.readDirSync(machine.cache)].map(({ name }) => name);
    expect(left.filter((name) => name.endsWith(".part"))).toStrictEqual([]);
  },
);

testMachine(
  "the addon finds its libraries beside it, whatever the cache's path",
  async (machine) => {
    await machine.setUp();
    const link = join(machine.package, "lib/napi-v8/tensorflow");
    expect(await Deno.readTextFile(join(link, "libtensorflow_cc.so.2"))).toBe(
      "cc\n",
    );
    await Deno.remove(link);
    await Deno.symlink("/nowhere", link);
    await machine.setUp();
    expect(await Deno.realPath(link)).toBe(
      join(await Deno.realPath(machine.engine()), "tensorflow"),
    );
  },
);

testMachine(
  "a sound cache serves without its lock and without tools",
  async (machine) => {
    await machine.setUp();
    await Deno.remove(join(machine.cache, "lock"));
    await Deno.mkdir(join(machine.cache, "lock")); // cannot be opened as a file
    for (const tool of ["python3", "g++"]) await machine.setTool(tool);
    await machine.setUp();
    expect(machine.addon()).toBe("addon\n");
  },
);

testMachine("a cache that cannot be written to is named", async (machine) => {
  await Deno.writeTextFile(machine.cache, "a file in its place");
  await expect(machine.setUp()).rejects.toThrow(
    failure(
      "SetUpError",
      /^The project's cache .*\/cache cannot be written to \(.*\): .* set XDG_CACHE_HOME .*\.$/,
    ),
  );
});

testMachine(
  "a full disk is called so, and nothing is left on it",
  async (machine) => {
    const errors = [
      ["download", "ERROR: [Errno 28] No space left on device"],
      ["-c", "OSError: [Errno 28] No space left on device"],
    ];
    for (const [call, words] of errors) {
      await machine.setTool(
        "python3",
        python.replace(
          "*--version*)",
          `*${call}*) echo "${words}" >&2; exit 1 ;;\n  $&`,
        ),
      );
      await expect(machine.setUp()).rejects.toThrow(
        failure(
          "SetUpError",
          /^There is no room for TensorFlow's libraries in .*: make room/,
        ),
      );
      expect([...Deno.readDirSync(machine.cache)].map(({ name }) => name))
        .toStrictEqual(["lock"]);
    }
  },
);

testMachine(
  "libraries that this machine cannot load are no engine",
  async (machine) => {
    await machine.setTool(
      "python3",
      python.replace("-c*ctypes*) ", "-c*ctypes*) kill -4 $$$$ "),
    );
    await expect(machine.setUp()).rejects.toThrow(
      failure(
        "SetUpError",
        /^TensorFlow's libraries do not load on this machine: `python3` failed \(SIGILL\)\.$/,
      ),
    );
    expect([...Deno.readDirSync(machine.cache)].map(({ name }) => name))
      .toStrictEqual(["lock"]);
  },
);

testMachine(
  "a machine without pip is told what to install",
  async (machine) => {
    await machine.setTool(
      "python3",
      "#!/bin/sh\necho no module named pip >&2; exit 1\n",
    );
    await expect(machine.setUp()).rejects.toThrow(
      failure(
        "SetUpError",
        /^Python with pip is needed .*`apt install python3-pip`/,
      ),
    );
  },
);

testMachine(
  "a failing download ends in pip's own words and leaves what was there",
  async (machine) => {
    await machine.setUp();
    await machine.setTool(
      "python3",
      `#!/bin/sh
case "$*" in *download*) echo "THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1 ;; esac
`,
    );
    await expect(machine.setUp("tensorflow-cpu==2")).rejects.toThrow(
      failure(
        "SetUpError",
        /^The packages that .*requirements\.txt pins could not be downloaded \(.*PACKAGES DO NOT MATCH THE HASHES\): check the network and run the command again/,
      ),
    );
    await machine.setUp();
    expect(machine.calls().length).toBe(1);
    expect(machine.addon()).toBe("addon\n");
  },
);
