/**
 * pandoc's tree of a document.
 *
 * @module
 */

/** A node: `t` is its type, `c` what it holds. */
export interface Node {
  t: string;
  // deno-lint-ignore no-explicit-any
  c?: any;
}

/** A formula in TeX. */
export interface Math extends Node {
  t: "Math";
  c: [{ t: "InlineMath" | "DisplayMath" }, tex: string];
}

/** An identifier, classes and pairs: none. */
const noAttributes = ["", [], []];

/** Plain text, word by word. */
export function words(text: string): Node[] {
  return text.trim().split(/\s+/).filter((word) => word !== "").flatMap(
    (word, index) => [
      ...index === 0 ? [] : [{ t: "Space" }],
      { t: "Str", c: word },
    ],
  );
}

export function paragraph(...inlines: Node[]): Node {
  return { t: "Para", c: inlines };
}

export function heading(level: number, text: string): Node {
  return { t: "Header", c: [level, noAttributes, words(text)] };
}

export function strong(text: string): Node {
  return { t: "Strong", c: words(text) };
}

export function codeBlock(source: string, language: string): Node {
  return { t: "CodeBlock", c: [["", [language], []], source] };
}

export function image(path: string, alt: string): Node {
  return { t: "Image", c: [noAttributes, words(alt), [path, ""]] };
}

export function link(text: string, target: string): Node {
  return { t: "Link", c: [noAttributes, words(text), [target, ""]] };
}

export function html(content: string): Node {
  return { t: "RawInline", c: ["html", content] };
}

/** Typst markup that pandoc passes on as it is, for within a paragraph. */
export function typst(markup: string): Node {
  return { t: "RawInline", c: ["typst", markup] };
}

/** A table of plain text. */
export function tableNode(
  columns: readonly { name: string; align: "left" | "right" }[],
  rows: readonly (readonly string[])[],
): Node {
  const row = (cells: readonly string[]) => [
    noAttributes,
    cells.map((text) => [
      noAttributes,
      { t: "AlignDefault" },
      1,
      1,
      [{ t: "Plain", c: words(text) }],
    ]),
  ];
  return {
    t: "Table",
    c: [
      noAttributes,
      [null, []],
      columns.map(({ align }) => [
        { t: align === "left" ? "AlignLeft" : "AlignRight" },
        { t: "ColWidthDefault" },
      ]),
      [noAttributes, [row(columns.map(({ name }) => name))]],
      [[noAttributes, 0, [], rows.map(row)]],
      [noAttributes, []],
    ],
  };
}

/**
 * A copy of a list of nodes in which each node is what `replace` made of it, or
 * as before, with its own content treated the same, if that was undefined.
 */
export function mapNodes(
  nodes: Node[],
  replace: (node: Node) => Node[] | undefined,
): Node[] {
  return mapLists(
    nodes,
    (list, inside) =>
      list.flatMap((item) =>
        (typeof item?.t === "string" ? replace(item) : undefined) ??
          [inside(item)]
      ),
  );
}

/**
 * A copy of a list of nodes in which what `replace` gave stands for words that
 * follow each other, or the words as before where it gave nothing. It gets them
 * as one text; code is none.
 */
export function mapWords(
  nodes: Node[],
  replace: (text: string) => Node[] | undefined,
): Node[] {
  // deno-lint-ignore no-explicit-any
  const isWord = (value: any) => /^(Str|Space|SoftBreak)$/.test(value?.t);
  return mapLists(nodes, (list, inside) => {
    const copy = [];
    for (let at = 0, end; at < list.length; at = end) {
      end = at + 1;
      if (!isWord(list[at])) {
        copy.push(inside(list[at]));
        continue;
      }
      while (end < list.length && isWord(list[end])) end++;
      const run: Node[] = list.slice(at, end);
      copy.push(...replace(plainText(run)) ?? run);
    }
    return copy;
  });
}

/**
 * A copy of a list of nodes in which each list, at any depth, is what `mapList`
 * made of it; `inside` does the same within one of its items.
 */
function mapLists(
  nodes: Node[],
  // deno-lint-ignore no-explicit-any
  mapList: (list: any[], inside: (item: any) => any) => any[],
): Node[] {
  // deno-lint-ignore no-explicit-any
  const inside = (value: any): any => {
    if (Array.isArray(value)) return mapList(value, inside);
    return typeof value?.t === "string" && "c" in value
      ? { ...value, c: inside(value.c) }
      : value;
  };
  return inside(nodes);
}

/** The text of nodes, without what makes it look different. */
export function plainText(nodes: Node[]): string {
  let text = "";
  mapNodes(nodes, ({ t, c }) => {
    if (t === "Str") text += c;
    else if (t === "Code" || t === "CodeBlock" || t === "Math") text += c[1];
    else if (/^(Space|SoftBreak|LineBreak)$/.test(t)) text += " ";
    else if (t !== "Note") return undefined;
    return [];
  });
  return text;
}
