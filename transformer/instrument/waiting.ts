/** Where functions wait: the strand (runtime/strand.ts) is told before and behind every await and yield. */
import type ts from "typescript";
import type { Emitter } from "./emit.ts";
import type { FileSites } from "../analyse/sites.ts";
import type { GeneratorBody } from "./generators.ts";
import { awaitedInputKind } from "./inputs.ts";

/** What waits, and how what it waits for is visited. */
export interface WaitingHost {
  readonly emit: Emitter;
  readonly sites: FileSites;
  /** The variable of the strand; null where none is followed. */
  readonly strand: string | null;
  /** The strand of the module itself. */
  readonly top: string | null;
  /** The generator function around, where it can be set down elsewhere. */
  readonly generator: GeneratorBody | null;
  visit<T extends ts.Node>(node: T): T;
}

/** `yield value` -> `hl.resume(hl_a, yield hl.away(hl_a, value))` */
export function yielded(host: WaitingHost, node: ts.YieldExpression): ts.Node {
  const { emit, strand, generator } = host;
  const { factory } = emit;
  const point = generator?.info.yields.get(node);
  const visited = node.expression === undefined ? undefined : host.visit(node.expression);
  const operand = point === undefined ? visited : generator!.operand(point, visited);
  const value = point?.delegates === true ? generator!.delegating(point, operand!, strand) : operand;
  const away = (at: string): ts.Expression => emit.call("away", emit.id(at), ...(value === undefined ? [] : [value]));
  const left = strand === null ? value : point === undefined ? away(strand) : generator!.leaving(point, value, strand);
  const updated =
    node.asteriskToken === undefined ? factory.updateYieldExpression(node, undefined, left) : factory.updateYieldExpression(node, node.asteriskToken, left!);
  const answered = point === undefined ? updated : generator!.answered(point, updated);
  return strand === null ? answered : emit.around(node, emit.call("resume", emit.id(strand), answered));
}

/** `return value` of an async generator, which waits for it. */
export function returned(host: WaitingHost, node: ts.ReturnStatement, strand: string): ts.Node {
  const value = node.expression === undefined ? [] : [host.visit(node.expression)];
  return host.emit.factory.updateReturnStatement(node, host.emit.call("suspend", host.emit.id(strand), ...value));
}

/** `await value` -> `hl.resume(hl_a, await hl.suspend(hl_a, value))` */
export function awaited(host: WaitingHost, node: ts.AwaitExpression): ts.Node {
  const kind = awaitedInputKind(host.emit.ts, host.sites, node);
  const value = waited(host, node);
  return kind === null ? value : host.emit.around(node, host.emit.call("input", host.emit.number(kind), value));
}

function waited(host: WaitingHost, node: ts.AwaitExpression): ts.Expression {
  const { emit, strand } = host;
  const { factory } = emit;
  const value = host.visit(node.expression);
  if (strand === null) return emit.around(node, emit.call("lost", factory.updateAwaitExpression(node, value)));
  const suspended = emit.standingFor(node.expression, emit.call(strand === host.top ? "suspendTop" : "suspend", emit.id(strand), value));
  return emit.around(node, emit.call("resume", emit.id(strand), factory.updateAwaitExpression(node, suspended)));
}
