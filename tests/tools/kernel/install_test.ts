import assert from "node:assert/strict";
import { join } from "node:path";
import { lastingDeno } from "../../../tools/kernel/deno_binary.ts";
import {
  installKernel,
  jupyterDataFolder,
  type Machine,
  writeDenoPath,
} from "../../../tools/kernel/install.ts";

function machine(os: Machine["os"], env: Record<string, string>): Machine {
  return { os, env: (name) => env[name], deno: "/place/deno" };
}

// https://docs.jupyter.org/en/latest/use/jupyter-directories.html#data-files
Deno.test("Jupyter's folder is where Jupyter looks", () => {
  const home = { HOME: "/home/a", APPDATA: "/roaming" };
  const folder = (os: Machine["os"], env: Record<string, string>) =>
    jupyterDataFolder(machine(os, env)).replaceAll("\\", "/");
  assert.equal(folder("linux", home), "/home/a/.local/share/jupyter");
  assert.equal(
    folder("linux", { ...home, XDG_DATA_HOME: "/xdg" }),
    "/xdg/jupyter",
  );
  assert.equal(folder("darwin", home), "/home/a/Library/Jupyter");
  assert.equal(folder("windows", home), "/roaming/jupyter");
  assert.equal(folder("linux", { ...home, JUPYTER_DATA_DIR: "/own" }), "/own");
  assert.throws(() => folder("linux", {}), /HOME is not set/);
});

Deno.test("the kernel is installed beside others, twice if need be", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const own = join(folder, "kernels", "deno", "kernel.json");
    await Deno.mkdir(join(folder, "kernels", "deno"), { recursive: true });
    await Deno.writeTextFile(own, "mine");
    const here = machine(Deno.build.os, { JUPYTER_DATA_DIR: folder });
    const path = await installKernel(here);
    assert.equal(await installKernel(here), path);
    const { argv, display_name, interrupt_mode } = JSON.parse(
      await Deno.readTextFile(path),
    );
    assert.equal(argv[0], "/place/deno");
    const [proxy, file] = argv.slice(-2);
    assert.equal(proxy, Deno.realPathSync("tools/kernel/proxy.ts"));
    assert.equal(file, "{connection_file}");
    assert.equal(interrupt_mode, "message");
    assert.equal(display_name, "Deno (emoji autoencoder)");
    assert.equal(await Deno.readTextFile(own), "mine");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("npx's Deno is kept where it stays; another is used as it is", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.equal(await lastingDeno("/usr/bin/deno", folder), "/usr/bin/deno");
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    const npx = join(folder, "_npx", "7a");
    await Deno.mkdir(npx, { recursive: true });
    const running = join(npx, "deno");
    await Deno.writeTextFile(running, "program", { mode: 0o755 });
    const kept = await lastingDeno(running, join(folder, "cache"));
    assert.equal(kept, join(folder, "cache", Deno.version.deno, "deno"));
    assert.equal(await Deno.readTextFile(kept), "program");
    if (Deno.build.os !== "windows") {
      assert.equal(Deno.statSync(kept).mode! & 0o777, 0o755);
    }
    await Deno.writeTextFile(running, "a longer program");
    await lastingDeno(running, join(folder, "cache"));
    assert.equal(await Deno.readTextFile(kept), "a longer program");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the path of Deno joins VS Code's settings", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.copyFile(".vscode/settings.json", path);
    const before = JSON.parse(await Deno.readTextFile(path));
    await writeDenoPath(path, "/place/deno");
    const after = JSON.parse(await Deno.readTextFile(path));
    assert.deepEqual(after, { ...before, "deno.path": "/place/deno" });
  } finally {
    await Deno.remove(path);
  }
});
