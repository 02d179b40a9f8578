/**
 * Finds the loops and log statements of a file and gives them their ids.
 *
 * Invariants (those of runtime/format/site.ts, and)
 * 1. What lies in an inserted range changes no id, no name and no decision about what is around it.
 */
import type ts from "typescript";
import type { LogSite, LoopKind, LoopSite } from "../../runtime/format/site.ts";
import { functionName, isFunctionScope } from "./functions.ts";
import { IGNORED, isIgnored, mayIgnore } from "./ignore.ts";
import { isInserted, isWrapper, type TextRange } from "./inserted.ts";
import { readLogCall, type LogCall } from "./log-calls.ts";
import { boundaries, type LoopSurroundings } from "./refusals.ts";
import { resolveScopes } from "./references.ts";
import { findSentAway, type SentAway } from "./sent-away.ts";
import { isTypeOnly, patternNames, type Scope, type Scopes } from "./scope.ts";

/** A loop with its node. */
export interface LoopInfo {
  readonly site: LoopSite;
  readonly node: ts.IterationStatement;
  /** It can be checkpointed and calls none of the program's code: nothing can be recorded in it, so it needs to be no context. */
  readonly alone: boolean;
}

/** A log statement with its node; `inserted` where propagation put it there. */
export interface LogInfo {
  readonly site: LogSite;
  readonly node: ts.CallExpression;
  readonly call: LogCall;
  readonly inserted: boolean;
}

/** All that the instrumenter knows of a file. */
export interface FileSites {
  readonly file: ts.SourceFile;
  readonly scopes: Scopes;
  readonly inserted: readonly TextRange[];
  readonly loops: ReadonlyMap<ts.Node, LoopInfo>;
  readonly logs: ReadonlyMap<ts.Node, LogInfo>;
  /** Functions that run elsewhere: they are left as they are. */
  readonly sentAway: ReadonlyMap<ts.Node, SentAway>;
}

/** What the analysis of a text depends on beside the text. */
export interface AnalysisOptions {
  /** `ModuleDescriptor.logCalls` */
  readonly logCalls: readonly string[] | undefined;
  /** Ranges of the text that propagation added. */
  readonly inserted?: readonly TextRange[] | undefined;
  /** Which calls log in those ranges: what is configured where they come from. @defaultValue `logCalls` */
  readonly insertedLogCalls?: readonly string[] | undefined;
}

/** Analyses a parsed file. */
export function findSites(ts_: typeof ts, file: ts.SourceFile, options: AnalysisOptions): FileSites {
  const { inserted = [] } = options;
  const scopes = resolveScopes(ts_, file);
  const finder = new SiteFinder(ts_, file, scopes, options);
  finder.visit(file, { scope: scopes.module, loop: null, inserted: false, generator: null, ignored: false });
  return { file, scopes, inserted, loops: finder.loops, logs: finder.logs, sentAway: finder.sentAway };
}

/** The sites of a text, for those who need no nodes. Never throws on a text with syntax errors. */
export function analyse(ts_: typeof ts, text: string, fileName: string, options: AnalysisOptions): { loops: LoopSite[]; logs: LogSite[] } {
  return listSites(findSites(ts_, ts_.createSourceFile(fileName, text, ts_.ScriptTarget.Latest, true), options));
}

/** The same of a file that is analysed already. */
export function listSites(sites: FileSites): { loops: LoopSite[]; logs: LogSite[] } {
  return { loops: [...sites.loops.values()].map((loop) => loop.site), logs: [...sites.logs.values()].map((log) => log.site) };
}

interface Place {
  readonly scope: Scope;
  readonly loop: LoopSite | null;
  readonly inserted: boolean;
  readonly generator: LoopSurroundings["generator"];
  /** A comment leaves its loops alone. */
  readonly ignored: boolean;
}

class SiteFinder {
  readonly loops = new Map<ts.Node, LoopInfo>();
  readonly logs = new Map<ts.Node, LogInfo>();
  readonly #ts: typeof ts;
  readonly #file: ts.SourceFile;
  readonly #scopes: Scopes;
  readonly #inserted: readonly TextRange[];
  readonly #options: AnalysisOptions;
  readonly #mayIgnore: boolean;
  readonly sentAway: ReadonlyMap<ts.Node, SentAway>;
  readonly #names = new Set<string>();
  #insertedLogs = 0;

  constructor(ts_: typeof ts, file: ts.SourceFile, scopes: Scopes, options: AnalysisOptions) {
    this.#ts = ts_;
    this.#file = file;
    this.#scopes = scopes;
    this.#inserted = options.inserted ?? [];
    this.#options = options;
    this.#mayIgnore = mayIgnore(file);
    this.sentAway = findSentAway(ts_, file, scopes);
  }

  visit(node: ts.Node, place: Place): void {
    const ts_ = this.#ts;
    if (isTypeOnly(ts_, node) || this.sentAway.has(node)) return;
    let inner: Place = { ...place, scope: this.#scopes.opened.get(node) ?? place.scope, inserted: place.inserted || isInserted(node, this.#inserted) };
    if (this.#mayIgnore && !inner.ignored && isIgnored(ts_, this.#file, node)) inner = { ...inner, ignored: true };
    if (isFunctionScope(ts_, node)) inner = { ...inner, loop: null, generator: generatorKind(ts_, node) };
    if (ts_.isIterationStatement(node, false) && !inner.inserted) inner = { ...inner, loop: this.addLoop(node, { ...place, ignored: inner.ignored }) };
    if (ts_.isCallExpression(node)) this.addLog(node, isWrapper(ts_, node, this.#inserted) ? { ...inner, inserted: true } : inner);
    ts_.forEachChild(node, (child) => this.visit(child, inner));
  }

  private addLoop(node: ts.IterationStatement, place: Place): LoopSite {
    const ts_ = this.#ts;
    const fn = functionName(ts_, node);
    const { reason, alone } = boundaries(ts_, node, {
      ignored: place.ignored ? IGNORED : null,
      scopes: this.#scopes,
      generator: place.generator,
      nested: place.loop !== null,
      atModuleLevel: place.scope.owner === this.#scopes.module,
      isInserted: (inner) => isInserted(inner, this.#inserted),
    });
    const start = node.getStart(this.#file);
    const site: LoopSite = {
      id: this.loops.size,
      name: this.unique(loopName(ts_, node, place.scope) ?? `${fn === "" || fn === "?" ? "" : `${fn}.`}loop`),
      kind: loopKind(ts_, node),
      start,
      end: node.end,
      line: this.#file.getLineAndCharacterOfPosition(start).line,
      parent: place.loop?.id ?? null,
      fn,
      checkpointable: reason === null,
      ...(reason === null ? {} : { reason }),
    };
    this.loops.set(node, { site, node, alone });
    return site;
  }

  /** What is inserted is of today, and read by the rules of today. */
  private logCalls({ inserted }: Place): readonly string[] | undefined {
    const { logCalls, insertedLogCalls } = this.#options;
    return inserted ? (insertedLogCalls ?? logCalls ?? []) : logCalls;
  }

  private addLog(node: ts.CallExpression, place: Place): void {
    const call = readLogCall(this.#ts, node, { scope: place.scope, logCalls: this.logCalls(place) });
    if (call === null) return;
    const start = node.getStart(this.#file);
    const site: LogSite = {
      id: place.inserted ? -++this.#insertedLogs : this.logs.size - this.#insertedLogs,
      callee: call.callee,
      names: call.names,
      expressions: call.expressions,
      start,
      end: node.end,
      line: this.#file.getLineAndCharacterOfPosition(start).line,
      loop: place.loop?.id ?? null,
      fn: functionName(this.#ts, node),
    };
    this.logs.set(node, { site, node, call, inserted: place.inserted });
  }

  private unique(name: string): string {
    let candidate = name;
    for (let count = 2; this.#names.has(candidate); count++) candidate = `${name}${count}`;
    this.#names.add(candidate);
    return candidate;
  }
}

function generatorKind(ts_: typeof ts, node: ts.Node): LoopSurroundings["generator"] {
  if ((!ts_.isFunctionDeclaration(node) && !ts_.isFunctionExpression(node) && !ts_.isMethodDeclaration(node)) || node.asteriskToken === undefined) return null;
  return ts_.getModifiers(node)?.some((modifier) => modifier.kind === ts_.SyntaxKind.AsyncKeyword) === true ? "async" : "sync";
}

function loopKind(ts_: typeof ts, node: ts.IterationStatement): LoopKind {
  if (ts_.isForStatement(node)) return "for";
  if (ts_.isForInStatement(node)) return "for-in";
  if (ts_.isForOfStatement(node)) return node.awaitModifier === undefined ? "for-of" : "for-await";
  return ts_.isWhileStatement(node) ? "while" : "do-while";
}

/** Head variable, else label; null where it has neither. `loop("epoch", xs)` as the iterated expression names it. */
function loopName(ts_: typeof ts, node: ts.IterationStatement, scope: Scope): string | null {
  if (ts_.isForOfStatement(node)) {
    const named = namedIterable(ts_, node.expression, scope);
    if (named !== null) return named.name;
  }
  const variable = headVariables(ts_, node)[0];
  if (variable !== undefined) return variable.text;
  return ts_.isLabeledStatement(node.parent) ? node.parent.label.text : null;
}

/** The variables that the head of a loop declares or sets, in order. */
export function headVariables(ts_: typeof ts, node: ts.IterationStatement): ts.Identifier[] {
  if (!ts_.isForStatement(node) && !ts_.isForOfStatement(node) && !ts_.isForInStatement(node)) return [];
  const head = node.initializer;
  if (head === undefined) return [];
  if (ts_.isVariableDeclarationList(head)) return head.declarations.flatMap((declaration) => patternNames(ts_, declaration.name));
  if (ts_.isIdentifier(head)) return [head];
  return ts_.isForStatement(node) && ts_.isBinaryExpression(head) && ts_.isIdentifier(head.left) ? [head.left] : [];
}

/** `loop("epoch", xs)` of the API: its name and what it iterates. */
export function namedIterable(ts_: typeof ts, node: ts.Expression, scope: Scope): { name: string; iterable: ts.Expression } | null {
  if (!ts_.isCallExpression(node) || !ts_.isIdentifier(node.expression)) return null;
  const imported = lookUpImport(node.expression.text, scope);
  const [name, iterable] = node.arguments;
  if (imported?.module !== "hindlog" || imported.name !== "loop" || name === undefined || iterable === undefined || !ts_.isStringLiteralLike(name)) return null;
  return { name: name.text, iterable };
}

function lookUpImport(name: string, scope: Scope): { module: string; name: string } | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding.imported;
  }
  return null;
}
