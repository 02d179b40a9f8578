/** What the names of a module were imported as: by `import` in its forms, `require` and `await import`. */
import type ts from "typescript";
import { isWrapping } from "../../../transformer/analyse/nodes.ts";

export interface Imported {
  /** As the source writes it: `lodash/fp`, `node:os`, `./lib.js`. */
  readonly specifier: string;
  /** The export that the name stands for; `*` where it is the whole module or its default. */
  readonly member: string;
}

/** By local name. Names are those of the whole file: what is declared in functions counts too. */
export function importsOf(ts_: typeof ts, file: ts.SourceFile): Map<string, Imported> {
  const found = new Map<string, Imported>();
  const visit = (node: ts.Node): void => {
    if (ts_.isImportDeclaration(node)) {
      for (const [name, imported] of declared(ts_, node)) found.set(name, imported);
      return;
    }
    if (ts_.isImportEqualsDeclaration(node) && ts_.isExternalModuleReference(node.moduleReference) && ts_.isStringLiteral(node.moduleReference.expression))
      found.set(node.name.text, { specifier: node.moduleReference.expression.text, member: WHOLE });
    if (ts_.isVariableDeclaration(node) && node.initializer !== undefined) {
      const loaded = loadedBy(ts_, node.initializer);
      if (loaded !== null) for (const [name, member] of boundNames(ts_, node.name, loaded.member)) found.set(name, { specifier: loaded.specifier, member });
    }
    ts_.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const WHOLE = "*";
const LOADS = /^_*require\w*$/;

/** Whether a module may load something on the spot, by its text. */
export function mayLoad({ text }: ts.SourceFile): boolean {
  return /\brequire\w*\(/.test(text);
}

/** What a reference stands for: an imported name, or `require` where it loads something on the spot (`require("os").freemem()`). */
export function importedAt(ts_: typeof ts, node: ts.Identifier, names: ReadonlyMap<string, Imported>): Imported | undefined {
  const { parent } = node;
  if (!LOADS.test(node.text) || !ts_.isCallExpression(parent) || parent.expression !== node) return names.get(node.text);
  return loadedBy(ts_, ts_.isPropertyAccessExpression(parent.parent) ? parent.parent : parent) ?? undefined;
}

/** Types are gone when the program runs. */
function declared(ts_: typeof ts, { moduleSpecifier, importClause }: ts.ImportDeclaration): [string, Imported][] {
  if (!ts_.isStringLiteral(moduleSpecifier) || importClause === undefined || importClause.isTypeOnly) return [];
  const specifier = moduleSpecifier.text;
  const { name, namedBindings } = importClause;
  const found: [string, Imported][] = name === undefined ? [] : [[name.text, { specifier, member: WHOLE }]];
  if (namedBindings === undefined) return found;
  if (ts_.isNamespaceImport(namedBindings)) return [...found, [namedBindings.name.text, { specifier, member: WHOLE }]];
  for (const one of namedBindings.elements) {
    const member = (one.propertyName ?? one.name).text;
    if (!one.isTypeOnly) found.push([one.name.text, { specifier, member: member === "default" ? WHOLE : member }]);
  }
  return found;
}

/** `const { a: { b }, ...rest } = require("x")`: `b` is of `a`, `rest` of everything. */
function boundNames(ts_: typeof ts, name: ts.BindingName, member: string): [string, string][] {
  if (ts_.isIdentifier(name)) return [[name.text, member]];
  return name.elements.flatMap((element) => {
    if (ts_.isOmittedExpression(element)) return [];
    const key = element.propertyName ?? element.name;
    const isMember = member === WHOLE && element.dotDotDotToken === undefined && (ts_.isIdentifier(key) || ts_.isStringLiteral(key)) && key.text !== "default";
    return boundNames(ts_, element.name, isMember ? key.text : member);
  });
}

/** `require("x")`, `require("x").y`, `await import("x")`, what wraps one of them (`__importStar(require("x"))`) and what they make (`require("debug")("app")`). */
function loadedBy(ts_: typeof ts, node: ts.Node): Imported | null {
  if (ts_.isAwaitExpression(node) || isWrapping(ts_, node)) return loadedBy(ts_, node.expression);
  if (ts_.isPropertyAccessExpression(node)) {
    const loaded = loadedBy(ts_, node.expression);
    return loaded?.member === WHOLE && node.name.text !== "default" ? { ...loaded, member: node.name.text } : loaded;
  }
  if (!ts_.isCallExpression(node)) return null;
  const { expression } = node;
  const loads = expression.kind === ts_.SyntaxKind.ImportKeyword || (ts_.isIdentifier(expression) && LOADS.test(expression.text));
  const [first] = node.arguments;
  if (loads && first !== undefined && ts_.isStringLiteralLike(first)) return { specifier: first.text, member: WHOLE };
  return [expression, ...node.arguments].map((part) => loadedBy(ts_, part)).find((loaded) => loaded !== null) ?? null;
}
