/**
 * What a cell's error says, and where.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { PreparedCell } from "./cell_code.ts";
import type { CellError, Reason } from "./protocol.ts";

/** The kernel's own code, which is not where a cell fails. */
const ownFolder = new URL("child/", import.meta.url).href;

/** Whether the Deno kernel gave a cell up without saying why; its words then. */
export function isUnexplained({ message, traceback }: CellError): boolean {
  return message === "Execution failed" && traceback.length === 0;
}

/** What is wrong where the Deno kernel does not say it. */
export function explain({ fault, imports }: PreparedCell): CellError {
  if (fault) {
    return { name: "SyntaxError", traceback: [], ...fault };
  }
  const packages = imports.filter((name) => name.startsWith("npm:"));
  if (packages.length > 0) {
    return {
      name: "TypeError",
      message: `Cannot find ${packages.join(" or ")}: ` +
        "are its name and version right, and can npm be reached?",
      traceback: [],
    };
  }
  return {
    name: "SyntaxError",
    message:
      "Deno cannot parse the cell: look for reserved words that are used as names.",
    traceback: [],
  };
}

/** What a cell fails with whose computation Stop has ended. */
export function interrupted(): CellError {
  const message = "Stop ended this cell.";
  return { name: "Interrupted", message, traceback: [] };
}

/**
 * What a front end shows of an error: name and message, the lines of the cell
 * around the place, the way there outside the cell, and the causes.
 */
export function toTraceback(error: CellError, code: string): string[] {
  const { line, column, reasons = [] } = error;
  return [
    headline(error),
    ...line === undefined ? [] : context(code, line, column),
    ...frames(error.traceback),
    ...reasons.flatMap((reason) => [
      `${bold(`${reason.role}:`)} ${headline(reason)}`,
      ...frames(reason.traceback),
    ]),
  ];
}

function headline({ name, message }: CellError | Reason): string {
  return `${red(name)}: ${message}`;
}

/** The line, marked, and two before and after it. */
function context(code: string, line: number, column?: number): string[] {
  const lines = code.split("\n");
  const first = Math.max(1, line - 2);
  const last = Math.min(lines.length, line + 2);
  const width = String(last).length;
  const shown = lines.slice(first - 1, last).flatMap((text, index) => {
    const number = first + index;
    const label = `${String(number).padStart(width)} | `;
    if (number !== line) return [`  ${label}${text}`];
    const marked = red(`> ${label}${text}`);
    if (column === undefined) return [marked];
    return [marked, red(" ".repeat(2 + label.length + column) + "^")];
  });
  return [`at line ${line} of the cell:`, ...shown];
}

/** Places in files; those in a cell have numbers of code that nobody sees. */
function frames(traceback: string[]): string[] {
  return traceback.filter((line) =>
    /^\s+at /.test(line) && /file:|npm:/.test(line) && !line.includes(ownFolder)
  ).map((line) => dim(line.replace(/file:\/\/[^\s)]*?(?=:\d+:\d+)/, toPath)));
}

function toPath(url: string): string {
  return fileURLToPath(url);
}

function red(text: string): string {
  return `\x1b[31m${text}\x1b[39m`;
}

function bold(text: string): string {
  return `\x1b[1m${text}\x1b[22m`;
}

function dim(text: string): string {
  return `\x1b[2m${text}\x1b[22m`;
}
