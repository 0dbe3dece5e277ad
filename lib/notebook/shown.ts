/**
 * Values that a notebook shows in their own way.
 *
 * Beside what an editor draws, a value can carry a description under a type of
 * this project, from which the report is made; editors ignore it.
 *
 * @module
 */
import type { TopLevelSpec } from "vega-lite";

/** Contents of an output by media type. */
export type MediaBundle = Record<string, string | object | undefined>;

/** A value for the end of a cell. */
export class Shown {
  constructor(
    private readonly bundle: MediaBundle,
    /** By media type, for editors: how wide a picture is, and what it shows. */
    private readonly metadata: Record<string, object> = {},
  ) {}

  [Symbol.for("Jupyter.display")](): MediaBundle {
    return this.bundle;
  }

  [Symbol.for("Jupyter.metadata")](): Record<string, object> {
    return this.metadata;
  }
}

/** @returns a media type of this project: `projectType("figure")`. */
export function projectType(name: string): string {
  return `application/vnd.emoji-autoencoder.${name}+json`;
}

/**
 * A chart for editors. Their renderers know Vega-Lite up to version 5, whose
 * charts these are, although newer ones draw them too.
 */
export function vegaLite(chart: TopLevelSpec): MediaBundle {
  return {
    "application/vnd.vegalite.v5+json": {
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      background: "white", // Its words are dark, also where the editor is.
      ...chart,
    },
  };
}

/** Whether a name is words with hyphens between them. */
export function isKebabCase(name: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}

/** @throws {RangeError} when a name is not in kebab-case. */
export function requireKebabCase(name: string) {
  if (!isKebabCase(name)) {
    throw new RangeError(
      `A figure's or table's name is in kebab-case, but it is "${name}".`,
    );
  }
}
