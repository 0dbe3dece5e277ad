/**
 * A cell's code, made so that Stop reaches it, its errors know their line, and
 * its value shows itself whatever it is. What it calls is `steps` in
 * `child/cell.ts`.
 *
 * @module
 */
import { parse, type ParserOptions } from "@babel/parser";

/** What is run in place of a cell's code. */
export interface PreparedCell {
  code: string;
  /** Whether Stop may end it before its first `await`. */
  isInterruptible: boolean;
  /** Packages and addresses that it imports. */
  imports: string[];
  /** What is wrong with the syntax; Deno may see it otherwise. */
  fault?: SyntaxFault;
}

/** A place at which a cell cannot be parsed. */
export interface SyntaxFault {
  message: string;
  line: number;
  /** From 0. */
  column: number;
}

/** A node of the tree, as far as it matters here. */
interface Node {
  type: string;
  start: number;
  end: number;
  loc: { start: { line: number } };
  [key: string]: unknown;
}

const options: ParserOptions = {
  sourceType: "module",
  errorRecovery: true,
  attachComment: false,
  plugins: ["typescript", "decorators"],
};

/** @returns the code to run; as it is where it cannot be parsed. */
export function prepareCell(code: string): PreparedCell {
  let program: Node;
  let fault: SyntaxFault | undefined;
  try {
    const file = parse(code, options);
    program = file.program as unknown as Node;
    if (file.errors?.[0]) fault = toFault(file.errors[0]);
  } catch (error) {
    fault = toFault(error);
    return { code: begin + code, isInterruptible: false, imports: [], fault };
  }
  const edits = new Edits();
  const imports: string[] = [];
  const statements = program["body"] as Node[];
  const directives = program["directives"] as Node[];
  for (const statement of statements) {
    edits.insert(statement.start, `;__cell.at(${statement.loc.start.line});`);
    reach(statement, edits, imports);
  }
  const last = statements.at(-1) ?? directives.at(-1);
  if (last && /^(ExpressionStatement|Directive)$/.test(last.type)) {
    const shown = (last["expression"] ?? last["value"]) as Node;
    edits.wrap(shown, "__cell.show((", "))");
  }
  for (const statement of statements) remember(statement, edits);
  return {
    code: begin + edits.apply(code),
    isInterruptible: !statements.some(({ type, kind }) =>
      type === "ImportDeclaration" || kind === "await using"
    ),
    imports,
    fault,
  };
}

const begin = "__cell.begin();";

/** Puts what Stop ends around each `await` outside functions. */
function reach(node: Node, edits: Edits, imports: string[]) {
  const source = node["source"] as Node | undefined;
  if (typeof source?.["value"] === "string") imports.push(source["value"]);
  if (isFunction(node)) return;
  if (node.type === "AwaitExpression") {
    const argument = node["argument"] as Node;
    const isAsync = hasAwait(argument) ? "async " : "";
    edits.wrap(argument, `__cell.until(${isAsync}() => (`, "))");
  }
  if (node.type === "ForOfStatement" && node["await"]) {
    edits.wrap(node["right"] as Node, "__cell.each((", "))");
  }
  for (const child of childrenOf(node)) reach(child, edits, imports);
}

/** Puts what remembers an error around what a statement computes. */
function remember({ type, ...statement }: Node, edits: Edits) {
  const computed = type === "ExpressionStatement"
    ? [statement["expression"] as Node]
    : type === "VariableDeclaration"
    ? (statement["declarations"] as Node[]).map(({ init }) => init as Node)
    : [];
  for (const expression of computed) {
    // A function takes its name from what it is assigned to.
    if (!expression || isFunction(expression) || hasAwait(expression)) continue;
    edits.wrap(expression, "__cell.now(() => (", "))");
  }
  if (type === "ThrowStatement") {
    edits.wrap(statement["argument"] as Node, "__cell.thrown((", "))");
  }
}

function hasAwait(node: Node): boolean {
  if (isFunction(node)) return false;
  return node.type === "AwaitExpression" || childrenOf(node).some(hasAwait);
}

function isFunction({ type }: Node): boolean {
  return /Function|Method|^Class/.test(type);
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flat().filter((child): child is Node =>
    typeof child === "object" && child !== null && "type" in child
  );
}

function toFault(error: unknown): SyntaxFault {
  const { message, loc } = error as {
    message: string;
    loc: { line: number; column: number };
  };
  return { message: message.replace(/ \(\d+:\d+\)$/, ""), ...loc };
}

/** Insertions into a text, made from its end to its beginning. */
class Edits {
  readonly #insertions: { position: number; text: string; order: number }[] =
    [];

  insert(position: number, text: string, order = this.#insertions.length) {
    this.#insertions.push({ position, text, order });
  }

  /** The first that wraps a node is the outermost. */
  wrap({ start, end }: Node, before: string, after: string) {
    this.insert(start, before);
    this.insert(end, after, -this.#insertions.length);
  }

  apply(text: string): string {
    const sorted = this.#insertions.toSorted((a, b) =>
      a.position - b.position || a.order - b.order
    );
    let result = "";
    let from = 0;
    for (const { position, text: inserted } of sorted) {
      result += text.slice(from, position) + inserted;
      from = position;
    }
    return result + text.slice(from);
  }
}
