/** What a for-of or for-in loop goes over: the runtime is told, and asks for the iterators of the program's own objects (loops.ts shows the shapes). */
import type ts from "typescript";
import { namedIterable } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";
import type { Parts } from "./loop-parts.ts";
import { spelled } from "./spelling.ts";

export function iteratedExpression({ host, loop, frame, iterable, cuts }: Parts, node: ts.ForOfStatement | ts.ForInStatement): ts.Expression {
  const { emit, sites } = host;
  const ts_ = emit.ts;
  const isAwaited = loop.site.kind === "for-await";
  const scope = sites.scopes.opened.get(node)!;
  const named = ts_.isForOfStatement(node) ? namedIterable(ts_, node.expression, scope) : null;
  const expression = named?.iterable ?? node.expression;
  const visited = host.visit(expression);
  const waits = (given: ts.Expression): ts.Expression => {
    if (!isAwaited || host.strand === null) return given;
    const placed = iterable === null ? [] : [emit.id(frame), ...(cuts === null ? [] : [emit.factory.createTrue()])];
    return emit.callPlacedAs(expression, "items", emit.id(host.strand), given, ...placed);
  };
  const text = ts_.isForInStatement(node) ? null : spelled(ts_, expression, isAwaited);
  if (isAwaited && iterable === null) return waits(text === null ? visited : emit.callPlacedAs(expression, "opensAwaited", visited, emit.text(text)));
  const receiver = iteratorReceiver(ts_, expression);
  if (host.generator?.counts(node) === true) return host.generator.source(node as ts.ForOfStatement, visited, text);
  const more = text === null ? [] : [receiver === null ? emit.undefined() : emit.like(receiver), emit.text(text)];
  const over = ts_.isForInStatement(node) ? "overKeys" : isAwaited ? "overAwaited" : "over";
  const given = emit.callPlacedAs(expression, over, emit.id(frame), visited, ...more);
  if (iterable === null) return given;
  return waits(emit.standingFor(expression, iterated(emit, { frame, iterable, cuts, expression, isAwaited }, given)));
}

interface IteratedParts extends Pick<Parts, "frame" | "cuts"> {
  readonly iterable: string;
  readonly expression: ts.Expression;
  readonly isAwaited: boolean;
}

/** `(o = GIVEN, f.asks ? hl.through(f, o[hl.iterator]()) : o)`, of a `for await` loop `... ? (o = hl.throughAwaited(f, o[hl.askedBy(o)](), o)) : o`: asked for here, the iterator is called by the function that holds the loop, where the expression stands. */
function iterated(emit: Emitter, { frame, iterable, cuts, expression, isAwaited }: IteratedParts, given: ts.Expression): ts.Expression {
  const { factory } = emit;
  const here = <T extends ts.Node>(node: T): T => emit.placedAs(expression, node);
  const held = (): ts.Expression => here(emit.id(iterable));
  const by = isAwaited ? emit.call("askedBy", held()) : emit.member(emit.id(emit.runtime), "iterator");
  const method = here(factory.createElementAccessExpression(held(), here(by)));
  const cut = cuts === null ? [] : [factory.createTrue()];
  const made = here(factory.createCallExpression(method, undefined, []));
  const through = here(emit.call(isAwaited ? "throughAwaited" : "through", emit.id(frame), made, ...(isAwaited ? [held()] : []), ...cut));
  const asked = isAwaited ? here(factory.createParenthesizedExpression(here(emit.assign(held(), through)))) : through;
  const chosen = here(factory.createConditionalExpression(here(emit.member(emit.id(frame), "asks")), undefined, asked, undefined, held()));
  return factory.createParenthesizedExpression(factory.createComma(here(emit.assign(emit.id(iterable), given)), chosen));
}

/** `xs.entries()`: xs, where it is a plain name (so that reading it twice does nothing). */
function iteratorReceiver(ts_: typeof ts, node: ts.Expression): ts.Identifier | null {
  if (!ts_.isCallExpression(node) || node.arguments.length > 0 || !ts_.isPropertyAccessExpression(node.expression)) return null;
  const { expression, name } = node.expression;
  return ts_.isIdentifier(expression) && ["entries", "keys", "values"].includes(name.text) ? expression : null;
}
