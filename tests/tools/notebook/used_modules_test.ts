import { expect } from "@std/expect";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { usedModules } from "../../../tools/notebook/used_modules.ts";

const files = {
  "lib/mod.ts":
    'export * as figures from "./figures/mod.ts";\nexport * as model from "./model/mod.ts";\n',
  "lib/figures/mod.ts":
    'export { bars, dots as points } from "./bars.ts";\nexport { lines } from "./lines.ts";\n',
  "lib/model/mod.ts": 'export type { Layer } from "./layers.ts";\n',
  "lib/show.ts": "export const show = 1;\n",
  "lib/cells/mod.ts":
    'import "./displays.ts";\nexport { table } from "./table.ts";\n',
};

/** The modules that code uses, from the project's folder. */
async function used(code: string): Promise<string[]> {
  const project = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(join(project, dirname(path)), { recursive: true });
      await Deno.writeTextFile(join(project, path), text);
    }
    const urls = await usedModules(code, {
      imports: {
        library: "./lib/mod.ts",
        "library/show": "./lib/show.ts",
        "library/cells": "./lib/cells/mod.ts",
        vega: "npm:vega",
      },
      project,
    });
    return urls.map((url) => relative(project, fileURLToPath(url)));
  } finally {
    await Deno.remove(project, { recursive: true });
  }
}

const cases: [what: string, code: string, modules: string[]][] = [
  [
    "the members of a namespace that are named",
    'import { figures } from "library";\nfigures.bars(); figures.bars();',
    ["lib/figures/bars.ts"],
  ],
  [
    "a member that is exported under another name",
    'import { figures as f } from "library";\nf.points();',
    ["lib/figures/bars.ts"],
  ],
  [
    "the whole namespace where it is used as a value",
    'import { figures } from "library";\nfigures.bars(); show(figures);',
    ["lib/figures/mod.ts"],
  ],
  [
    "the whole namespace where a member is computed",
    'import { figures } from "library";\nfigures["li" + "nes"]();',
    ["lib/figures/mod.ts"],
  ],
  [
    "the namespace's own module for a member that it does not export",
    'import { figures } from "library";\nfigures.typo();',
    ["lib/figures/mod.ts"],
  ],
  [
    "no more because a property has the namespace's name",
    'import { figures } from "library";\nconst a = { figures: 1 }; a.figures; figures.lines();',
    ["lib/figures/lines.ts"],
  ],
  [
    "none for types, which no output depends on",
    'import { model } from "library";\nconst layers: model.Layer[] = [];',
    [],
  ],
  [
    "all of what is imported whole",
    'import * as all from "library";\nall.figures.bars();',
    ["lib/mod.ts"],
  ],
  [
    "what a room imports for its effects beside what is named",
    'import { table } from "library/cells";\ntable();',
    ["lib/cells/displays.ts", "lib/cells/table.ts"],
  ],
  [
    "what is imported for its effects, and by path",
    'import "library/show";\nimport { own } from "./own.ts";',
    ["lib/show.ts", "notebooks/own.ts"],
  ],
  ["none of a package", 'import { View } from "vega";\nView;', []],
];
for (const [what, code, modules] of cases) {
  Deno.test(`a notebook uses ${what}`, async () => {
    expect(await used(code)).toEqual(modules);
  });
}
