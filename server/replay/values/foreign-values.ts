/**
 * Values that may come from packages which are not instrumented: such code may keep state between its calls (a counter, a cache, a spare random number)
 * that is in no checkpoint, so a replay that leaves calls of it out could make another value, and nothing would show it.
 */
import type ts from "typescript";
import { isReference } from "../../../transformer/analyse/references.ts";
import { isTypeOnly } from "../../../transformer/analyse/scope.ts";
import type { FunctionNode } from "../calls/call-graph.ts";
import { importedAt, importsOf, mayLoad, type Imported } from "../calls/imports.ts";
import type { ReachModule, ReachTarget } from "../calls/reach.ts";
import { nodeAround } from "../../../transformer/analyse/nodes.ts";
import { splitSpecifier } from "../packages/package-entry.ts";
import { buildFlow, sourcesOf } from "./value-flow.ts";
import { plainName } from "./variable-names.ts";

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
  const imports = new ForeignImports(ts_, files, isForeign);
  const marks = [...files.values()].some((file) => /\b(?:mark|measure|timerify|setEnvironmentData)\b/.test(file.text));
  if (imports.isEmpty && !marks) return null;
  const inLoops = new Map(modules.map((module) => [module.path, stretchesRunByLoops(module, run)]));
  const inLoop = (node: ts.Node): boolean => {
    const at = node.getStart();
    return inLoops.get(node.getSourceFile().fileName)!.some(({ start, end }) => start <= at && at < end);
  };
  const used = new Set<string>();
  for (const node of referencesIn(ts_, files.values())) {
    const specifier = imports.at(node);
    if (specifier !== null && (inLoop(node) || isOfClass(ts_, node))) used.add(packageOf(specifier));
  }
  const mark = (node: ts.Identifier): string | null => {
    if (marks && asksTimeline(ts_, node)) return FOREIGN + TIMELINE;
    const specifier = imports.at(node);
    // Calls in loops may change what a package was given or gave before them, and decide what it gives behind them.
    return specifier !== null && used.has(packageOf(specifier)) ? FOREIGN + specifier : null;
  };
  const flow = buildFlow(ts_, files.values(), mark);
  for (const target of targets) {
    const file = files.get(target.module);
    if (file === undefined) continue;
    for (const source of sourcesOf(ts_, nodeAround(ts_, file, target), flow, mark)) {
      if (source.startsWith(FOREIGN)) return source.slice(FOREIGN.length);
      if (marks && plainName(source).replace(/^\./, "") === "getEnvironmentData") return THREAD_DATA;
    }
  }
  return null;
}

const FOREIGN = "import of ";

/** What Node keeps of `performance.mark` and the like, as {@link foreignSource} calls it. */
export const TIMELINE = "the performance timeline";

/** What `setEnvironmentData` keeps, as {@link foreignSource} calls it. */
export const THREAD_DATA = "the environment data of worker threads";

function asksTimeline(ts_: typeof ts, { parent, text }: ts.Identifier): boolean {
  if (!ts_.isPropertyAccessExpression(parent)) return false;
  return parent.name.text.startsWith("getEntries") || (parent.name.text === "measure" && text === "performance");
}

/** `lodash/fp` -> `lodash` */
function packageOf(specifier: string): string {
  return splitSpecifier(specifier)?.name ?? specifier;
}

/** Whether what is named is part of a class: loops call it by the class's instances. */
function isOfClass(ts_: typeof ts, node: ts.Node): boolean {
  const outer = ts_.findAncestor(node, (at) => ts_.isHeritageClause(at) || ts_.isDecorator(at) || (ts_.isFunctionLike(at) ? "quit" : false));
  return outer !== undefined;
}

function* referencesIn(ts_: typeof ts, files: Iterable<ts.SourceFile>): Iterable<ts.Identifier> {
  const nodes: ts.Node[] = [...files];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (isTypeOnly(ts_, node)) continue;
    if (ts_.isIdentifier(node) && isReference(ts_, node)) yield node;
    ts_.forEachChild(node, (child) => void nodes.push(child));
  }
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function stretchesRunByLoops({ path, loops }: ReachModule, { functions }: LoopRun): Stretch[] {
  return [...loops, ...[...functions].filter(({ module }) => module === path)];
}

/** The imports of packages that are asked for, in some files. */
export class ForeignImports {
  readonly #ts: typeof ts;
  readonly #files: ReadonlyMap<string, ts.SourceFile>;
  readonly #imports: ReadonlyMap<string, ReadonlyMap<string, Imported>>;
  readonly #sourceOf: (specifier: string, path: string) => string | null;

  constructor(ts_: typeof ts, files: ReadonlyMap<string, ts.SourceFile>, isForeign: IsForeign) {
    this.#ts = ts_;
    this.#files = files;
    this.#imports = new Map([...files].map(([path, file]) => [path, importsOf(ts_, file)]));
    this.#sourceOf = foreignSources(ts_, files, isForeign);
  }

  /** Whether there can be none. */
  get isEmpty(): boolean {
    return [...this.#files].every(
      ([path, file]) => !mayLoad(file) && [...this.#imports.get(path)!.values()].every(({ specifier }) => this.#sourceOf(specifier, path) === null),
    );
  }

  /** The specifier of what a reference was imported as; null where that is no such package. */
  at(node: ts.Identifier): string | null {
    const path = node.getSourceFile().fileName;
    const imported = importedAt(this.#ts, node, this.#imports.get(path)!);
    return imported === undefined ? null : this.#sourceOf(imported.specifier, path);
  }
}

/** Of an import in a module: the package that is not instrumented, whether it is asked itself or a module of the program passes it on; null for others. */
function foreignSources(ts_: typeof ts, files: ReadonlyMap<string, ts.SourceFile>, isForeign: IsForeign): (specifier: string, path: string) => string | null {
  const passing = new Map<string, string>();
  for (const [path, file] of files)
    for (const statement of file.statements)
      if (ts_.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined && ts_.isStringLiteral(statement.moduleSpecifier)) {
        const { text } = statement.moduleSpecifier;
        if (!statement.isTypeOnly && isForeign(text, path)) passing.set(baseName(path), text);
      }
  return (specifier, path) => {
    if (isForeign(specifier, path)) return specifier;
    return specifier.startsWith(".") ? (passing.get(baseName(specifier)) ?? null) : null;
  };
}

/** `./lib/index.js` -> `lib` */
function baseName(path: string): string {
  const parts = path.replace(/\.[cm]?[jt]sx?$/, "").split("/");
  return (parts.at(-1) === "index" ? parts.at(-2) : parts.at(-1)) ?? "";
}
