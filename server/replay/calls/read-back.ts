/**
 * Whether a program may read files that it wrote in a loop: files are in no checkpoint, so where a replay leaves writes out, what is read behind them is not
 * what the past run read, and no hash need show it.
 *
 * Invariants
 * 1. It errs towards "may read": what is executed before the first statement that leads to a write in a loop is left out only where it is executed once.
 * 2. What is handed over as a value counts as executed at any time.
 */
import type ts from "typescript";
import { FILE_CALLS } from "./file-calls.ts";
import type { CallGraph, Calls, FunctionNode } from "./call-graph.ts";
import { closure } from "./call-closure.ts";
import type { ReachModule } from "./reach.ts";

/** A part of a module that is executed in one go: a function, or the top level of a module. */
interface Body {
  readonly module: string;
  readonly node: ts.Node;
}

/** Whether what some loops write may be read while they run or behind them. */
export function readsBack(ts_: typeof ts, graph: CallGraph, modules: readonly ReachModule[]): boolean {
  const calls = FILE_CALLS.filter(({ imported }) => modules.some((module) => imported.test(module.text)));
  if (calls.length === 0) return false;
  const finder = new LateCode(ts_, graph, modules, (name) => calls.some(({ writes }) => writes.test(name)));
  const names = finder.names();
  return calls.some(({ reads }) => [...names].some((name) => reads.test(name)));
}

interface Stretch {
  readonly module: string;
  readonly start: number;
  readonly end: number;
}

/** What may be executed when a loop has begun to write. */
class LateCode {
  readonly #ts: typeof ts;
  readonly #graph: CallGraph;
  readonly #modules: readonly ReachModule[];
  /** Loops that may write. */
  readonly #loops: readonly Stretch[];
  /** Functions in which such a loop stands. */
  readonly #writers: ReadonlySet<FunctionNode>;
  readonly #names = new Set<string>();
  readonly #begun = new Set<FunctionNode>();
  #loads = false;

  constructor(ts_: typeof ts, graph: CallGraph, modules: readonly ReachModule[], writes: (name: string) => boolean) {
    this.#ts = ts_;
    this.#graph = graph;
    this.#modules = modules;
    this.#loops = modules.flatMap(({ path, loops }) =>
      loops
        .map(({ start, end }) => ({ module: path, start, end }))
        .filter(({ module, start, end }) => [...closure(graph, graph.callsIn(module, start, end)).names].some(writes)),
    );
    this.#writers = new Set(graph.functions.filter((found) => this.#loops.some((loop) => isIn(loop, found))));
  }

  /** Names of what it may call. */
  names(): ReadonlySet<string> {
    if (this.#loops.length === 0) return this.#names;
    const tops = this.#modules.map(({ path }) => ({ module: path, node: this.#graph.files.get(path)! }));
    const begun = tops.filter((top) => this.follow(top));
    for (const found of this.#graph.functions) if (found.handed) this.enter(this.#graph.callsIn(found.module, found.start, found.end));
    // Modules that import such a one are evaluated behind it; what is imported later is, too.
    const isImported = begun.some(({ module }) => this.#modules.some(({ path, text }) => path !== module && mayImport(text, module)));
    if (isImported || this.#loads || begun.length > 1)
      for (const { module, node } of tops) if (isImported || !begun.some((top) => top.module === module)) this.enter(this.#graph.callsIn(module, 0, node.end));
    return this.#names;
  }

  /** Takes what is executed from the first statement of a body on that may lead to a write in a loop. @returns whether there is one */
  private follow(body: Body): boolean {
    const first = this.first(body, statementsOf(this.#ts, body.node));
    if (first === null) return false;
    const { module } = body;
    this.begin(module, first);
    this.enter(this.#graph.callsIn(module, first.end, body.node.end));
    return true;
  }

  /** Of functions that this statement alone calls, and once, what comes before their own writes is over by then. */
  private begin(module: string, statement: ts.Node): void {
    const calls = this.#graph.callsIn(module, statement.getStart(), statement.end);
    const isOnce = !this.#ts.isIterationStatement(statement, false) && !calls.unknown;
    for (const name of calls.names) {
      const [only, ...others] = isOnce && countOf(this.#ts, statement, name) === 1 ? (this.#graph.byName.get(name) ?? []) : [];
      const isPart = only !== undefined && others.length === 0 && !this.#graph.aliases.has(name) && !this.#begun.has(only);
      if (isPart) {
        this.#begun.add(only);
        const node = functionAt(this.#ts, this.#graph.files.get(only.module)!, only);
        if (node !== null && this.follow({ module: only.module, node })) continue;
      }
      this.enter({ names: new Set([name]), unknown: false, loads: false });
    }
    this.enter({ names: new Set(), unknown: calls.unknown, loads: calls.loads });
  }

  private first({ module }: Body, statements: readonly ts.Node[]): ts.Node | null {
    const ts_ = this.#ts;
    for (const statement of statements) {
      if (isDefinition(ts_, statement) || !this.mayWrite(module, statement)) continue;
      const inner = ts_.isTryStatement(statement) ? statement.tryBlock.statements : ts_.isBlock(statement) ? statement.statements : [];
      return this.first({ module, node: statement }, inner) ?? statement;
    }
    return null;
  }

  private mayWrite(module: string, statement: ts.Node): boolean {
    const [start, end] = [statement.getStart(), statement.end];
    const isHere = (loop: Stretch): boolean => isIn(loop, { module, start, end }) && !this.isNamed(loop, { module, start, end });
    if (this.#loops.some(isHere)) return true;
    return [...closure(this.#graph, this.#graph.callsIn(module, start, end)).functions].some((found) => this.#writers.has(found));
  }

  /** Whether a loop stands in a function with a name that is made in a statement: it runs where that is called. */
  private isNamed(loop: Stretch, statement: Stretch): boolean {
    return this.#graph.functions.some((found) => found.names.size > 0 && isIn(loop, found) && isIn(found, statement));
  }

  private enter(calls: Calls): void {
    const reached = closure(this.#graph, calls);
    for (const name of reached.names) this.#names.add(name);
    this.#loads ||= reached.loads;
  }
}

function isIn(inner: Stretch, outer: Stretch): boolean {
  return inner.module === outer.module && outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether a statement only says what something is: what is in it is executed where it is called. */
function isDefinition(ts_: typeof ts, node: ts.Node): boolean {
  if (ts_.isFunctionDeclaration(node) || ts_.isImportDeclaration(node) || ts_.isInterfaceDeclaration(node) || ts_.isTypeAliasDeclaration(node)) return true;
  if (ts_.isClassDeclaration(node)) return !node.members.some((member) => ts_.isClassStaticBlockDeclaration(member) || ts_.isPropertyDeclaration(member));
  if (!ts_.isVariableStatement(node)) return false;
  return node.declarationList.declarations.every(
    ({ initializer }) => initializer !== undefined && (ts_.isArrowFunction(initializer) || ts_.isFunctionExpression(initializer)),
  );
}

function statementsOf(ts_: typeof ts, node: ts.Node): readonly ts.Node[] {
  if (ts_.isSourceFile(node)) return node.statements;
  const body = (node as { body?: ts.Node }).body;
  return body === undefined ? [] : ts_.isBlock(body) ? body.statements : [body];
}

function functionAt(ts_: typeof ts, file: ts.SourceFile, { start, end }: FunctionNode): ts.Node | null {
  const visit = (node: ts.Node): ts.Node | undefined => {
    if (node.end <= start || node.pos >= end) return undefined;
    return ts_.isFunctionLike(node) && node.getStart() === start && node.end === end ? node : ts_.forEachChild(node, visit);
  };
  return visit(file) ?? null;
}

/** How often a name stands in a node. */
function countOf(ts_: typeof ts, node: ts.Node, name: string): number {
  let count = ts_.isIdentifier(node) && node.text === name ? 1 : 0;
  ts_.forEachChild(node, (child) => void (count += countOf(ts_, child, name)));
  return count;
}

/** Whether a text may import a module, by the last part of its name. */
function mayImport(text: string, module: string): boolean {
  const parts = module.replace(/\.[cm]?[jt]sx?$/, "").split("/");
  const name = (parts.at(-1) === "index" ? parts.at(-2) : parts.at(-1)) ?? "";
  return name === "" || new RegExp(`["'/]${name.replaceAll(/[^\w]/g, "\\$&")}(/index)?(\\.[cm]?[jt]sx?)?["']`).test(text);
}
