/**
 * Values that may come from packages which are not instrumented: such code may keep state between its calls (a counter, a cache, a spare random number)
 * that is in no checkpoint, so a replay that leaves calls of it out could make another value, and nothing would show it.
 */
import type ts from "typescript";
import type { FunctionNode } from "./call-graph.ts";
import type { ReachModule, ReachTarget } from "./reach.ts";
import { buildFlow, nodeAround, sourcesOf } from "./value-flow.ts";

/** Whether an import (`"lodash/fp"`) in a module of the run is of such a package. */
export type IsForeign = (specifier: string, module: string) => boolean;

/** What loops run, besides what stands in them. */
export interface LoopRun {
  readonly functions: ReadonlySet<FunctionNode>;
}

interface Asked {
  readonly targets: readonly ReachTarget[];
  readonly isForeign: IsForeign;
  readonly run: LoopRun;
  /** The modules, parsed, by path. */
  readonly files: ReadonlyMap<string, ts.SourceFile>;
}

/** @returns the import on which the value of a target may depend, and which loops may call; null where there is none. */
export function foreignSource(ts_: typeof ts, modules: readonly ReachModule[], { targets, isForeign, run, files }: Asked): string | null {
  const imports = foreignImports(ts_, files, isForeign);
  if ([...imports.values()].every((names) => names.size === 0)) return null;
  const inLoops = new Map(modules.map((module) => [module.path, stretchesRunByLoops(module, run)]));
  const mark = (node: ts.Identifier): string | null => {
    const path = node.getSourceFile().fileName;
    const specifier = imports.get(path)?.get(node.text);
    if (specifier === undefined) return null;
    const at = node.getStart();
    return inLoops.get(path)!.some(({ start, end }) => start <= at && at < end) ? FOREIGN + specifier : null;
  };
  const flow = buildFlow(ts_, files.values(), mark);
  for (const target of targets) {
    const file = files.get(target.module);
    if (file === undefined) continue;
    for (const source of sourcesOf(ts_, nodeAround(ts_, file, target), flow, mark)) if (source.startsWith(FOREIGN)) return source.slice(FOREIGN.length);
  }
  return null;
}

const FOREIGN = "import of ";

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function stretchesRunByLoops({ path, loops }: ReachModule, { functions }: LoopRun): Stretch[] {
  return [...loops, ...[...functions].filter(({ module }) => module === path)];
}

/** By module and name: what an imported name was imported from. */
function foreignImports(ts_: typeof ts, files: ReadonlyMap<string, ts.SourceFile>, isForeign: IsForeign): Map<string, Map<string, string>> {
  const passing = new Map<string, string>();
  for (const [path, file] of files)
    for (const statement of file.statements)
      if (ts_.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined && ts_.isStringLiteral(statement.moduleSpecifier)) {
        const { text } = statement.moduleSpecifier;
        if (!statement.isTypeOnly && isForeign(text, path)) passing.set(baseName(path), text);
      }
  const sourceOf = (specifier: string, path: string): string | null =>
    isForeign(specifier, path) ? specifier : specifier.startsWith(".") ? (passing.get(baseName(specifier)) ?? null) : null;
  return new Map([...files].map(([path, file]) => [path, importsOf(ts_, file, (specifier) => sourceOf(specifier, path))]));
}

function importsOf(ts_: typeof ts, file: ts.SourceFile, sourceOf: (specifier: string) => string | null): Map<string, string> {
  const found = new Map<string, string>();
  const note = (name: ts.Node | undefined, source: string): void => {
    if (name === undefined) return;
    if (ts_.isIdentifier(name)) found.set(name.text, source);
    else ts_.forEachChild(name, (child) => note(child, source));
  };
  const visit = (node: ts.Node): void => {
    if (ts_.isImportDeclaration(node) && ts_.isStringLiteral(node.moduleSpecifier)) {
      const source = sourceOf(node.moduleSpecifier.text);
      if (source !== null && node.importClause?.isTypeOnly !== true) note(node.importClause, source);
      return;
    }
    if (ts_.isImportEqualsDeclaration(node) && ts_.isExternalModuleReference(node.moduleReference)) {
      const source = ts_.isStringLiteral(node.moduleReference.expression) ? sourceOf(node.moduleReference.expression.text) : null;
      if (source !== null) note(node.name, source);
    }
    if (ts_.isVariableDeclaration(node) && node.initializer !== undefined) {
      const specifier = loadedBy(ts_, node.initializer);
      const source = specifier === null ? null : sourceOf(specifier);
      if (source !== null) note(node.name, source);
    }
    ts_.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** `require("x")`, `require("x").y`, `await import("x")` */
function loadedBy(ts_: typeof ts, node: ts.Node): string | null {
  if (ts_.isAwaitExpression(node) || ts_.isParenthesizedExpression(node) || ts_.isPropertyAccessExpression(node) || ts_.isAsExpression(node))
    return loadedBy(ts_, node.expression);
  if (!ts_.isCallExpression(node)) return null;
  const { expression } = node;
  const loads = expression.kind === ts_.SyntaxKind.ImportKeyword || (ts_.isIdentifier(expression) && /^require$|^_*require\w*$/.test(expression.text));
  const [first] = node.arguments;
  if (loads && first !== undefined && ts_.isStringLiteralLike(first)) return first.text;
  return node.arguments.map((argument) => loadedBy(ts_, argument)).find((specifier) => specifier !== null) ?? null;
}

/** `./lib/index.js` -> `lib` */
function baseName(path: string): string {
  const parts = path.replace(/\.[cm]?[jt]sx?$/, "").split("/");
  return (parts.at(-1) === "index" ? parts.at(-2) : parts.at(-1)) ?? "";
}
