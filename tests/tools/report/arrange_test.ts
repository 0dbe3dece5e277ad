import { expect } from "@std/expect";
import { codeCells } from "../../../tools/notebook/notebook.ts";
import { arrange } from "../../../tools/report/arrange.ts";
import { collectSection } from "../../../tools/report/collect.ts";
import { blocksOf, markdownOf } from "../../../tools/report/document.ts";
import { notebookOf } from "../../support/notebook_project.ts";

/** A notebook whose cell prints its text, under a tag. */
function section(path: string, text: string, tag: string) {
  const notebook = notebookOf("print();");
  Object.assign(codeCells(notebook)[0]!, {
    metadata: { tags: [tag] },
    outputs: [{ output_type: "stream", name: "stdout", text }],
  });
  return collectSection(notebook, { path }).section;
}

function arranged(...sections: ReturnType<typeof section>[]) {
  const report = arrange({ title: "T", authors: [], sections });
  return blocksOf(report).map(markdownOf)
    .map((text) => text.replaceAll(/```(text)?|\n/g, ""));
}

Deno.test("the summary of all notebooks stands first, the appendix last", () => {
  expect(arranged(
    section("1.ipynb", "one's appendix", "appendix"),
    section("2.ipynb", "two", "none"),
    section("3.ipynb", "three's summary", "summary"),
    section("4.ipynb", "four's summary", "summary"),
  )).toEqual([
    "# Answers in short",
    "three's summary",
    "four's summary",
    "two",
    "# Appendix",
    "one's appendix",
  ]);
});

Deno.test("in the appendix each notebook's part has its title", () => {
  const titled = (path: string, title: string, tag: string) => {
    const { blocks, ...rest } = section(path, `${title}'s`, tag);
    const heading = {
      cell: path,
      kind: "text",
      markdown: `# ${title}`,
    } as const;
    return { ...rest, blocks: [heading, ...blocks] };
  };
  expect(arranged(
    titled("1.ipynb", "Faces", "appendix"),
    titled("2.ipynb", "Cats", "none"),
    titled("3.ipynb", "Hats", "summary"),
  )).toEqual([
    "# Answers in short",
    "Hats's",
    "# Faces",
    "# Cats",
    "Cats's",
    "# Hats",
    "# Appendix",
    "## Faces (continued)",
    "Faces's",
  ]);
});

Deno.test("what nothing is tagged for is not there", () => {
  expect(arranged(section("1.ipynb", "one", "none"))).toEqual(["one"]);
});

Deno.test("gathered blocks keep the name of their cell", () => {
  const { sections } = arrange({
    title: "T",
    authors: [],
    sections: [section("notebooks/1.ipynb", "short", "summary")],
  });
  expect(sections.map(({ notebook, blocks }) => [notebook, blocks.length]))
    .toEqual([[undefined, 2], ["notebooks/1.ipynb", 0]]);
  expect(sections[0]!.blocks[1]!.cell).toBe("1.ipynb, cell 1");
});
