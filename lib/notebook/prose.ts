/**
 * Prose with computed values, and the claims that it stands on.
 *
 * @module
 */
import { plain } from "../base/format.ts";
import {
  type Claim,
  describeChange,
  describeFailure,
  type Observation,
  requireDistinctNames,
} from "./claim.ts";
import { hashOfFigure } from "./figure.ts";
import { capitalised, withLabels } from "./labels.ts";
import { type MediaBundle, projectType } from "./shown.ts";

export { claim } from "./claim.ts";

/** How much of a picture's hash is written into a notebook. */
const hashLength = 12;

/** Markdown for the end of a cell; it says what it stands on. */
export class Prose {
  readonly #markdown: string;
  readonly #isSmall: boolean;
  #claims: Claim[] = [];
  #observed: Observation[] = [];

  constructor(markdown: string, { isSmall = false } = {}) {
    this.#markdown = markdown;
    this.#isSmall = isSmall;
  }

  /**
   * Says what must hold for this paragraph to be true.
   *
   * @throws {RangeError} when two claims have one name.
   */
  provided(...claims: Claim[]): this {
    this.#claims = [...this.#claims, ...claims];
    requireDistinctNames(this.#claims);
    return this;
  }

  /**
   * Says which picture the paragraph describes, as it was looked at.
   *
   * @param figure The figure's name; a cell above made it.
   * @param expected The first twelve digits of its picture's SHA-256: what the
   * mark says when they are another's.
   * @throws {RangeError} when no cell above made the figure.
   */
  seen(figure: string, expected: string): this {
    const actual = hashOfFigure(figure).slice(0, hashLength);
    this.#observed = [...this.#observed, { figure, expected, actual }];
    return this;
  }

  [Symbol.for("Jupyter.display")](): MediaBundle {
    const marks = [
      ...this.#claims.filter(({ holds }) => !holds).map(describeFailure),
      ...this.#observed
        .filter(({ expected, actual }) => expected !== actual)
        .map((observation) => `the ${describeChange(observation)}`),
    ];
    const mark = marks.map((mark) =>
      `> ⚠ **This no longer holds: rewrite it.** ${capitalised(mark)}.\n\n`
    );
    const markdown = mark.join("") + this.#markdown;
    return {
      "text/markdown": withLabels(markdown),
      [projectType("prose")]: {
        markdown,
        smallPrint: this.#isSmall,
        claims: this.#claims,
        observed: this.#observed,
      },
    };
  }
}

/**
 * Prose whose values are computed: a tagged template that gives Markdown.
 *
 * Strings stay as they are, so that a number is best placed by a format of
 * `base/format.ts`; a bare one is written by its `plain`. The indentation of
 * the source is removed.
 *
 * @throws {TypeError} when a value is neither a finite number nor a string.
 *
 * @example
 * ```ts
 * import { mse } from "../base/format.ts";
 * import { claim } from "./claim.ts";
 * import { prose } from "./prose.ts";
 * const [test, validation] = [0.0174, 0.0216];
 * prose`The test error ${mse(test)} is below the validation error.`
 *   .provided(claim("test below validation", test < validation));
 * ```
 */
export function prose(
  parts: TemplateStringsArray,
  ...values: (number | string)[]
): Prose {
  return new Prose(fill(parts, values));
}

/** As `prose`, for settings and the engine, which a report sets in small type. */
export function smallPrint(
  parts: TemplateStringsArray,
  ...values: (number | string)[]
): Prose {
  return new Prose(fill(parts, values), { isSmall: true });
}

function fill(
  parts: TemplateStringsArray,
  values: (number | string)[],
): string {
  // Raw, so that TeX keeps its backslashes; only the template's own go.
  const raw = parts.raw.map((part) => part.replace(/\\([`$])/g, "$1"));
  const text = raw.reduce((text, part, index) => {
    const value = values[index - 1];
    if (typeof value !== "number" && typeof value !== "string") {
      throw new TypeError(
        `Prose takes numbers and strings, but a value is ${
          Deno.inspect(value)
        }.`,
      );
    }
    const shown = typeof value === "number" ? plain(value) : value;
    return text + shown + (isListMark(text, shown, part) ? "\\" : "") + part;
  });
  return dedent(text);
}

/**
 * Whether Markdown would take a number that ends a sentence for that of a list,
 * because it happens to begin a line.
 */
function isListMark(before: string, value: string, after: string): boolean {
  return /(^|\n)\s*$/.test(before) && /^\d+$/.test(value) &&
    /^[.)](\s|$)/.test(after);
}

/** Removes the indentation that all lines share, and blank ends. */
function dedent(text: string): string {
  const lines = text.replace(/^\n/, "").trimEnd().split("\n");
  const indents = lines.filter((line) => line.trim())
    .map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents);
  return lines.map((line) => line.slice(shared)).join("\n").trim();
}
