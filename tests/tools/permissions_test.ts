/**
 * What each task may do stands in deno.json; here it stands again, so that no
 * list changes by the way. A task that needs more gets it in both places, with
 * the reason.
 */
import { expect } from "@std/expect";
import { join } from "node:path";
import { projectFolder } from "../../lib/base/workspace.ts";

/** Polars asks who and where it is when it is loaded. */
const polars = "hostname,networkInterfaces";

/**
 * The permissions of each task's own commands. All that load an engine or
 * Polars read the environment and files wherever packages look, and call native
 * code; a task that runs Deno can give it any permission.
 */
const permissions: Record<string, string[]> = {
  engine: [
    "env=ENGINE,XDG_CACHE_HOME",
    "read",
    "run=python3,g++,clang++,nvidia-smi",
    "sys=homedir",
    "write", // the cache, wherever it is
  ],
  bench: ["env", "ffi", "read", "sys=cpus"],
  report: [
    "env",
    "ffi",
    "net=127.0.0.1",
    "read",
    "run=<deno>",
    `sys=cpus,${polars}`, // report.html's pictures come from the data set
    "write=.,<tmpdir>",
  ],
  // The tests replace programs on the path and write where each of them does.
  test: ["env", "ffi", "net=127.0.0.1", "read", "run", "sys", "write"],
  verify: ["env", "ffi", "read", `sys=cpus,${polars}`, "write=data"],
  "verify:notebooks": [
    "env",
    "ffi",
    "net=127.0.0.1", // the kernel's
    "read",
    "run=<deno>",
    `sys=cpus,${polars}`,
    "write=data,build,<tmpdir>",
  ],
  check: ["read", "run=<deno>", "write=build"],
  "bench:compare": [
    "env",
    "ffi",
    "read",
    "run=python3,sh",
    "sys",
    "write",
  ],
  "bench:page": ["all"], // a browser
  "docs:page": ["all"], // a browser
  soak: [
    "env",
    "ffi",
    "read",
    `sys=cpus,${polars}`,
    "write=build,data/cache",
  ],
  runs: ["read=data/runs,notebooks", "write=data/runs"],
  sweep: [
    "env",
    "ffi",
    "read",
    "run=<deno>",
    `sys=cpus,${polars}`,
    "write=build", // where it reads the notebook's settings
  ],
  train: [
    "env",
    "ffi",
    "read",
    "run=<deno>",
    `sys=cpus,${polars}`,
    "write", // event files, wherever they shall be
  ],
  faults: [
    "env",
    "ffi",
    "read",
    "run=<deno>",
    `sys=cpus,${polars}`,
    "write=build",
  ],
  // A front end starts the kernel as JupyterLab does, with a file.
  "bench:kernel": ["env", "net=127.0.0.1", "read", "run", "write"],
  "test:pdf": [
    "env",
    "ffi",
    "read",
    "run=python3",
    `sys=cpus,${polars}`,
    "write=build,<tmpdir>",
  ],
  "faults:tampering": [
    "env",
    "ffi",
    "read",
    "run=git,<deno>",
    `sys=cpus,${polars}`,
    "write=build",
  ],
  "faults:kernel": ["all"], // processes of others, and JupyterLab
  "test:link": ["env", "read", "run=python3", "write"],
  // JupyterLab's program has its place in the cache, wherever that is.
  lab: ["env", "read", "run", "sys=homedir", "write"],
  "test:lab": ["all"], // a browser
  kernel: [
    "env=APPDATA,HOME,JUPYTER_DATA_DIR,XDG_CACHE_HOME,XDG_DATA_HOME",
    "read",
    "sys=homedir", // where npx's Deno is kept
    "write", // Jupyter's folder, wherever it is
  ],
};

const { tasks }: { tasks: Record<string, { command: string }> } = JSON.parse(
  await Deno.readTextFile(join(projectFolder, "deno.json")),
);

for (const [task, { command }] of Object.entries(tasks)) {
  Deno.test(`the task ${task} may do what it has to, and no more`, () => {
    expect(permissionsOf(command)).toStrictEqual(permissions[task] ?? []);
  });
}

Deno.test("no task lets packages run their install scripts", () => {
  for (const { command } of Object.values(tasks)) {
    expect(command).not.toMatch(/--allow-scripts|approve-scripts|npm install/);
  }
});

/** What a command line finds out when it is run, by its name here. */
const substitutions = {
  "<deno>": `"$(deno eval --print 'Deno.execPath()')"`,
  "<tmpdir>":
    `"$(deno eval --print 'process.getBuiltinModule("os").tmpdir()')"`,
};

/** The permissions that a command line gives, in the order of their names. */
function permissionsOf(command: string): string[] {
  for (const [name, text] of Object.entries(substitutions)) {
    command = command.replaceAll(text, name);
  }
  return command.split(/\s+/)
    .filter((word) => /^(--allow-|-[A-Z])/.test(word))
    .map((word) => word.replace("--allow-", ""))
    .sort();
}
