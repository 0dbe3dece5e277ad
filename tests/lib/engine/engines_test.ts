/**
 * The engines that need no set-up. An engine is chosen once for a process, so
 * each gets one of its own.
 */
import { expect } from "@std/expect";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../../lib/base/workspace.ts";
import { assertClose } from "../../support/assertions.ts";
import { evaluate } from "../../support/evaluate.ts";
import { moveNumbers } from "../../support/moved_numbers.ts";
import { shortTraining } from "../../support/short_training.ts";

/**
 * float32 sums in another order differ by 1e-7 of the sum; fifteen steps of
 * training make up to 6e-7 of it (measured), and a wrong gradient 1e-3 and more.
 */
const tolerance = 5e-6;

/** Runs a script of tests/support in a process of its own. */
async function run(script: string, environment: Record<string, string>) {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      ...["--allow-env", "--allow-ffi", "--allow-read", "--allow-sys"],
      join(projectFolder, "tests/support", script),
    ],
    env: { ...environment, NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return {
    success,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

function train(environment: Record<string, string>) {
  return run("short_training.ts", environment);
}

const engines = [
  { engine: "wasm", name: "WebAssembly", isThere: true },
  {
    engine: "webgpu",
    name: "WebGPU",
    isThere: Boolean(await navigator.gpu?.requestAdapter()),
  },
];

for (const { engine, name, isThere } of engines) {
  Deno.test({
    name: `${name} trains like TensorFlow, each number within ${tolerance}`,
    ignore: !isThere,
    async fn() {
      const { success, stdout, stderr } = await train({ ENGINE: engine });
      expect({ success, stderr }).toMatchObject({ success: true });
      const { engine: info, history } = JSON.parse(stdout);
      expect(info.backend).toBe(engine);
      const expected = await shortTraining();
      expect(history.length).toBe(expected.length);
      expected.forEach(({ seconds: _, ...row }, index) => {
        for (const [name, value] of Object.entries(row)) {
          assertClose(history[index][name], value, tolerance);
        }
      });
    },
  });
}

Deno.test("WebAssembly moves numbers as TensorFlow does, also equal and negative ones", async () => {
  const { success, stdout, stderr } = await run("moved_numbers.ts", {
    ENGINE: "wasm",
  });
  expect({ success, stderr }).toMatchObject({ success: true });
  const { engine, results, left } = JSON.parse(stdout);
  expect(engine.backend).toBe("wasm");
  expect(results).toStrictEqual(moveNumbers());
  expect(left).toBe(0);
});

Deno.test("without ENGINE a clone takes the engine that was chosen for it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const room of ["lib/base", "lib/engine"]) {
      await Deno.mkdir(join(folder, room), { recursive: true });
      for (const { name } of Deno.readDirSync(join(projectFolder, room))) {
        await Deno.copyFile(
          join(projectFolder, room, name),
          join(folder, room, name),
        );
      }
    }
    const { imports } = JSON.parse(
      await Deno.readTextFile(join(projectFolder, "deno.json")),
    );
    await Deno.writeTextFile(
      join(folder, "deno.json"),
      JSON.stringify({ nodeModulesDir: "manual", imports }),
    );
    const modules = join(folder, "node_modules");
    await Deno.mkdir(modules);
    for (const name of ["@tensorflow", ".deno"]) {
      await Deno.symlink(
        join(projectFolder, "node_modules", name),
        join(modules, name),
      );
    }
    await Deno.writeTextFile(
      join(modules, ".engine.json"),
      JSON.stringify({ engine: "wasm", reason: "A test.", time: 0 }),
    );
    const script = join(folder, "script.ts");
    await Deno.writeTextFile(
      script,
      'console.log((await import("./lib/engine/engine.ts")).describeEngine());',
    );
    for (
      const [ENGINE, backend] of [["", "wasm"], ["cpu", "tensorflow"]] as const
    ) {
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-all", script],
        cwd: folder,
        env: { ENGINE, NO_COLOR: "1" },
      }).output();
      const [output, errors] = [stdout, stderr].map((bytes) =>
        new TextDecoder().decode(bytes)
      );
      expect(output! + errors!).toMatch(new RegExp(`backend: "${backend}"`));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("WebAssembly computes on several threads, which leave no trace and end with the process", async () => {
  const script = `
    import os from "node:os";
    import workers from "node:worker_threads";
    const before = [Worker, workers.Worker, os.cpus];
    const { tf } = await import("./lib/engine/engine.ts");
    const { getThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
    const after = [Worker, workers.Worker, os.cpus];
    const sum = tf.conv2d(tf.ones([2, 8, 16, 3]), tf.ones([3, 3, 3, 4]), 1, "valid").sum();
    console.log(JSON.stringify({
      threads: getThreadsCount(),
      sum: (await sum.data())[0],
      same: before.every((value, index) => value === after[index]),
    }));`;
  expect(await evaluate(script, { ENGINE: "wasm" })).toStrictEqual({
    threads: Math.min(4, availableParallelism()),
    sum: 2 * 6 * 14 * 4 * 27, // outputs, each of 27 ones
    same: true,
  });
});

Deno.test("an unknown engine is refused", async () => {
  const { success, stderr } = await train({ ENGINE: "tpu" });
  expect(success).toBe(false);
  expect(stderr).toMatch(
    /RangeError: ENGINE must be "cpu", "cuda", "webgpu" or "wasm", but it is "tpu"\./,
  );
});

Deno.test("WebGPU without a GPU says so, and what to do", async () => {
  const { success, stderr } = await train({
    ENGINE: "webgpu",
    // An interface that this system does not have, so that none is found.
    DENO_WEBGPU_BACKEND: Deno.build.os === "darwin" ? "dx12" : "metal",
  });
  expect(success).toBe(false);
  expect(stderr).toMatch(
    /Error: ENGINE=webgpu needs a GPU .* none was found: unset ENGINE or take ENGINE=wasm\.\n/,
  );
});
