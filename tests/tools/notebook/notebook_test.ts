import { expect } from "@std/expect";
import {
  cellName,
  codeCells,
  formatNotebook,
  hashOutputs,
  hasTag,
  readNotebook,
} from "../../../tools/notebook/notebook.ts";

// Written by Jupyter's own nbformat: see tests/fixtures/notebook.py.
const FIXTURE = "tests/fixtures/notebook.ipynb";

Deno.test("a notebook is written byte for byte as Jupyter writes it", async () => {
  const text = formatNotebook(await readNotebook(FIXTURE));
  expect(text).toBe(await Deno.readTextFile(FIXTURE));
});

Deno.test("text is whole in memory", async () => {
  const notebook = await readNotebook(FIXTURE);
  expect(notebook.cells[0]!.source).toBe("# Größe λ\n\nTwo lines\nand `code`.");
  const [stream, display] = codeCells(notebook)[0]!.outputs;
  expect(stream).toMatchObject({ text: "a\nb\n" });
  expect(display).toMatchObject({
    data: {
      "text/plain": "first\nsecond",
      "image/svg+xml": "<svg>\n</svg>",
      "image/png": expect.any(String),
      "application/json": { a: null, z: [1, "x\ny"] },
    },
  });
});

Deno.test("tags and names of cells", async () => {
  const notebook = await readNotebook(FIXTURE);
  expect(hasTag(notebook.cells[1]!, "show-code")).toBe(true);
  expect(hasTag(notebook.cells[0]!, "show-code")).toBe(false);
  expect(cellName("notebooks/1_x.ipynb", 6)).toBe("1_x.ipynb, cell 7");
});

Deno.test("the hash of the outputs sees a changed output, not changed prose", async () => {
  const notebook = await readNotebook(FIXTURE);
  const hash = hashOutputs(notebook);
  notebook.cells[0]!.source = "Other prose";
  expect(hashOutputs(notebook)).toBe(hash);
  const cell = codeCells(notebook)[0]!;
  cell.outputs[0] = { output_type: "stream", name: "stdout", text: "a\n" };
  expect(hashOutputs(notebook)).not.toBe(hash);
});

Deno.test("a notebook of nbformat 4.4 with a byte order mark and a cell that never ran is read", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ipynb" });
  const cells = [{ cell_type: "code", source: ["1;\n", "2;"] }];
  const notebook = { nbformat: 4, nbformat_minor: 4, metadata: {}, cells };
  try {
    await Deno.writeTextFile(path, "\uFEFF" + JSON.stringify(notebook));
    expect((await readNotebook(path)).cells).toStrictEqual([{
      cell_type: "code",
      id: "cell-1",
      metadata: {},
      source: "1;\n2;",
      outputs: [],
    }]);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("what is no notebook is refused in one sentence", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ipynb" });
  try {
    await Deno.writeTextFile(path, '{"cells": [');
    await expect(readNotebook(path)).rejects.toThrow(
      /is not JSON, so it is no notebook/,
    );
    await Deno.writeTextFile(path, '{"nbformat": 3, "worksheets": []}');
    await expect(readNotebook(path)).rejects.toThrow(
      /has nbformat 3, and 4 is needed/,
    );
  } finally {
    await Deno.remove(path);
  }
});
