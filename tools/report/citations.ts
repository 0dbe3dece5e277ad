/**
 * Citations: `[@radford2015]` becomes "(Radford et al. 2015)" and `@linzen2016`
 * "Linzen (2016)", as pandoc's citeproc writes them (Chicago, author and date).
 *
 * @module
 */
import { keyPattern, type Literature, literaturePath } from "./literature.ts";
import { citeSources, type Source } from "./pandoc.ts";
import { mapWords, type Node } from "./tree.ts";

const key = `@${keyPattern}(?![\\w-])`;
const citation = new RegExp(
  `(\\[[^\\[\\]]*${key}[^\\[\\]]*\\]|(?<![\\w@])${key})`,
);

/**
 * Writes the citations of texts out; each links to `#ref-<key>`.
 *
 * @param options `onProblem` is told a text's place, what is wrong, and what
 * was written.
 * @returns the texts, and the sources that they cite, in alphabetical order.
 */
export async function writeCitations(
  texts: Node[][],
  { literature, onProblem }: {
    literature: Literature;
    onProblem: (index: number, sentence: string, text: string) => void;
  },
): Promise<{ texts: Node[][]; sources: Source[] }> {
  const written = new Set<string>();
  texts.forEach((nodes, index) =>
    replaceCitations(nodes, (text) => {
      const unknown = [...text.matchAll(new RegExp(key, "g"))]
        .map(([cited]) => cited).filter((it) => !literature.has(it.slice(1)));
      for (const cited of unknown) {
        onProblem(
          index,
          `"${cited}" cites a source that is not in ${literaturePath}: add it ` +
            "or correct the key.",
          cited,
        );
      }
      if (unknown.length === 0) written.add(text);
      return undefined;
    })
  );
  if (written.size === 0) return { texts, sources: [] };
  const { citations, sources } = await citeSources(
    [...written],
    [...literature.values()],
  );
  return {
    texts: texts.map((nodes) =>
      replaceCitations(nodes, (text) => citations.get(text))
    ),
    sources,
  };
}

function replaceCitations(
  nodes: Node[],
  replace: (written: string) => Node[] | undefined,
): Node[] {
  return mapWords(nodes, (text) => {
    const parts = text.split(citation);
    if (parts.length === 1) return undefined;
    return parts.flatMap((part, index) =>
      (index % 2 === 1 ? replace(part) : undefined) ?? between(part)
    );
  });
}

/** Words with the spaces before and behind them. */
function between(text: string): Node[] {
  return text.split(/( )/).filter((part) => part !== "").map((part) =>
    part === " " ? { t: "Space" } : { t: "Str", c: part }
  );
}
