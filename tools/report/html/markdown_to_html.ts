/**
 * All the Markdown of a report as HTML, with MathML for its formulas.
 *
 * @module
 */
import { convert } from "pandoc-wasm";
import { readMarkdown } from "../pandoc.ts";
import { type Labels, replaceReferences } from "../references.ts";
import { link, mapNodes, type Node } from "../tree.ts";

/** A piece of the report's Markdown, and the cell that it comes from. */
export interface Fragment {
  cell: string;
  markdown: string;
}

/**
 * Turns all the Markdown of a report into HTML. A notebook's title becomes a
 * heading of level 2, since the page's own is of level 1.
 *
 * @param labels What references say, e.g. `Figure 3` for `@fig-curves`.
 * @returns The HTML of each fragment, and that of the footnotes of all.
 * @throws {Error} that names the cell of a formula that pandoc does not
 * understand, and of an image or HTML in the text.
 */
export async function markdownToHtml(
  fragments: Fragment[],
  labels: Labels,
): Promise<{ html: string[]; footnotes: string }> {
  const taken = new Set<string>();
  const texts = await readMarkdown(fragments.map(({ markdown }) => markdown));
  const documents = fragments.map(({ cell }, index) => {
    const linked = replaceReferences(
      texts[index]!,
      (anchor) => [link(labels.get(anchor)!, `#${anchor}`)],
    );
    for (const block of linked) if (block.t === "Header") enter(block, taken);
    return mapNodes(linked, (node) => replace(node, cell));
  });
  const end = "<!-- end of fragment -->";
  const [first, ...rest] = documents.map((blocks) => [
    ...blocks,
    { t: "RawBlock", c: ["html", end] },
  ]);
  const { "pandoc-api-version": version } = await emptyDocument();
  const { stdout, stderr, warnings } = await convert(
    {
      from: "json",
      to: "html5",
      "html-math-method": { method: "mathml" },
      wrap: "none",
    },
    JSON.stringify({
      "pandoc-api-version": version,
      meta: {},
      blocks: [...first ?? [], ...rest.flat()],
    }),
    {},
  );
  if (stderr) throw new Error(`pandoc could not write HTML: ${stderr}`);
  for (const warning of warnings) throw explain(warning, fragments);
  const html = stdout
    // Wide tables, formulas and code are scrolled, which keys must be able to
    // do.
    .replaceAll("<table>", '<div class="table" tabindex="0"><table>')
    .replaceAll("</table>", "</table></div>")
    .replaceAll(/<pre(?=[ >])/g, '<pre tabindex="0"')
    .replaceAll('<math display="block"', '<math display="block" tabindex="0"')
    // The page's policy takes no style from an attribute.
    .replaceAll(/ style="text-align: (\w+);"/g, ' class="$1"')
    .split(end).map((text: string) => text.trim());
  const footnotes = html.pop()!;
  return { html, footnotes };
}

/** One level down, under a name that no other heading has. */
function enter({ c }: Node, taken: Set<string>) {
  c[0] += 1;
  const name: string = c[1][0];
  let unique = name;
  for (let copy = 1; taken.has(unique); copy++) unique = `${name}-${copy}`;
  taken.add(unique);
  c[1][0] = unique;
}

/**
 * A link to a file of the project stays text, since the page is read away from
 * it; comments are dropped, and what would need another file is refused.
 */
function replace({ t, c }: Node, cell: string): Node[] | undefined {
  switch (t) {
    case "Link":
      return /^(#|https?:|mailto:)/.test(c[2][0]) ? undefined : c[1];
    case "RawInline":
    case "RawBlock":
      if (/^\s*<!--.*-->\s*$/s.test(c[1])) return [];
      if (/^<br\s*\/?>$/.test(c[1])) return [{ t: "LineBreak" }];
      throw new Error(
        `${cell}: the page cannot show the ${c[0]} "${
          c[1].trim()
        }"; write it in Markdown.`,
      );
    case "Image":
      throw new Error(
        `${cell}: the image "${
          c[2][0]
        }" stands in the text; show it as a figure, which has a number and a caption.`,
      );
  }
}

function explain(
  warning: { type: string; contents?: string; pretty: string },
  fragments: Fragment[],
): Error {
  const tex = warning.contents;
  const where = tex && fragments.find(({ markdown }) => markdown.includes(tex));
  return new Error(
    warning.type === "CouldNotConvertTeXMath" && where
      ? `${where.cell}: the formula "${tex}" is not understood; write it in plainer TeX.`
      : `pandoc could not write HTML: ${warning.pretty}`,
  );
}

/** pandoc's own document object, so that its version always matches. */
async function emptyDocument(): Promise<{ "pandoc-api-version": number[] }> {
  const { stdout } = await convert({ from: "gfm", to: "json" }, "", {});
  return JSON.parse(stdout);
}
