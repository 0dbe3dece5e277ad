/**
 * What comes from elsewhere is pinned by hash, and none of it runs when it is
 * installed. Whether anything in it is known to be harmful `deno task audit`
 * asks the npm registry, since the answer changes from day to day.
 */
import { expect } from "@std/expect";
import { join } from "node:path";
import { projectFolder } from "../../lib/base/workspace.ts";

interface Lock {
  npm: Record<string, { integrity?: string; scripts?: boolean }>;
  remote?: unknown;
  jsr?: unknown;
}

const configuration = JSON.parse(await read("deno.json"));
const lock: Lock = JSON.parse(await read("deno.lock"));

Deno.test("each package of the lock file is pinned by hash, and npm has them all", () => {
  const packages = Object.entries(lock.npm);
  expect(packages.length).toBeGreaterThanOrEqual(
    Object.keys(configuration.imports).length - 1,
  );
  for (const [name, { integrity }] of packages) {
    expect(`${name} ${integrity}`).toMatch(/ sha512-[A-Za-z0-9+/]{86}==$/);
  }
  expect(lock.remote).toBe(undefined);
  expect(lock.jsr).toBe(undefined);
});

Deno.test("each import is the project itself or an exact version", () => {
  for (const [name, source] of Object.entries(configuration.imports)) {
    expect(`${name} ${source}`).toMatch(
      / (\.\/lib\/[\w\/]+\.ts|npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+)$/,
    );
  }
});

Deno.test("packages that have install scripts are known, and none may run them", () => {
  const withScripts = Object.entries(lock.npm)
    .filter(([, { scripts }]) => scripts).map(([name]) => name).sort();
  // sharp's looks for a library of the system in place of its own; core-js's
  // asks for donations; tfjs-node's downloads what `deno task engine` replaces.
  expect(withScripts).toStrictEqual([
    "@tensorflow/tfjs-node-gpu@4.22.0_seedrandom@3.0.5",
    "core-js@3.29.1",
    "sharp@0.34.5",
  ]);
  const denied = withScripts.map((name) =>
    `npm:${name.replace(/(?<!^)@.*/, "")}`
  );
  expect(configuration.allowScripts).toStrictEqual({ deny: denied });
});

Deno.test("the engine and JupyterLab are pinned by hash", async () => {
  for (
    const path of [
      "tools/engine/arm64.txt",
      "tools/engine/compiler.txt",
      "tools/engine/cpu.txt",
      "tools/engine/cuda.txt",
      "tools/lab/jupyterlab.txt",
    ]
  ) {
    const pins = (await read(path))
      .replace(/^\s*#.*\n/gm, "").trim().split(/\n(?! )/);
    for (const pin of pins) {
      expect(pin).toMatch(
        /^[\w.-]+(\[[\w,-]+\])?==\S+( ; [^\\]+)?( \\\n +--hash=sha256:[0-9a-f]{64})+$/,
      );
    }
  }
});

function read(path: string): Promise<string> {
  return Deno.readTextFile(join(projectFolder, path));
}
