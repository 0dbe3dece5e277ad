/**
 * Tables that are written in Markdown, with columns as wide as their words ask
 * for, as the report's numbered tables have them.
 *
 * @module
 */
import { writeTypst } from "../pandoc.ts";
import { mapNodes, type Node, plainText } from "../tree.ts";
import { typstList, typstString } from "./typst.ts";

/** Puts Typst's own tables in the place of pandoc's. */
export async function textTables(texts: Node[][]): Promise<Node[][]> {
  const tables: { alignments: string[]; rows: Node[][][] }[] = [];
  const replaced = texts.map((nodes) =>
    mapNodes(nodes, ({ t, c }) => {
      if (t !== "Table") return undefined;
      const [, , columns, [, head], bodies] = c;
      // deno-lint-ignore no-explicit-any
      const rows = [...head, ...bodies.flatMap((body: any) => body[3])].map(
        // deno-lint-ignore no-explicit-any
        ([, cells]: any) => cells.map((cell: any) => cell[4] as Node[]),
      );
      // deno-lint-ignore no-explicit-any
      const alignments = columns.map(([alignment]: any) =>
        ({ AlignRight: "right", AlignCenter: "center" } as Record<
          string,
          string
        >)[alignment.t] ?? "left"
      );
      return [{ t: "Placeholder", c: tables.push({ alignments, rows }) - 1 }];
    })
  );
  if (tables.length === 0) return texts;
  const { markup } = await writeTypst(
    tables.flatMap(({ rows }) => rows.flat()),
  );
  let next = 0;
  const written = tables.map(({ alignments, rows }) => {
    const cells = rows.map((row) =>
      typstList(
        row.map((nodes) =>
          `(${typstString(plainText(nodes))}, [${markup[next++]!}])`
        ),
      )
    );
    return `#text-table(${typstList(alignments)}, ${typstList(cells)})`;
  });
  return replaced.map((nodes) =>
    mapNodes(
      nodes,
      ({ t, c }) =>
        t === "Placeholder"
          ? [{ t: "RawBlock", c: ["typst", written[c]!] }]
          : undefined,
    )
  );
}
