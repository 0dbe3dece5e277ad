/**
 * `deno task test:link`: compiles the addon for each machine that TensorFlow's
 * libraries are pinned for, links it against that machine's libraries, and says
 * what came of it. What is made for other machines cannot be run here.
 *
 * It downloads some 1.1 GB and keeps nothing.
 *
 * @module
 */
import { expect } from "@std/expect";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { addonSources } from "../../tools/engine.ts";
import { membersOf } from "../../tools/engine/build.ts";
import { addonName, compileAddon } from "../../tools/engine/compile.ts";
import { type Platform, platforms } from "../../tools/engine/platforms.ts";
import { downloadEngine, unpackWheels } from "../../tools/engine/wheels.ts";

/** What the addon's file must begin with, or hold at an offset. */
const formats: Record<string, { name: string; at: number; bytes: number[] }> = {
  "linux-x86_64": { name: "ELF for x86-64", at: 18, bytes: [62, 0] },
  "linux-aarch64": { name: "ELF for AArch64", at: 18, bytes: [183, 0] },
  "darwin-aarch64": {
    name: "Mach-O for arm64",
    at: 0,
    bytes: [0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1],
  },
};

for (const [name, platform] of Object.entries(platforms)) {
  const folder = await Deno.makeTempDir();
  try {
    const { cpu } = platform.builds;
    await downloadEngine(folder, { platform, build: cpu });
    await unpackWheels(folder, membersOf(platform));
    await compileAddon(folder, {
      platform,
      addon: addonSources(),
      compiler: undefined,
    });
    console.log(await inspect(name, folder, platform));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function inspect(
  name: string,
  folder: string,
  { libraries, linking }: Platform,
): Promise<string> {
  const addon = await Deno.readFile(join(folder, addonName));
  const { name: format, at, bytes } = formats[name]!;
  expect([...addon.subarray(at, at + bytes.length)]).toStrictEqual(bytes);
  const text = toText(addon);
  for (const library of libraries) expect(text).toContain(library);
  const runPath = linking.at(-1)!.split(",").at(-1)!;
  expect(text).toContain(runPath);

  const sources = await Promise.all(
    addonSources().sources.map((path) => Deno.readTextFile(path)),
  );
  const functions = new Set(
    Array.from(
      sources.join("\n").matchAll(/\b(TFE?_[A-Z][a-z]\w*)\(/g),
      ([, called]) => called!,
    ),
  );
  expect(functions.size).toBeGreaterThanOrEqual(50);
  const missing = new Set(functions);
  for (const library of libraries) {
    const bytes = await Deno.readFile(join(folder, "tensorflow", library));
    const names = Buffer.from(bytes.buffer);
    for (const called of missing) {
      // Mach-O puts an underscore before the names of C.
      if (
        [`\0${called}\0`, `\0_${called}\0`].some((name) =>
          names.includes(name, 0, "latin1")
        )
      ) missing.delete(called);
    }
  }
  expect([...missing]).toStrictEqual([]);
  return `${name}: ${format}, ${addon.length} bytes; needs ${
    libraries.join(" and ")
  } in ${runPath}, which have all ${functions.size} of TensorFlow's functions that it calls`;
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer).toString("latin1");
}
