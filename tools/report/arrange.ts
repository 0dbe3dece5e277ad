/**
 * What stands first and last in the report, whichever notebook it is from.
 *
 * @module
 */
import {
  type Block,
  markdownOf,
  type Place,
  type Report,
  type Section,
} from "./document.ts";

const headings: Record<Place, string> = {
  summary: "# Answers in short",
  appendix: "# Appendix",
};

/**
 * Gathers blocks that have a place of their own: those of the summary before
 * the first section, those of the appendix after the last, under the titles of
 * the sections that they continue.
 */
export function arrange(report: Report): Report {
  const gather = (place: Place): Section[] => {
    const blocks = report.sections.flatMap((section) => {
      const own = section.blocks.filter((block) => block.place === place);
      const title = place === "appendix" ? titleOf(section) : undefined;
      return own[0] && title
        ? [heading(own[0], `## ${title} (continued)`), ...own]
        : own;
    });
    const [first] = blocks;
    if (!first) return [];
    return [{ runs: [], blocks: [heading(first, headings[place]), ...blocks] }];
  };
  const own = report.sections.map((section) => ({
    ...section,
    blocks: section.blocks.filter(({ place }) => place === undefined),
  }));
  return {
    ...report,
    sections: [...gather("summary"), ...own, ...gather("appendix")],
  };
}

/** @returns what the section's first line calls it, if that is a heading. */
function titleOf({ blocks: [first] }: Section): string | undefined {
  return first && /^# +(.*)/.exec(markdownOf(first))?.[1];
}

function heading({ cell }: Block, markdown: string): Block {
  return { cell, kind: "text", markdown };
}
