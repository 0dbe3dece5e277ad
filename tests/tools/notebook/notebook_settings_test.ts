import { expect } from "@std/expect";
import { formatNotebook } from "../../../tools/notebook/notebook.ts";
import { readSettings } from "../../../tools/notebook/notebook_settings.ts";
import { notebookOf } from "../../support/notebook_project.ts";
import { failure } from "../../support/failure.ts";

/** A notebook whose last code cell must not be run. */
async function write(tags: string[]): Promise<string> {
  const notebook = notebookOf(
    "md:# Text",
    'import { join } from "node:path";',
    'const settings = { path: join("a", "b"), count: 2 };\nconst { count } = settings;',
    'throw new Error("This is no setting.");',
  );
  notebook.cells[2]!.metadata.tags = tags;
  const path = await Deno.makeTempFile({ suffix: ".ipynb" });
  addEventListener("unload", () => Deno.removeSync(path));
  await Deno.writeTextFile(path, formatNotebook(notebook));
  return path;
}

Deno.test("a notebook's settings are read and nothing else of it is run", async () => {
  expect(await readSettings(await write(["parameters"]))).toStrictEqual({
    path: "a/b",
    count: 2,
  });
});

Deno.test("a notebook without a settings cell is refused", async () => {
  await expect(readSettings(await write([]))).rejects.toThrow(
    failure("RangeError", /\.ipynb has no cell tagged "parameters": tag /),
  );
});
