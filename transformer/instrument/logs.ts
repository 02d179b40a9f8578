/**
 * Log calls. What the program prints and in which order it evaluates stays as it was.
 *
 * in                                     out
 * log("loss", x)                         hl.log(hl_m, 4, "loss", x)
 * console.log(`loss ${x}`)               console.log(hl.out(hl_m, 5, [`loss ${hl.hole(x)}`])[0])
 * console.log("loss", x, y)              console.log(hl.outs(hl_m, 6, ["loss", x, y])[0], hl.logged.args[1], hl.lastLogged(2))
 * logger?.info({ loss }, "step")         logger?.info(hl.outs(hl_m, 7, [{ loss }, "step"])[0], hl.lastLogged(1))
 * console.log(...all)                    console.log(...hl.out(hl_m, 8, [...all]))
 *
 * A list is spread only where the program spreads one: how lists are iterated may be the program's own.
 */
import type ts from "typescript";
import type { LogInfo } from "../analyse/sites.ts";
import type { Emitter } from "./emit.ts";

/** Instruments one log call; `visit` is the module's visitor. */
export function instrumentLog(emit: Emitter, log: LogInfo, visit: <T extends ts.Node>(node: T) => T): ts.Expression {
  const { factory } = emit;
  const site = [emit.id(emit.module), emit.number(log.site.id)];
  if (log.call.kind === "log") return setRange(emit, emit.call("log", ...site, ...log.node.arguments.map(visit)), log.node);
  const withHoles = new Set(log.call.parts.flatMap((part) => (part.from === "holes" ? [part.argument] : [])));
  const values = log.node.arguments.map((argument, index) =>
    withHoles.has(index) ? keepHoles(emit, argument as ts.TemplateExpression, visit) : visit(argument),
  );
  const given = passedOn(emit, site, values);
  const callee = visit(log.node.expression);
  return emit.ts.isCallChain(log.node)
    ? factory.updateCallChain(log.node, callee, log.node.questionDotToken, undefined, given)
    : factory.updateCallExpression(log.node, callee, undefined, given);
}

/** The arguments of the call, once they are recorded. */
function passedOn(emit: Emitter, site: readonly ts.Expression[], values: readonly ts.Expression[]): ts.Expression[] {
  const { factory } = emit;
  const list = emit.array(values);
  const last = values.length - 1;
  if (last < 0 || values.some((value) => emit.ts.isSpreadElement(value))) return [factory.createSpreadElement(emit.call("out", ...site, list))];
  if (last === 0) return [factory.createElementAccessExpression(emit.call("out", ...site, list), 0)];
  const logged = (index: number): ts.Expression =>
    factory.createElementAccessExpression(emit.member(emit.member(emit.id(emit.runtime), "logged"), "args"), index);
  const [first, ...others] = values.keys();
  return [
    factory.createElementAccessExpression(emit.call("outs", ...site, list), first!),
    ...others.map((index) => (index < last ? logged(index) : emit.call("lastLogged", emit.number(last)))),
  ];
}

function keepHoles(emit: Emitter, template: ts.TemplateExpression, visit: <T extends ts.Node>(node: T) => T): ts.Expression {
  const spans = template.templateSpans.map((span) =>
    emit.factory.updateTemplateSpan(span, emit.standingFor(span.expression, emit.call("hole", visit(span.expression))), span.literal),
  );
  return emit.factory.updateTemplateExpression(template, template.head, spans);
}

function setRange<T extends ts.Node>(emit: Emitter, node: T, original: ts.Node): T {
  return emit.ts.setTextRange(emit.ts.setOriginalNode(node, original), original);
}
