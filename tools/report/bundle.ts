/**
 * The project's own MIME types in outputs, which `lib/show/` and `lib/run.ts`
 * write: they say what a picture or a text is to the report.
 *
 * @module
 */
import type { SourceSettings } from "../../lib/data/dataset_settings.ts";
import type { Claim, Observation } from "../../lib/notebook/claim.ts";
import { projectType } from "../../lib/notebook/shown.ts";
import type { Notebook } from "../notebook/notebook.ts";
import { showPlainly } from "./plain_outputs.ts";

/** A figure, beside its picture in `image/png`. */
export interface FigureOutput {
  name: string;
  caption: string;
  alt: string;
  /** `figures/<name>.png`, and `figures/<name>.svg` for charts. */
  files: { path: string; sha256: string }[];
}

/** A table, beside its picture in HTML. */
export interface TableOutput {
  name: string;
  caption: string;
  columns: { name: string; align: "left" | "right" }[];
  rows: string[][];
}

/** What a paragraph with computed values stands on. */
export interface ProseOutput {
  /** With its references as they were written. */
  markdown: string;
  smallPrint: boolean;
  claims: Claim[];
  /** Figures as they were when the paragraph was written, and as they are. */
  observed: Observation[];
}

/** A trained run. */
export interface RunOutput {
  name: string;
  path: string;
  sha256: string;
  preset: string;
  stopped: boolean;
}

/** The data set that the outputs below are made from. */
export interface DataOutput {
  settings: SourceSettings;
  /** Of its source when it was loaded. */
  version: string;
}

/** One output as the report sees it. */
export interface Bundle {
  /** Index of the cell. */
  cell: number;
  figure?: FigureOutput;
  table?: TableOutput;
  run?: RunOutput;
  data?: DataOutput;
  prose?: ProseOutput;
  markdown?: string;
  /** Base64. */
  png?: string;
  /** What is none of these, as Markdown, or why it cannot be shown. */
  plain?: { markdown?: string; problem?: string };
}

/** @returns the rich outputs of a notebook, in order. */
export function readBundles(notebook: Notebook): Bundle[] {
  return notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== "code") return [];
    return cell.outputs.flatMap((output): Bundle[] => {
      const plain = showPlainly(output);
      if (!("data" in output)) return [{ cell: index, plain }];
      const { data } = output;
      if (projectType("notebook-only") in data) return [];
      const prose = data[projectType("prose")] as ProseOutput | undefined;
      return [{
        cell: index,
        plain,
        figure: data[projectType("figure")] as FigureOutput | undefined,
        table: data[projectType("table")] as TableOutput | undefined,
        run: data[projectType("run")] as RunOutput | undefined,
        data: data[projectType("data")] as DataOutput | undefined,
        prose,
        markdown: prose?.markdown ??
          data["text/markdown"] as string | undefined,
        png: data["image/png"] as string | undefined,
      }];
    });
  });
}
