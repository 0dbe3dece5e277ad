import assert from "node:assert/strict";
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
  assert.equal(text, await Deno.readTextFile(FIXTURE));
});

Deno.test("text is whole in memory", async () => {
  const notebook = await readNotebook(FIXTURE);
  assert.equal(
    notebook.cells[0]!.source,
    "# Größe λ\n\nTwo lines\nand `code`.",
  );
  const [stream, display] = codeCells(notebook)[0]!.outputs;
  assert.ok(stream && "text" in stream && display && "data" in display);
  assert.equal(stream.text, "a\nb\n");
  assert.deepEqual(display.data, {
    "text/plain": "first\nsecond",
    "image/svg+xml": "<svg>\n</svg>",
    "image/png": display.data["image/png"],
    "application/json": { a: null, z: [1, "x\ny"] },
  });
});

Deno.test("tags and names of cells", async () => {
  const notebook = await readNotebook(FIXTURE);
  assert.equal(hasTag(notebook.cells[1]!, "show-code"), true);
  assert.equal(hasTag(notebook.cells[0]!, "show-code"), false);
  assert.equal(cellName("notebooks/1_x.ipynb", 6), "1_x.ipynb, cell 7");
});

Deno.test("the hash of the outputs sees a changed output, not changed prose", async () => {
  const notebook = await readNotebook(FIXTURE);
  const hash = hashOutputs(notebook);
  notebook.cells[0]!.source = "Other prose";
  assert.equal(hashOutputs(notebook), hash);
  const cell = codeCells(notebook)[0]!;
  cell.outputs[0] = { output_type: "stream", name: "stdout", text: "a\n" };
  assert.notEqual(hashOutputs(notebook), hash);
});

Deno.test("what is no notebook is refused in one sentence", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ipynb" });
  try {
    await Deno.writeTextFile(path, '{"cells": [');
    await assert.rejects(
      readNotebook(path),
      /is not JSON, so it is no notebook/,
    );
    await Deno.writeTextFile(path, '{"nbformat": 3, "worksheets": []}');
    await assert.rejects(readNotebook(path), /has nbformat 3, and 4 is needed/);
  } finally {
    await Deno.remove(path);
  }
});
