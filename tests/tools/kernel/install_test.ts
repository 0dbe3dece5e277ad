import { expect } from "@std/expect";
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
  expect(folder("linux", home)).toBe("/home/a/.local/share/jupyter");
  expect(folder("linux", { ...home, XDG_DATA_HOME: "/xdg" })).toBe(
    "/xdg/jupyter",
  );
  expect(folder("darwin", home)).toBe("/home/a/Library/Jupyter");
  expect(folder("windows", home)).toBe("/roaming/jupyter");
  expect(folder("linux", { ...home, JUPYTER_DATA_DIR: "/own" })).toBe("/own");
  expect(() => folder("linux", {})).toThrow(/HOME is not set/);
});

Deno.test("the kernel is installed beside others, twice if need be", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const own = join(folder, "kernels", "deno", "kernel.json");
    await Deno.mkdir(join(folder, "kernels", "deno"), { recursive: true });
    await Deno.writeTextFile(own, "mine");
    const here = machine(Deno.build.os, { JUPYTER_DATA_DIR: folder });
    const path = await installKernel(here);
    expect(await installKernel(here)).toBe(path);
    const { argv, display_name, interrupt_mode } = JSON.parse(
      await Deno.readTextFile(path),
    );
    expect(argv[0]).toBe("/place/deno");
    const [proxy, file] = argv.slice(-2);
    expect(proxy).toBe(Deno.realPathSync("tools/kernel/proxy.ts"));
    expect(file).toBe("{connection_file}");
    expect(interrupt_mode).toBe("message");
    expect(display_name).toBe("Deno (emoji autoencoder)");
    expect(await Deno.readTextFile(own)).toBe("mine");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("npx's Deno is kept where it stays; another is used as it is", async () => {
  const folder = await Deno.makeTempDir();
  try {
    expect(await lastingDeno("/usr/bin/deno", folder)).toBe("/usr/bin/deno");
    expect([...Deno.readDirSync(folder)]).toStrictEqual([]);
    const npx = join(folder, "_npx", "7a");
    await Deno.mkdir(npx, { recursive: true });
    const running = join(npx, "deno");
    await Deno.writeTextFile(running, "program", { mode: 0o755 });
    const kept = await lastingDeno(running, join(folder, "cache"));
    expect(kept).toBe(join(folder, "cache", Deno.version.deno, "deno"));
    expect(await Deno.readTextFile(kept)).toBe("program");
    if (Deno.build.os !== "windows") {
      expect(Deno.statSync(kept).mode! & 0o777).toBe(0o755);
    }
    await Deno.writeTextFile(running, "a longer program");
    await lastingDeno(running, join(folder, "cache"));
    expect(await Deno.readTextFile(kept)).toBe("a longer program");
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
    expect(after).toStrictEqual({ ...before, "deno.path": "/place/deno" });
  } finally {
    await Deno.remove(path);
  }
});
