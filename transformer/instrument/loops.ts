/**
 * Loops. Boundaries are inline: the loop's own variables stay where they are.
 *
 * in                                    out, where a replay may restore
 * for (let e = 0; e < n; e++) BODY      { const f = hl.enter(hl_m, 3);
 *                                         try { for (let e = 0; e < n; e++) {
 *                                                 if (++f.k >= f.due) { const r = hl.at(f, [e, w]);
 *                                                   if (r !== undefined) { [e, w] = r; if (f.exiting) break; } }
 *                                                 f.v = e; BODY }
 *                                               if (f.tracked !== null) hl.exit(f, [w]); }
 *                                         finally { hl.leave(f); } }
 * the same, where BODY calls nothing    { const f = hl.enterAlone(hl_m, 3); let k = -1, d = f.due;
 *                                         try { for (let e = 0; e < n; e++) {
 *                                                 if (++k >= d) { f.k = k; const r = hl.at(f, [e, w]); k = f.k; d = f.due; ... }
 *                                                 BODY }
 *                                               if (f.tracked !== null) { f.k = k; hl.exit(f, [w]); } }
 *                                         finally { hl.leaveAlone(f, k); } }
 * for (const [a, b] of E) BODY          for (const i of (o = hl.over(f, E), f.asks ? hl.through(f, o[hl.iterator]()) : o)) { boundary with i; const [a, b] = i; BODY }
 *
 * for await (const x of E) BODY         for await (const x of hl.items(a, (o = hl.overAwaited(f, E), ...), f)) { hl.arrives(a, o); try { boundary; BODY } finally { hl.resume(a); hl.suspend(a); } }
 *
 * A recording build assigns nothing to the program's variables (the engine then knows more about them): `if (++f.k >= f.due) hl.at(f, [e, w]);`
 *
 * Iterators are the program's own. What the language itself iterates (arrays, Map, Set) goes by in a jump forward (`r === null` is "not yet there":
 * continue). The iterator of any other object is asked for here (`f.asks`) and is state of the loop; a replay goes on with the restored one, and with
 * the item that was restored: in a replay build the item has a variable of its own (`for (let i of ...) { boundary with i; const x = i; BODY }`).
 * In a replay build a loop that lexically holds an inserted statement gets, behind the last child of its body that holds one,
 * `if (hl.cut(f)) continue;`, and its condition yields to a cut that is under way (`f.cutting || condition`).
 */
import type ts from "typescript";
import { headVariables, type FileSites, type LoopInfo } from "../analyse/sites.ts";
import { isInserted } from "../analyse/inserted.ts";
import { loopSlots } from "../analyse/state.ts";
import { isFunctionScope } from "../analyse/functions.ts";
import { boundary, exitBoundary } from "./boundaries.ts";
import { iteratedExpression } from "./iterated.ts";
import type { Item, LoopHost, Parts } from "./loop-parts.ts";
import { hasPlainCopy, withPlainCopy } from "./plain-copy.ts";
import { spelled } from "./spelling.ts";

/** Instruments a loop statement with its labels. @returns one statement; the visited loop where it is left alone. */
export function instrumentLoop(host: LoopHost, loop: LoopInfo, labels: readonly ts.LabeledStatement[]): ts.Statement {
  const { emit } = host;
  const cuts = host.replay && loop.site.checkpointable ? cutPoint(host, loop.node) : null;
  if (!isFollowed(host, loop)) return relabel(host, host.visit(loop.node), labels);
  const frame = emit.fresh("hl_f");
  const cut = emit.when(emit.call("cut", emit.id(frame)), emit.factory.createContinueStatement());
  if (cuts !== null) host.behind.set(cuts, cut);
  // In a replay build an inserted statement may stand in it: then it is a context like all others.
  const counters = loop.alone && !containsLog(host, loop.node) ? { k: emit.fresh("hl_k"), due: emit.fresh("hl_d") } : null;
  const iterable = loop.site.checkpointable && emit.ts.isForOfStatement(loop.node) ? emit.fresh("hl_o") : null;
  host.generator?.frames.set(loop.node, frame);
  const parts = { host, loop, frame, cuts, counters, iterable };
  const relabelled = (statement: ts.Statement): ts.Statement => relabel(host, statement, labels);
  const rebuilt = relabelled(rebuild(parts));
  const exit = loop.site.checkpointable ? [...(loop.site.kind === "for-await" ? regained(host) : []), exitBoundary(parts)] : [];
  const entering = (name: string): ts.Statement => emit.constant(frame, emit.call(name, emit.id(emit.module), emit.number(loop.site.id)));
  const whole =
    counters === null
      ? [
          entering("enter"),
          ...(iterable === null ? [] : [emit.variable(iterable)]),
          emit.tryFinally([rebuilt, ...exit], [...regained(host), emit.statement(emit.call("leave", emit.id(frame)))]),
        ]
      : [
          entering("enterAlone"),
          emit.constant(counters.k, emit.number(-1), emit.ts.NodeFlags.Let),
          emit.constant(counters.due, emit.member(emit.id(frame), "due"), emit.ts.NodeFlags.Let),
          emit.tryFinally([rebuilt, ...exit], [emit.statement(emit.call("leaveAlone", emit.id(frame), emit.id(counters.k)))]),
        ];
  const instrumented = emit.standingFor(labels[0] ?? loop.node, emit.block(whole));
  return hasPlainCopy(host, loop) ? withPlainCopy(host, loop, instrumented, relabelled) : instrumented;
}

/** A file that is looked at. */
interface Looked {
  readonly emit: { readonly ts: typeof ts };
  readonly sites: FileSites;
}

/** Whether a loop is instrumented at all. In a generator: where something in it could be told about. */
export function isFollowed(host: Looked, { site, node }: LoopInfo, counts: "all" | "original" = "all"): boolean {
  if (site.checkpointable || containsLog(host, node, counts)) return true;
  return (site.reason === "yields" || site.reason === "in an async generator") && containsCall(host.emit.ts, node);
}

/** An await or a yield in the loop may have thrown, or the generator is being closed: the strand is put right first. */
function regained({ emit, strand }: LoopHost): ts.Statement[] {
  return strand === null ? [] : [emit.statement(emit.call("resume", emit.id(strand)))];
}

function relabel({ emit }: LoopHost, statement: ts.Statement, labels: readonly ts.LabeledStatement[]): ts.Statement {
  return labels.reduceRight<ts.Statement>((inner, label) => emit.factory.createLabeledStatement(label.label, inner), statement);
}

function rebuild(parts: Parts): ts.Statement {
  const { host, loop } = parts;
  const { ts: ts_, factory } = host.emit;
  const node = loop.node;
  if (ts_.isForStatement(node)) {
    const condition = node.condition === undefined ? undefined : yielding(parts, host.visit(node.condition));
    const initializer = node.initializer && host.visit(node.initializer);
    return factory.updateForStatement(
      node,
      host.generator === null ? initializer : host.generator.initializer(node, initializer),
      condition,
      node.incrementor && whileCutting(parts, host.visit(node.incrementor)),
      body(parts, null),
    );
  }
  if (ts_.isWhileStatement(node)) return factory.updateWhileStatement(node, yielding(parts, host.visit(node.expression)), body(parts, null));
  if (ts_.isDoStatement(node)) return factory.updateDoStatement(node, body(parts, null), yielding(parts, host.visit(node.expression)));
  return overItems(parts, node as ts.ForOfStatement | ts.ForInStatement);
}

function yielding(parts: Parts, condition: ts.Expression): ts.Expression {
  const { host, loop } = parts;
  return whileCutting(parts, host.generator === null ? condition : host.generator.condition(loop.node, condition));
}

function whileCutting({ host: { emit }, frame, cuts }: Parts, condition: ts.Expression): ts.Expression {
  if (cuts === null) return condition;
  return emit.factory.createLogicalOr(emit.member(emit.id(frame), "cutting"), emit.factory.createParenthesizedExpression(condition));
}

/** for-of and for-in: simple variables stay in the head, patterns and other targets are set behind the boundary. */
function overItems(parts: Parts, node: ts.ForOfStatement | ts.ForInStatement): ts.Statement {
  const { host } = parts;
  const { ts: ts_, factory } = host.emit;
  const head = node.initializer;
  const simple = ts_.isVariableDeclarationList(head) ? head.declarations[0]!.name : head;
  const iterated = iteratedExpression(parts, node);
  const resumed = host.generator !== null && ts_.isForOfStatement(node) ? node : null;
  const rebuiltHead = (initializer: ts.ForInitializer, inner: ts.Block): ts.Statement =>
    ts_.isForInStatement(node)
      ? factory.updateForInStatement(node, initializer, iterated, inner)
      : factory.updateForOfStatement(node, node.awaitModifier, initializer, iterated, inner);
  // A restored item is assigned: it needs a variable that is not the program's.
  const assigns = host.restores && parts.iterable !== null;
  const isLexical = ts_.isVariableDeclarationList(head) && (head.flags & ts_.NodeFlags.BlockScoped) !== 0;
  const item = host.emit.fresh("hl_i");
  const first = resumed && host.generator!.item(resumed, item, host.visit(head));
  if (first !== null) {
    const list = factory.createVariableDeclarationList([factory.createVariableDeclaration(item)], ts_.NodeFlags.Const);
    return rebuiltHead(list, body(parts, { item: host.emit.id(item), first, assigns: false }));
  }
  if (ts_.isIdentifier(simple) && !(assigns && isLexical)) return rebuiltHead(head, body(parts, { item: simple, first: null, assigns: false }));
  const set = ts_.isVariableDeclarationList(head)
    ? factory.createVariableStatement(
        undefined,
        factory.createVariableDeclarationList(
          [factory.createVariableDeclaration(host.visit(simple as ts.BindingName), undefined, undefined, host.emit.id(item))],
          head.flags & ts_.NodeFlags.BlockScoped,
        ),
      )
    : host.emit.statement(factory.createParenthesizedExpression(host.emit.assign(host.visit(simple as ts.Expression), host.emit.id(item))));
  const list = factory.createVariableDeclarationList([factory.createVariableDeclaration(item)], assigns ? ts_.NodeFlags.Let : ts_.NodeFlags.Const);
  return rebuiltHead(list, body(parts, { item: host.emit.id(item), first: [set], assigns }));
}

/** A loop of a generator that is no context, with what a jump into it needs. @param visited - its node with visited children. */
export function instrumentLeft(host: LoopHost, node: ts.IterationStatement, visited: ts.IterationStatement): ts.IterationStatement {
  const { emit, generator } = host;
  const { ts: ts_, factory } = emit;
  if (generator === null || !generator.holds(node)) return visited;
  const begin = generator.begins(node);
  const inner = (first: readonly ts.Statement[] = []): ts.Statement =>
    begin.length + first.length === 0 ? visited.statement : emit.blockFor(node.statement, [...begin, ...first, visited.statement]);
  if (ts_.isForStatement(visited)) {
    const at = node as ts.ForStatement;
    const condition = visited.condition && generator.condition(node, visited.condition);
    return factory.updateForStatement(visited, generator.initializer(at, visited.initializer), condition, visited.incrementor, inner());
  }
  if (ts_.isWhileStatement(visited)) return factory.updateWhileStatement(visited, generator.condition(node, visited.expression), inner());
  if (!ts_.isForOfStatement(visited)) return visited;
  const item = emit.fresh("hl_i");
  const first = generator.item(node as ts.ForOfStatement, item, visited.initializer);
  const head = first === null ? visited.initializer : factory.createVariableDeclarationList([factory.createVariableDeclaration(item)], ts_.NodeFlags.Const);
  const source = generator.source(node as ts.ForOfStatement, visited.expression, spelled(ts_, (node as ts.ForOfStatement).expression));
  return factory.updateForOfStatement(visited, visited.awaitModifier, head, source, inner(first ?? []));
}

function body(parts: Parts, item: Item | null): ts.Block {
  const { host, loop, frame } = parts;
  const { emit } = host;
  const ts_ = emit.ts;
  const statement = loop.node.statement;
  const behind = host.behind.get(statement);
  const inner = ts_.isBlock(statement) ? host.visit(statement).statements : [host.visit(statement), ...(behind === undefined ? [] : [behind])];
  const waits = loop.site.kind === "for-await" && host.strand !== null;
  const value = headVariables(ts_, loop.node)[0];
  const shown = item?.first == null ? value : undefined;
  const kept = shown !== undefined ? emit.like(shown) : item === null ? null : emit.like(item.item);
  const remember = kept === null || parts.counters !== null ? [] : [emit.statement(emit.assign(emit.member(emit.id(frame), "v"), kept))];
  const nested = needsOwnBlock(parts, item) ? [emit.standingFor(statement, emit.block(inner))] : inner;
  const begins = host.generator?.begins(loop.node) ?? [];
  const whole = [boundary(parts, item), ...begins, ...remember, ...(item?.first ?? []), ...nested];
  if (!waits) return emit.blockFor(statement, whole);
  const { iterable } = parts;
  const arrived = iterable === null ? regained(host) : [emit.statement(emit.call("arrives", emit.id(host.strand!), emit.id(iterable)))];
  return emit.blockFor(statement, [...arrived, emit.tryFinally(whole, [...regained(host), waiting(host)])]);
}

/** The loop is about to wait for its next item. */
function waiting({ emit, strand }: LoopHost): ts.Statement {
  return emit.statement(emit.call("suspend", emit.id(strand!)));
}

/** Whether the body declares a name that the statements before it use too (`let best; for (...) { const best = 1 }`). */
function needsOwnBlock({ host, loop }: Parts, item: Item | null): boolean {
  const declared = host.sites.scopes.opened.get(loop.node.statement)?.bindings;
  if (declared === undefined || declared.size === 0) return false;
  const used = [...headVariables(host.emit.ts, loop.node).map((name) => name.text), ...loopSlots(host.emit.ts, host.sites, loop).map((slot) => slot.name)];
  return item?.first != null || used.some((name) => declared.has(name));
}

/** The last statement of the body that lexically holds an inserted statement; null where none does. */
function cutPoint({ emit, sites }: LoopHost, node: ts.IterationStatement): ts.Statement | null {
  if (sites.inserted.length === 0) return null;
  const ts_ = emit.ts;
  const children: readonly ts.Statement[] = ts_.isBlock(node.statement) ? node.statement.statements : [node.statement];
  const holds = (at: ts.Node): boolean => {
    if (isInserted(at, sites.inserted)) return true;
    if (isFunctionScope(ts_, at)) return false;
    return ts_.forEachChild(at, holds) ?? false;
  };
  return children.findLast(holds) ?? null;
}

function containsCall(ts_: typeof ts, node: ts.Node): boolean {
  const look = (at: ts.Node): boolean => ts_.isCallExpression(at) || ts_.isNewExpression(at) || (ts_.forEachChild(at, look) ?? false);
  return look(node);
}

function containsLog({ emit, sites }: Looked, node: ts.Node, counts: "all" | "original" = "all"): boolean {
  const look = (at: ts.Node): boolean =>
    (counts === "all" ? sites.logs.has(at) : sites.logs.get(at)?.inserted === false) || (emit.ts.forEachChild(at, look) ?? false);
  return look(node);
}
