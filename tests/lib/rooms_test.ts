/**
 * The rooms of lib/ stand in an order, and a module imports only from rooms
 * before its own, and within its room in no circle.
 */
import { expect } from "@std/expect";
import { dirname, join, relative } from "node:path";
import { projectFolder } from "../../lib/base/workspace.ts";

const rooms = [
  "base",
  "engine",
  "data",
  "model",
  "experiments",
  "analysis",
  "figures",
  "notebook",
];

const lib = join(projectFolder, "lib");

/** Modules with the modules that they import, types included. */
function imports(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const visit = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const path = join(folder, name);
      if (isDirectory) visit(path);
      else if (name.endsWith(".ts")) {
        const source = Deno.readTextFileSync(path);
        found.set(
          relative(lib, path),
          [...source.matchAll(/(?:from|^import) "(\.[^"]+)"/gm)].map(([, to]) =>
            relative(lib, join(dirname(path), to!))
          ),
        );
      }
    }
  };
  visit(lib);
  return found;
}

const roomOf = (path: string) => rooms.indexOf(path.split("/")[0]!);

Deno.test("each module of lib but its entry stands in a room", () => {
  const outside = [...imports().keys()].filter((path) => roomOf(path) < 0);
  expect(outside).toStrictEqual(["mod.ts"]);
});

Deno.test("arrows between rooms point one way", () => {
  const wrong = [...imports()].flatMap(([path, targets]) =>
    path === "mod.ts" ? [] : targets.filter((to) => roomOf(to) > roomOf(path))
      .map((to) => `${path} -> ${to}`)
  );
  expect(wrong).toStrictEqual([]);
});
