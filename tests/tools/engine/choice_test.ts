/** Which engine a machine gets, on pretended machines. */
import assert from "node:assert/strict";
import { python, testMachine } from "../../support/engine_machine.ts";
import { chooseTensorFlow, thisMachine } from "../../../tools/engine/choice.ts";
import {
  type EngineBuild,
  platforms,
} from "../../../tools/engine/platforms.ts";
import { readFallback } from "../../../lib/engine/fallback.ts";

testMachine(
  "without ENGINE a machine that can have TensorFlow gets it, silently",
  async (machine) => {
    for (const name of Object.keys(platforms)) {
      assert.equal(await machine.prepare(undefined, { name }), undefined);
      assert.equal(await readFallback(machine.fallback), undefined);
    }
    for (const wheel of ["manylinux_2_27_aarch64", "macosx_12_0_arm64"]) {
      assert.ok(machine.calls().some((call) => call.includes(wheel)), wheel);
    }
    assert.ok(
      machine.calls().some((call) => call.includes("-target aarch64-macos")),
    );
  },
);

testMachine(
  "a system without pinned libraries gets WebGPU where there is a GPU, else WebAssembly",
  async (machine) => {
    const name = "windows-x86_64";
    for (const hasWebGpu of [true, false]) {
      const line = await machine.prepare(undefined, { name, hasWebGpu });
      assert.match(
        line!,
        hasWebGpu
          ? /^The engine is WebGPU, and how long .*, since: TensorFlow's libraries are pinned for linux-x86_64, linux-aarch64, darwin-aarch64, but this is windows-x86_64 \(WSL is linux-x86_64\)\.$/
          : /^The engine is WebAssembly, and a training step takes some [0-9]+ times as long as .*, since: .*windows-x86_64.*\.$/,
      );
      assert.equal(line!.split("\n").length, 1);
      const fallback = await readFallback(machine.fallback);
      assert.equal(fallback!.engine, hasWebGpu ? "webgpu" : "wasm");
    }
    assert.deepEqual(machine.calls(), []);
  },
);

testMachine(
  "a machine without Python gets WebAssembly until there is one",
  async (machine) => {
    await machine.setTool("python3");
    assert.match(
      (await machine.prepare())!,
      /^The engine is WebAssembly, .*since: Python with pip is needed .*`python3` was not found/,
    );
    await machine.setTool("python3", python);
    assert.equal(await machine.prepare(), undefined);
    assert.equal(await readFallback(machine.fallback), undefined);
  },
);

testMachine(
  "a failed download is tried again at once by ENGINE=cpu, else a day later",
  async (machine) => {
    const failing = python.replace("*download*)", "$& exit 1;");
    await machine.setTool("python3", failing);
    assert.match(
      (await machine.prepare())!,
      /^The engine is WebAssembly, .*could not be downloaded .*tried again a day later, or by `ENGINE=cpu deno task engine`\.$/,
    );
    await machine.setTool("python3", python);
    assert.match((await machine.prepare())!, /^The engine is WebAssembly/);
    assert.deepEqual(machine.calls(), []);

    const fallback = (await readFallback(machine.fallback))!;
    const yesterday = fallback.time - 25 * 3600 * 1000;
    await Deno.writeTextFile(
      machine.fallback,
      JSON.stringify({ ...fallback, time: yesterday }),
    );
    assert.equal(await machine.prepare(), undefined);
    assert.equal(await readFallback(machine.fallback), undefined);

    await Deno.writeTextFile(machine.fallback, JSON.stringify(fallback));
    assert.equal(await machine.prepare("cpu"), undefined);
    assert.equal(await readFallback(machine.fallback), undefined);
  },
);

testMachine(
  "ENGINE insists: it errs where it cannot be had",
  async (machine) => {
    await assert.rejects(machine.prepare("cpu", { name: "freebsd-x86_64" }), {
      name: "SetUpError",
      message: /but this is freebsd-x86_64\.$/,
    });
    await assert.rejects(machine.prepare("cuda", { name: "darwin-aarch64" }), {
      name: "SetUpError",
      message:
        "ENGINE=cuda is pinned for linux-x86_64, but this is darwin-aarch64: unset ENGINE.",
    });
    await machine.setTool("python3");
    await assert.rejects(machine.prepare("cpu"), {
      name: "SetUpError",
      message: /^Python with pip is needed .*`apt install python3-pip`/,
    });
    await assert.rejects(machine.prepare("tpu"), {
      name: "SetUpError",
      message:
        'ENGINE must be "cpu", "cuda", "webgpu" or "wasm", but it is "tpu".',
    });
    assert.equal(await readFallback(machine.fallback), undefined);
  },
);

testMachine("ENGINE=wasm and webgpu need nothing", async (machine) => {
  assert.match(
    (await machine.prepare("wasm"))!,
    /^ENGINE=wasm needs no set-up, but a training step takes some [0-9]+ times as long as with TensorFlow's libraries\.$/,
  );
  assert.match((await machine.prepare("webgpu"))!, /^ENGINE=webgpu needs no/);
  assert.deepEqual(machine.calls(), []);
  assert.equal(await readFallback(machine.fallback), undefined);
});

testMachine(
  "the GPU's build is taken where NVIDIA's driver finds a GPU",
  async (machine) => {
    const build = async (engine?: "cpu" | "cuda", name = "linux-x86_64") =>
      (await chooseTensorFlow(engine, { ...thisMachine, name })).build.name;
    assert.equal(await build(), "cpu");
    await machine.setTool("nvidia-smi", "#!/bin/sh\n");
    assert.equal(await build(), "cuda");
    assert.equal(await build("cpu"), "cpu");
    assert.equal(await build(undefined, "linux-aarch64"), "cpu");
    await machine.setTool("nvidia-smi", "#!/bin/sh\nexit 9\n");
    assert.equal(await build(), "cpu");
    assert.equal(await build("cuda"), "cuda");
  },
);

Deno.test("each wheel of each machine is pinned by version and hash", async () => {
  const builds = Object.values(platforms).flatMap(({ builds }) =>
    Object.values(builds) as EngineBuild[]
  );
  const files = new Set(builds.map(({ requirements }) => requirements.href));
  assert.equal(files.size, 3);
  for (const file of files) {
    const pins = await readPins(new URL(file));
    assert.ok(pins.some((pin) => /^tensorflow(-cpu)?==2\.21\.0 /.test(pin)));
    for (const pin of pins) {
      assert.match(
        pin,
        /^(tensorflow|nvidia)[a-z0-9-]*==[0-9.]+( \\\n {4}--hash=sha256:[0-9a-f]{64})+$/,
      );
    }
  }
});

Deno.test("the compiler is pinned by one hash for each machine", async () => {
  const pins = await readPins(
    new URL("../../../tools/engine/compiler.txt", import.meta.url),
  );
  assert.equal(pins.length, 1);
  assert.match(
    pins[0]!,
    /^ziglang==[0-9.]+( \\\n {4}--hash=sha256:[0-9a-f]{64}){3}$/,
  );
  assert.equal(Object.keys(platforms).length, 3);
});

async function readPins(requirements: URL): Promise<string[]> {
  return (await Deno.readTextFile(requirements))
    .replace(/^#.*\n/gm, "").split(/\n(?! )/).filter(Boolean);
}
