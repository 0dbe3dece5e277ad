import { expect } from "@std/expect";
import { join } from "node:path";
import { findFaults } from "../../tools/check.ts";
import { extractCode } from "../../tools/notebook/notebook_code.ts";
import { notebookOf, NotebookProject } from "../support/notebook_project.ts";

const CELLS = [
  'import { half } from "library";',
  "md:Prose",
  "const settings = { epochs: 4 };",
  "half(settings.epochs);\nawait Promise.resolve(settings);",
];

async function createProject(cells: string[]): Promise<NotebookProject> {
  const project = await NotebookProject.create({ "1_sample.ipynb": cells });
  await project.write(
    "lib/mod.ts",
    "export function half(x: number): number {\n  return x / 2;\n}\n",
  );
  await project.write(
    "deno.json",
    '{\n  "imports": { "library": "./lib/mod.ts" },\n' +
      '  "fmt": { "exclude": ["build"] }\n}\n',
  );
  await project.write(
    "notebooks/report.json",
    '{ "title": "A", "authors": [] }\n',
  );
  return project;
}

Deno.test("a project without faults has none", async () => {
  await using project = await createProject(CELLS);
  expect(await findFaults(project.folder)).toStrictEqual([]);
  expect([...Deno.readDirSync(join(project.folder, "build"))]).toStrictEqual(
    [],
  );
});

Deno.test("each fault in lib/ or a notebook is found, with its cell", async () => {
  await using project = await createProject([
    ...CELLS,
    'half(1);\nhalf("two");',
    "const settings = 1;",
    "let never = half(2);\nhalf(never);",
    "half( 3 );",
  ]);
  await project.edit("lib/mod.ts", "return x / 2", 'return   "x"');
  const faults = (await findFaults(project.folder)).join("\n");
  for (
    const pattern of [
      /TS2345[^]*1_sample\.ipynb, cell 5, line 2/,
      /TS2451[^]*1_sample\.ipynb, cell 6, line 1/,
      /^1_sample\.ipynb, cell 7, line 1: prefer-const: /m,
      /deno fmt --check[^]*1_sample\.ipynb, cell 8:/,
      /deno fmt --check[^]*lib.mod\.ts/,
      /deno check lib[^]*TS2322/,
    ]
  ) expect(faults).toMatch(pattern);
});

Deno.test("code that does not parse is found, with its cell", async () => {
  await using project = await createProject([...CELLS, "\nconst = 1;"]);
  const faults = (await findFaults(project.folder)).join("\n");
  expect(faults).toMatch(/1_sample\.ipynb, cell 5, line 2/);
});

Deno.test("each line of the extracted code knows its cell", () => {
  const { source, locate } = extractCode(notebookOf(...CELLS), "n/1_x.ipynb");
  expect(source.split("\n")[3]).toBe("await Promise.resolve(settings);");
  expect(locate(4)).toBe("1_x.ipynb, cell 4, line 2");
});
