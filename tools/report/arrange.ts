/**
 * What stands first and last in the report, whichever notebook it is from.
 *
 * @module
 */
import { blocksOf, type Place, type Report, type Section } from "./document.ts";

const headings: Record<Place, string> = {
  summary: "# Answers in short",
  appendix: "# Appendix",
};

/**
 * Gathers blocks that have a place of their own: those of the summary before
 * the first section, those of the appendix after the last.
 */
export function arrange(report: Report): Report {
  const gather = (place: Place): Section[] => {
    const blocks = blocksOf(report).filter((block) => block.place === place);
    const [first] = blocks;
    if (!first) return [];
    const heading = { cell: first.cell, markdown: headings[place] };
    return [{
      runs: [],
      blocks: [{ ...heading, kind: "text" }, ...blocks],
    }];
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
