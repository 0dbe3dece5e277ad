/**
 * The modules that a notebook's code names.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import ts from "typescript";

/**
 * Finds the local modules that code uses. Of a namespace that a module exports
 * (`export * as figures from "./figures/mod.ts"`), those count whose members the
 * code names (`figures.learningCurves`), if it names nothing else of it.
 *
 * @param code All cells.
 * @param options `imports`: deno.json's, by specifier; `project`: folder of the
 * clone.
 * @returns their URLs.
 */
export async function usedModules(
  code: string,
  { imports, project }: { imports: Record<string, string>; project: string },
): Promise<URL[]> {
  const file = parse(code);
  const used = new Set<string>();
  for (const statement of file.statements.filter(ts.isImportDeclaration)) {
    const { text } = statement.moduleSpecifier as ts.StringLiteral;
    const path = imports[text] ?? text;
    if (!/^\.{1,2}\//.test(path)) continue; // A package: the lock has it.
    const base = pathToFileURL(
      join(project, path === text ? "notebooks" : "", "x"),
    );
    const module = new URL(path, base);
    const { namedBindings: names, name } = statement.importClause ?? {};
    if (name || !names || !ts.isNamedImports(names)) {
      used.add(module.href);
      continue;
    }
    for (const { name, propertyName = name } of names.elements) {
      const own = membersOf(file, name.text);
      for (const url of await modulesOf(module, propertyName.text, own)) {
        used.add(url.href);
      }
    }
  }
  return [...used].sort().map((href) => new URL(href));
}

/** The modules behind a name, or behind the members of it that are used. */
async function modulesOf(
  module: URL,
  name: string,
  members: string[] | undefined,
): Promise<URL[]> {
  if (!existsSync(module)) return [module]; // Whoever reads it says so.
  const { statements } = parse(await Deno.readTextFile(module));
  const urlOf = (specifier: ts.Expression) =>
    new URL((specifier as ts.StringLiteral).text, module);
  // What is imported for its effects alone acts however little is used.
  const effects = statements.filter(ts.isImportDeclaration)
    .filter(({ importClause }) => !importClause)
    .map(({ moduleSpecifier }) => urlOf(moduleSpecifier));
  for (const statement of statements.filter(ts.isExportDeclaration)) {
    const { exportClause, moduleSpecifier } = statement;
    if (!exportClause || !moduleSpecifier) continue;
    const from = urlOf(moduleSpecifier);
    if (ts.isNamespaceExport(exportClause)) {
      if (exportClause.name.text !== name) continue;
      if (!members) return [...effects, from];
      const found = members.map((member) => modulesOf(from, member, undefined));
      return [...effects, ...(await Promise.all(found)).flat()];
    }
    if (exportClause.elements.some((own) => own.name.text === name)) {
      return [...effects, from];
    }
  }
  return [module];
}

/**
 * The members of a name that code uses, as in `name.member`; nothing if it uses
 * the name in another way too.
 */
function membersOf(file: ts.SourceFile, name: string): string[] | undefined {
  const members = new Set<string>();
  let isWhole = false;
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node) && node.text === name) {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
        members.add(parent.name.text);
      } else if (ts.isQualifiedName(parent) && parent.left === node) {
        // A type, which no output depends on.
      } else if (!isLabel(node)) isWhole = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return isWhole ? undefined : [...members];
}

/** Whether an identifier only names a property, as in `{ model: 1 }`. */
function isLabel({ parent, ...node }: ts.Identifier): boolean {
  return (ts.isPropertyAssignment(parent) && parent.name.pos === node.pos) ||
    (ts.isPropertyAccessExpression(parent) && parent.name.pos === node.pos);
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile("x.ts", source, ts.ScriptTarget.ESNext, true);
}
