/** Which engine a machine gets, on pretended machines. */
import { expect } from "@std/expect";
import { python, testMachine } from "../../support/engine_machine.ts";
import { chooseTensorFlow, thisMachine } from "../../../tools/engine/choice.ts";
import {
  type EngineBuild,
  platforms,
} from "../../../tools/engine/platforms.ts";
import { readFallback } from "../../../lib/engine/fallback.ts";
import { failure } from "../../support/failure.ts";

testMachine(
  "without ENGINE a machine that can have TensorFlow gets it, silently",
  async (machine) => {
    for (const name of Object.keys(platforms)) {
      expect(await machine.prepare(undefined, { name })).toBe(undefined);
      expect(await readFallback(machine.fallback)).toBe(undefined);
    }
    for (const wheel of ["manylinux_2_27_aarch64", "macosx_12_0_arm64"]) {
      expect(machine.calls().some((call) => call.includes(wheel))).toBe(true);
    }
    expect(
      machine.calls().some((call) => call.includes("-target aarch64-macos")),
    ).toBe(true);
  },
);

testMachine(
  "a system without pinned libraries gets WebGPU where there is a GPU, else WebAssembly",
  async (machine) => {
    const name = "windows-x86_64";
    for (const hasWebGpu of [true, false]) {
      const line = await machine.prepare(undefined, { name, hasWebGpu });
      expect(line!).toMatch(
        hasWebGpu
          ? /^The engine is WebGPU, and how long .*, since: TensorFlow's libraries are pinned for linux-x86_64, linux-aarch64, darwin-aarch64, but this is windows-x86_64 \(WSL is linux-x86_64\)\.$/
          : /^The engine is WebAssembly, and a training step takes some 4 to 6 times as long as .*, since: .*windows-x86_64.*\.$/,
      );
      expect(line!.split("\n").length).toBe(1);
      const fallback = await readFallback(machine.fallback);
      expect(fallback!.engine).toBe(hasWebGpu ? "webgpu" : "wasm");
    }
    expect(machine.calls()).toStrictEqual([]);
  },
);

testMachine(
  "a machine without Python gets WebAssembly until there is one",
  async (machine) => {
    await machine.setTool("python3");
    expect((await machine.prepare())!).toMatch(
      /^The engine is WebAssembly, .*since: Python with pip is needed .*`python3` was not found/,
    );
    await machine.setTool("python3", python);
    expect(await machine.prepare()).toBe(undefined);
    expect(await readFallback(machine.fallback)).toBe(undefined);
  },
);

testMachine(
  "a failed download is tried again at once by ENGINE=cpu, else a day later",
  async (machine) => {
    const failing = python.replace("*download*)", "$& exit 1;");
    await machine.setTool("python3", failing);
    expect((await machine.prepare())!).toMatch(
      /^The engine is WebAssembly, .*could not be downloaded .*tried again a day later, or by `ENGINE=cpu deno task engine`\.$/,
    );
    await machine.setTool("python3", python);
    expect((await machine.prepare())!).toMatch(/^The engine is WebAssembly/);
    expect(machine.calls()).toStrictEqual([]);

    const fallback = (await readFallback(machine.fallback))!;
    const yesterday = fallback.time - 25 * 3600 * 1000;
    await Deno.writeTextFile(
      machine.fallback,
      JSON.stringify({ ...fallback, time: yesterday }),
    );
    expect(await machine.prepare()).toBe(undefined);
    expect(await readFallback(machine.fallback)).toBe(undefined);

    await Deno.writeTextFile(machine.fallback, JSON.stringify(fallback));
    expect(await machine.prepare("cpu")).toBe(undefined);
    expect(await readFallback(machine.fallback)).toBe(undefined);
  },
);

testMachine(
  "ENGINE insists: it errs where it cannot be had",
  async (machine) => {
    await expect(machine.prepare("cpu", { name: "freebsd-x86_64" })).rejects
      .toThrow(failure("SetUpError", /but this is freebsd-x86_64\.$/));
    await expect(machine.prepare("cuda", { name: "darwin-aarch64" })).rejects
      .toThrow(
        failure(
          "SetUpError",
          "ENGINE=cuda is pinned for linux-x86_64, but this is darwin-aarch64: unset ENGINE.",
        ),
      );
    await machine.setTool("python3");
    await expect(machine.prepare("cpu")).rejects.toThrow(
      failure(
        "SetUpError",
        /^Python with pip is needed .*`apt install python3-pip`/,
      ),
    );
    await expect(machine.prepare("tpu")).rejects.toThrow(
      failure(
        "SetUpError",
        'ENGINE must be "cpu", "cuda", "webgpu" or "wasm", but it is "tpu".',
      ),
    );
    expect(await readFallback(machine.fallback)).toBe(undefined);
  },
);

testMachine("ENGINE=wasm and webgpu need nothing", async (machine) => {
  expect((await machine.prepare("wasm"))!).toMatch(
    /^ENGINE=wasm needs no set-up, but a training step takes some 4 to 6 times as long as with TensorFlow's libraries\.$/,
  );
  expect((await machine.prepare("webgpu"))!).toMatch(/^ENGINE=webgpu needs no/);
  expect(machine.calls()).toStrictEqual([]);
  expect(await readFallback(machine.fallback)).toBe(undefined);
});

testMachine(
  "the GPU's build is taken where NVIDIA's driver finds a GPU",
  async (machine) => {
    const build = async (engine?: "cpu" | "cuda", name = "linux-x86_64") =>
      (await chooseTensorFlow(engine, { ...thisMachine, name })).build.name;
    expect(await build()).toBe("cpu");
    await machine.setTool("nvidia-smi", "#!/bin/sh\n");
    expect(await build()).toBe("cuda");
    expect(await build("cpu")).toBe("cpu");
    expect(await build(undefined, "linux-aarch64")).toBe("cpu");
    await machine.setTool("nvidia-smi", "#!/bin/sh\nexit 9\n");
    expect(await build()).toBe("cpu");
    expect(await build("cuda")).toBe("cuda");
  },
);

Deno.test("each wheel of each machine is pinned by version and hash", async () => {
  const builds = Object.values(platforms).flatMap(({ builds }) =>
    Object.values(builds) as EngineBuild[]
  );
  const files = new Set(builds.map(({ requirements }) => requirements.href));
  expect(files.size).toBe(3);
  for (const file of files) {
    const pins = await readPins(new URL(file));
    expect(pins.some((pin) => /^tensorflow(-cpu)?==2\.21\.0 /.test(pin))).toBe(
      true,
    );
    for (const pin of pins) {
      expect(pin).toMatch(
        /^(tensorflow|nvidia)[a-z0-9-]*==[0-9.]+( \\\n {4}--hash=sha256:[0-9a-f]{64})+$/,
      );
    }
  }
});

Deno.test("the compiler is pinned by one hash for each machine", async () => {
  const pins = await readPins(
    new URL("../../../tools/engine/compiler.txt", import.meta.url),
  );
  expect(pins.length).toBe(1);
  expect(pins[0]!).toMatch(
    /^ziglang==[0-9.]+( \\\n {4}--hash=sha256:[0-9a-f]{64}){3}$/,
  );
  expect(Object.keys(platforms).length).toBe(3);
});

async function readPins(requirements: URL): Promise<string[]> {
  return (await Deno.readTextFile(requirements))
    .replace(/^#.*\n/gm, "").split(/\n(?! )/).filter(Boolean);
}
