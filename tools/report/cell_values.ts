/**
 * What a cell's code says about what it shows.
 *
 * @module
 */
import { parse, type ParserOptions } from "@babel/parser";

// deno-lint-ignore no-explicit-any
type Syntax = any;

/** A figure or table that a cell makes, by the name in its code. */
export interface Made {
  kind: "figure" | "table";
  name: string;
}

/** @returns whether a cell ends with an expression whose value Jupyter shows. */
export function endsWithValue(source: string): boolean {
  const last = parseCell(source)?.body.at(-1);
  if (last?.type !== "ExpressionStatement") return false;
  const { type, operator } = last.expression;
  return type !== "AssignmentExpression" && type !== "UpdateExpression" &&
    !(type === "UnaryExpression" && operator === "void");
}

/** @returns the figures and tables that a cell makes, and its count of texts. */
export function findMade(source: string): { made: Made[]; texts: number } {
  const made: Made[] = [];
  let texts = 0;
  visit(parseCell(source), (node) => {
    if (node.type === "TaggedTemplateExpression" && node.tag.name === "prose") {
      texts++;
    }
    if (node.type !== "CallExpression") return;
    const [name] = node.arguments;
    const kind = node.callee.name;
    if (/^(figure|table)$/.test(kind) && name?.type === "StringLiteral") {
      made.push({ kind, name: name.value });
    }
  });
  return { made, texts };
}

/** @returns nothing if it is no TypeScript, which the kernel says better. */
function parseCell(source: string): Syntax {
  const options: ParserOptions = {
    sourceType: "module",
    plugins: ["typescript"],
  };
  try {
    return parse(source, options).program;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function visit(node: Syntax, action: (node: Syntax) => void): void {
  if (typeof node !== "object" || node === null) return;
  if (typeof node.type === "string") action(node);
  for (const inner of Object.values(node)) visit(inner, action);
}
