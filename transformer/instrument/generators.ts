/**
 * Generators can be told from outside where they wait and what they hold; in a replay build they can be set down at another yield.
 *
 * in                                out
 * function* g(a) {                  function* g(a) {
 *                                     let s; if (hl.probe.on) yield* hl.told(0, [a]);
 *   const b = f(a);                   const b = f(a);
 *   const c = yield b;                const c = ((s = yield b) === hl.asking ? yield* hl.told(1, [a, b]) : s);
 *   yield* F;                         hl.delegated(hl_m, 0, yield* (s = hl.delegates(hl_m, 0, F, [3, [a, b, c, undefined]])), s)
 *   for (const x of E) yield x; }     for (const x of (o = hl.opens(E), n = hl.counts(o), n !== n ? hl.thin(o = o[hl.iterator]()) : o)) { n++; ...told(2, [a, b, c, x, o, n]) } }
 *
 * The walk sends `hl.asking` to a generator that waits; `told` answers and waits in its place, until the program goes on.
 *
 * In a replay build a restore sends a jump instead. It is thrown to the top of the generator, past the program's `catch` and `finally`, and from
 * there nothing of the program is executed (`j.on`) until the yield is reached: declarations take what was saved, conditions lead to the yield.
 *
 *   const j = hl.jumping(); ...       for (;;) { try { if (j.on) { if (j.to < 0) return; a = j.v["a"]; }
 *   const b = f(a);                     const b = j.on ? j.v["b"] : f(a);
 *   if (b) yield b;                     if (!j.on || j.to === 1) if (j.on ? j.to === 1 : b) ...yield j.on ? j.land() : b...
 *   h();                                if (!j.on) h();
 *   try { B } finally { C }             try { B } finally { if (!j.on) { C } }
 *                                       return; } catch (e) { if (e !== j) throw e; } }
 */
import type ts from "typescript";
import type { GeneratorInfo, GeneratorVariable, YieldPoint } from "../analyse/generators.ts";
import type { FileSites } from "../analyse/sites.ts";
import { GeneratorJumps, type GeneratorOptions } from "./generator-jumps.ts";

/** What a `yield*` iterates, among the names of its place. */
const DELEGATE = "%d";

/** Names of the variables that hold what a for-of loop of a generator iterates, and how many items it has had. */
interface Source {
  readonly iterated: string;
  readonly count: string;
}

/** What is emitted for one generator that can be resumed. */
export class GeneratorBody extends GeneratorJumps {
  readonly #sent: string;
  readonly #sources = new Map<ts.IterationStatement, Source>();
  /** Names of the frames of its loops. */
  readonly frames: Map<ts.IterationStatement, string> = new Map();

  constructor(info: GeneratorInfo, options: GeneratorOptions) {
    super(info, options);
    this.#sent = this.emit.fresh("hl_s");
    for (const { point } of this.points)
      for (const loop of point.loops)
        if (this.emit.ts.isForOfStatement(loop) && loop.awaitModifier === undefined && !this.#sources.has(loop)) this.addSource(loop);
  }

  private addSource(loop: ts.IterationStatement): void {
    this.#sources.set(loop, { iterated: this.emit.fresh("hl_o"), count: this.emit.fresh("hl_n") });
  }

  /** Whether it counts the items of a loop. */
  counts(node: ts.IterationStatement): boolean {
    return this.#sources.has(node);
  }

  /** What a yield hands out, while it may be jumped to. */
  operand(point: YieldPoint, value: ts.Expression | undefined): ts.Expression | undefined {
    if (!this.options.restores) return value;
    const { factory } = this.emit;
    // What a `yield*` goes on with is state.
    const land = point.delegates ? this.saved(DELEGATE) : factory.createCallExpression(this.member("land"), undefined, []);
    return factory.createConditionalExpression(this.member("on"), undefined, land, undefined, value ?? this.emit.undefined());
  }

  /** `(s = hl.delegates(hl_m, g, E, [n, [...], a, j]))`: what a `yield*` iterates, so that it answers in place of the generator. */
  delegating(point: YieldPoint, iterable: ts.Expression, strand: string | null): ts.Expression {
    const emit = this.emit;
    const jump = this.options.restores ? [emit.id(this.jump)] : [];
    const place = [emit.number(point.id), this.valuesAt(point), strand === null ? emit.undefined() : emit.id(strand)];
    const made = emit.call("delegates", emit.id(emit.module), emit.number(this.info.id), iterable, emit.array([...place, ...jump]));
    return emit.factory.createParenthesizedExpression(emit.assign(emit.id(this.#sent), made));
  }

  /** What leaves the generator at a yield: `hl.away(a, V)`; an async one says where it waits: `hl.waits(a, n, () => [...], V)`. */
  leaving(point: YieldPoint, value: ts.Expression | undefined, strand: string): ts.Expression {
    const emit = this.emit;
    const given = value === undefined ? [] : [value];
    if (!this.info.isAsync) return emit.call("away", emit.id(strand), ...given);
    return emit.call("waits", emit.id(strand), emit.number(point.id), emit.arrow([], this.valuesAt(point)), ...given);
  }

  /** `((s = YIELD) === hl.asking ? yield* hl.told(n, [...]) : s)`; of an async one `hl.jumps(j, YIELD)`, of a `yield*` `hl.delegated(hl_m, g, YIELD, s)`. */
  answered(point: YieldPoint, yielded: ts.YieldExpression): ts.Expression {
    const emit = this.emit;
    const { factory } = emit;
    if (this.info.isAsync) return this.options.restores ? emit.call("jumps", emit.id(this.jump), yielded) : yielded;
    if (point.delegates) return emit.call("delegated", emit.id(emit.module), emit.number(this.info.id), yielded, emit.id(this.#sent));
    const isAsked = factory.createStrictEquality(
      factory.createParenthesizedExpression(emit.assign(emit.id(this.#sent), yielded)),
      emit.member(emit.id(emit.runtime), "asking"),
    );
    return factory.createParenthesizedExpression(factory.createConditionalExpression(isAsked, undefined, this.told(point), undefined, emit.id(this.#sent)));
  }

  private told(point: YieldPoint): ts.Expression {
    const emit = this.emit;
    const jump = this.options.restores ? [emit.id(this.jump)] : [];
    const answer = emit.call("told", emit.number(point.id), this.valuesAt(point), ...jump);
    return emit.factory.createYieldExpression(emit.factory.createToken(emit.ts.SyntaxKind.AsteriskToken), answer);
  }

  /** Where a yield cannot be entered, some of the names may not be initialised: nothing is read. */
  private valuesAt(point: YieldPoint): ts.Expression {
    return this.emit.array(point.why === null ? this.values(point) : []);
  }

  private values(point: YieldPoint): ts.Expression[] {
    const emit = this.emit;
    const { strand } = this.options;
    return [
      ...point.variables.map(({ binding }) => emit.like(binding.declaration)),
      ...point.loops.flatMap((loop) => {
        const source = this.#sources.get(loop);
        const frame = this.options.isFollowed(loop) ? this.frames.get(loop) : undefined;
        return [
          ...(source === undefined ? [] : [emit.id(source.iterated), emit.id(source.count)]),
          ...(frame === undefined ? [] : [emit.member(emit.id(frame), "entry"), emit.member(emit.id(frame), "k")]),
        ];
      }),
      ...(point.delegates ? [emit.undefined()] : []),
      ...(point.id > 0 && strand !== null && countsEntries(this.info, this.options.isFollowed) ? [this.entries(point, strand)] : []),
      ...(this.info.usesThis ? [emit.factory.createThis()] : []),
    ];
  }

  /** What was entered around it; where it delegates, that is asked for when somebody wants to know: it passes by there each time. */
  private entries(point: YieldPoint, strand: string): ts.Expression {
    return point.delegates ? this.emit.undefined() : this.emit.call("entries", this.emit.id(strand));
  }

  /** First in the generator, before anything of it is executed. */
  prologue(): ts.Statement[] {
    const emit = this.emit;
    const names = [...(this.info.isAsync ? [] : [this.#sent]), ...[...this.#sources.values()].flatMap(({ iterated, count }) => [iterated, count])];
    const variables = names.map((name) => emit.variable(name));
    const jump = this.options.restores ? [emit.constant(this.jump, emit.call("jumping"))] : [];
    if (this.info.isAsync) return [...jump, ...variables];
    const ask = emit.when(emit.member(emit.member(emit.id(emit.runtime), "probe"), "on"), emit.statement(this.told(this.info.start)));
    return [...jump, ...variables, this.options.restores ? this.caught([ask]) : ask];
  }

  /** How its strand begins: an async one is known by what it says of itself. */
  begun(): ts.Expression {
    const emit = this.emit;
    if (!this.info.isAsync) return emit.call("generate");
    return emit.call("begin", emit.id(emit.module), emit.number(this.info.id), ...(this.options.restores ? [emit.id(this.jump)] : []));
  }

  /** The statements of the generator, visited, with all that a jump needs around them. @param strand - of a generator that is followed. */
  whole(statements: readonly ts.Statement[], strand: string | null): readonly ts.Statement[] {
    if (!this.options.restores) return statements;
    const emit = this.emit;
    const { factory } = emit;
    const ended = emit.when(factory.createLessThan(this.member("to"), emit.number(0)), factory.createReturnStatement());
    const setting = (variables: readonly GeneratorVariable[]): ts.Statement[] =>
      variables.map(({ name, binding }) => emit.statement(emit.assign(emit.like(binding.declaration), this.saved(name))));
    const { start, functions } = this.info;
    const resumed = strand === null ? [] : [emit.statement(emit.call("resume", emit.id(strand)))];
    const isAtStart = factory.createStrictEquality(this.member("to"), emit.number(0));
    // An async one that has not begun is nobody's yet.
    const atStart = this.info.isAsync ? [] : [emit.when(isAtStart, emit.statement(this.told(start)))];
    // Behind the beginning nothing is left to jump to.
    const begun = functions.length === 0 ? [] : [emit.when(this.member("on"), ...setting(functions))];
    const jump = emit.when(this.member("on"), ended, ...resumed, ...setting(start.variables), ...atStart, ...begun);
    const loop = factory.createForStatement(undefined, undefined, undefined, emit.block([this.caught([jump, ...statements, factory.createReturnStatement()])]));
    return [loop];
  }

  /** What a for-of loop iterates, so that it can be told how far it is. */
  source(node: ts.ForOfStatement, visited: ts.Expression, spelled: string | null): ts.Expression {
    const emit = this.emit;
    const { factory } = emit;
    const source = this.#sources.get(node);
    if (source === undefined) return visited;
    const here = <T extends ts.Node>(made: T): T => emit.placedAs(node.expression, made);
    const held = (): ts.Expression => here(emit.id(source.iterated));
    const opened = emit.callPlacedAs(node.expression, "opens", visited, ...(spelled === null ? [] : [emit.text(spelled)]));
    const count = (): ts.Expression => emit.id(source.count);
    const begun = factory.createComma(emit.assign(held(), opened), emit.assign(count(), emit.call("counts", held())));
    const iterator = emit.member(emit.id(emit.runtime), "iterator");
    const asked = here(factory.createCallExpression(here(factory.createElementAccessExpression(held(), here(iterator))), undefined, []));
    const kept = here(emit.call("kept", asked, emit.member(emit.id(emit.runtime), "iterator"), emit.array([held()])));
    const jump = this.options.restores ? [emit.id(this.jump)] : [];
    const through = here(emit.call("thin", emit.assign(held(), kept), ...jump));
    const isAsked = factory.createStrictInequality(count(), count());
    const chosen = factory.createComma(begun, factory.createConditionalExpression(isAsked, undefined, through, undefined, held()));
    return emit.standingFor(node.expression, factory.createParenthesizedExpression(this.options.restores ? this.continued(node, source, chosen) : chosen));
  }

  private continued(node: ts.ForOfStatement, source: Source, chosen: ts.Expression): ts.Expression {
    const emit = this.emit;
    const { factory, ts: ts_ } = emit;
    const id = this.options.sites.loops.get(node)!.site.id;
    const count = factory.createSubtract(this.saved(`%n${id}`), emit.number(1));
    const head = node.initializer;
    const target = ts_.isVariableDeclarationList(head) ? head.declarations[0]!.name : head;
    const name = ts_.isIdentifier(target) ? this.nameOf(this.declarationOf(target)) : null;
    const item = name === null ? [] : [this.saved(name)];
    const goesOn = emit.call(
      "goesOn",
      emit.id(this.jump),
      emit.assign(emit.id(source.iterated), this.saved(`%o${id}`)),
      emit.assign(emit.id(source.count), count),
      ...item,
    );
    return factory.createConditionalExpression(this.member("on"), undefined, goesOn, undefined, factory.createParenthesizedExpression(chosen));
  }

  private declarationOf(name: ts.Identifier): ts.Identifier {
    return this.options.sites.scopes.references.get(name)?.declaration ?? name;
  }

  /** First in the body of a loop, behind its boundary. */
  begins(node: ts.IterationStatement): ts.Statement[] {
    const emit = this.emit;
    const source = this.#sources.get(node);
    const counted = source === undefined ? [] : [emit.statement(emit.factory.createPostfixIncrement(emit.id(source.count)))];
    const frame = this.frames.get(node);
    if (!this.options.restores || frame === undefined || !this.options.isFollowed(node) || !this.holds(node.statement)) return counted;
    const id = this.options.sites.loops.get(node)!.site.id;
    const again = emit.call("reentered", emit.id(frame), this.saved(`%e${id}`), this.saved(`%k${id}`));
    return [...counted, emit.when(this.member("on"), emit.statement(again))];
  }

  /** Sets the head of a for-of loop from its item; null where the head can do it. */
  item(node: ts.ForOfStatement, item: string, visited: ts.ForInitializer): readonly ts.Statement[] | null {
    const emit = this.emit;
    const { factory, ts: ts_ } = emit;
    if (!this.options.restores || !this.#sources.has(node)) return null;
    if (!ts_.isVariableDeclarationList(visited)) {
      const set = emit.statement(factory.createParenthesizedExpression(emit.assign(visited, emit.id(item))));
      return [emit.when(factory.createLogicalNot(this.member("on")), set)];
    }
    const list = node.initializer as ts.VariableDeclarationList;
    const { name } = visited.declarations[0]!;
    if (!ts_.isIdentifier(name)) return this.takenApart(list, name, emit.id(item));
    const value = this.savedOr(this.nameOf(list.declarations[0]!.name as ts.Identifier), emit.id(item));
    const one = factory.createVariableDeclaration(name, undefined, undefined, value);
    return [factory.createVariableStatement(undefined, factory.createVariableDeclarationList([one], list.flags & ts_.NodeFlags.BlockScoped))];
  }
}

/** Names of what a point passes, for the runtime. */
export function pointNames(sites: FileSites, info: GeneratorInfo, point: YieldPoint, isFollowed: GeneratorOptions["isFollowed"]): string[] {
  return [
    ...point.variables.map(({ name }) => name),
    ...point.loops.flatMap((loop) => {
      const { id, kind } = sites.loops.get(loop)!.site;
      return [...(kind === "for-of" ? [`%o${id}`, `%n${id}`] : []), ...(isFollowed(loop) ? [`%e${id}`, `%k${id}`] : [])];
    }),
    ...(point.delegates ? [DELEGATE] : []),
    ...(point.id > 0 && countsEntries(info, isFollowed) ? ["%c"] : []),
    ...(info.usesThis ? ["this"] : []),
  ];
}

/** Whether a generator tells what was entered around it: where it has a context of its own, whatever was inserted. */
function countsEntries({ loops }: GeneratorInfo, isFollowed: GeneratorOptions["isFollowed"]): boolean {
  return loops.some(isFollowed);
}
