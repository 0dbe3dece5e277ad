import { expect } from "@std/expect";
import { executeNotebook } from "../../../tools/notebook/execute.ts";
import { codeCells, formatNotebook } from "../../../tools/notebook/notebook.ts";
import { OutputCollector } from "../../../tools/notebook/outputs.ts";
import { notebookOf } from "../../support/notebook_project.ts";
import { failureOf } from "../../support/failure.ts";

const options = { name: "notebooks/sample.ipynb", folder: "tests" };

Deno.test("a notebook runs from top to bottom with its outputs", async () => {
  const lines: string[] = [];
  const executed = await executeNotebook(
    notebookOf(
      "md:# Title",
      "const x = 20;",
      'console.log("one");\nconsole.log("two");\nconsole.error("three");\nx + 1;',
      "x * 2;",
    ),
    { ...options, onProgress: (line) => lines.push(line) },
  );
  const [first, second, third] = codeCells(executed);
  expect(first!.outputs).toStrictEqual([]);
  expect(second!.outputs).toStrictEqual([
    { output_type: "stream", name: "stdout", text: "one\ntwo\n" },
    { output_type: "stream", name: "stderr", text: "three\n" },
    {
      output_type: "execute_result",
      data: { "text/plain": "21" },
      metadata: {},
      execution_count: 2,
    },
  ]);
  expect(third!.execution_count).toBe(3);
  expect(lines.map((line) => line.replace(/\d+\.\d s/, "s"))).toStrictEqual(
    [2, 3, 4].map((k) => `sample.ipynb, cell ${k} of 4, s: done`),
  );
});

Deno.test("clear_output removes what the cell has shown, at once or with the next output", async () => {
  const clear = (wait: boolean) =>
    `await Deno.jupyter.broadcast("clear_output", { wait: ${wait} });`;
  const executed = await executeNotebook(
    notebookOf(
      "console.log(1);",
      `console.log(2);\n${clear(false)}\nconsole.log(3);`,
      `console.log(4);\n${clear(true)}\nconsole.log(5);`,
      `console.log(6);\n${clear(true)}`,
    ),
    options,
  );
  const texts = codeCells(executed).map(({ outputs }) =>
    outputs.map((output) => output.output_type === "stream" && output.text)
  );
  expect(texts).toStrictEqual([["1\n"], ["3\n"], ["5\n"], ["6\n"]]);
});

Deno.test("two runs of a notebook are the same bytes", async () => {
  const notebook = notebookOf("[1, 2].map(String);", "({ a: new Map() });");
  const run = async () =>
    formatNotebook(await executeNotebook(notebook, options));
  expect(await run()).toBe(await run());
});

Deno.test("the notebook that was given stays as it was", async () => {
  const notebook = notebookOf("1;");
  await executeNotebook(notebook, options);
  expect(notebook).toStrictEqual(notebookOf("1;"));
});

Deno.test("the first cell that fails ends the run and is named", async () => {
  const cases = [
    ['throw new RangeError("too far")', "RangeError: too far"],
    ["const = 1", "SyntaxError: "],
    ['Promise.reject(new Error("alone")); 1', "Error: alone"],
    [
      'setTimeout(() => { throw new Error("late") }, 1); ' +
      "await new Promise((resolve) => setTimeout(resolve, 30))",
      "Error: late",
    ],
  ] as const;
  for (const [code, message] of cases) {
    const lines: string[] = [];
    const run = executeNotebook(
      notebookOf("1", "md:text", code, 'console.log("not reached")'),
      { ...options, onProgress: (line) => lines.push(line) },
    );
    const error = await failureOf(() => run);
    const start = `sample.ipynb, cell 3 failed with ${message}`;
    expect(error.message.slice(0, start.length)).toBe(start);
    expect(lines.length).toBe(1);
  }
});

Deno.test("a kernel that dies is reported with the cell", async () => {
  await expect(executeNotebook(notebookOf("Deno.exit(7)"), options)).rejects
    .toThrow(
      /^sample.ipynb, cell 1: The Deno kernel ended unexpectedly \(code 7\)/,
    );
});

Deno.test("of a display that is updated the final state is kept, in its own cell", () => {
  const [first, second] = codeCells(notebookOf("1", "2"));
  const collector = new OutputCollector();
  const display = (text: string) => ({
    data: { "text/plain": text },
    metadata: {},
    displayId: "curve",
  });
  collector.add(first!, { type: "display_data", ...display("epoch 1") });
  collector.add(first!, { type: "update_display_data", ...display("epoch 2") });
  collector.add(second!, {
    type: "update_display_data",
    ...display("epoch 3"),
  });
  expect(second!.outputs).toStrictEqual([]);
  expect(first!.outputs).toStrictEqual([{
    output_type: "display_data",
    data: { "text/plain": "epoch 3" },
    metadata: {},
  }]);
});
