/**
 * The report as data: what the notebooks say, in order, before it becomes
 * Markdown or a PDF.
 *
 * @module
 */

/** The whole report. */
export interface Report extends TitlePage {
  /** What stands on each page, such as that this is a rehearsal. */
  notice?: string;
  /** One for each notebook, in order. */
  sections: Section[];
}

/** What stands above the first section: plain text. */
export interface TitlePage {
  title: string;
  authors: string[];
  course?: string;
  /** Year, month and day, such as `2026-11-25`. */
  date?: string;
  abstract?: string;
}

/** What one notebook contributes, or what was gathered from all. */
export interface Section {
  /** Path of the notebook, relative to the clone; none if gathered. */
  notebook?: string;
  /** Folders of the trainings that it shows, below `data/runs/`. */
  runs: string[];
  blocks: Block[];
}

/** Where a block comes from, and where it goes. */
export interface Origin {
  /** For messages: e.g. `1_autoencoder.ipynb, cell 7`. */
  cell: string;
  /** Where it stands, if not between its neighbours in the notebook. */
  place?: Place;
}

/** Tags of cells that stand at another place of the report. */
export const places = ["summary", "appendix"] as const;
export type Place = typeof places[number];

export type Block =
  & Origin
  & (Text | SmallPrint | Code | Figure | Table | Source);

/**
 * Markdown with headings (level 1 is the notebook's title), TeX math, links
 * relative to the report, and references such as `@fig-curves`.
 */
export interface Text {
  kind: "text";
  markdown: string;
  /** Whether it is what stands in the cell, whose lines messages count. */
  isSource?: true;
}

/** Settings of a run, the engine: Markdown that is set in small type. */
export interface SmallPrint {
  kind: "small-print";
  markdown: string;
}

/** A cell's source that explains something (the cell is tagged `show-code`). */
export interface Code {
  kind: "code";
  source: string;
}

/** A numbered figure; `@fig-<name>` refers to it. */
export interface Figure {
  kind: "figure";
  name: string;
  /** Markdown. */
  caption: string;
  /** Text alternative, plain text. */
  alt: string;
  /** Path relative to the report. */
  png: string;
  /** Path relative to the report; charts have it, pictures do not. */
  svg?: string;
}

/** A numbered table; `@tbl-<name>` refers to it. */
export interface Table {
  kind: "table";
  name: string;
  /** Markdown. */
  caption: string;
  /** Names and cells are plain text. */
  columns: { name: string; align: "left" | "right" }[];
  rows: string[][];
}

/** An entry of the list of literature; links to `#ref-<name>` lead to it. */
export interface Source {
  kind: "source";
  name: string;
  markdown: string;
}

/** @returns the blocks of all sections, in order. */
export function blocksOf(report: Report): Block[] {
  return report.sections.flatMap((section) => section.blocks);
}

/** @returns the Markdown of a block; of a figure or table, its caption. */
export function markdownOf(block: Block): string {
  switch (block.kind) {
    case "text":
    case "small-print":
    case "source":
      return block.markdown;
    case "figure":
    case "table":
      return block.caption;
    case "code":
      return "";
  }
}
