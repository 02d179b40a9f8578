/**
 * Log calls. What the program prints and in which order it evaluates stays as it was.
 *
 * in                                     out
 * log("loss", x)                         hl.log(hl_m, 4, "loss", x)
 * console.log("loss", x)                 console.log(...hl.out(hl_m, 5, ["loss", x]))
 * console.log(`loss ${x}`)               console.log(...hl.out(hl_m, 5, [`loss ${hl.hole(x)}`]))
 * logger?.info({ loss }, "step")         logger?.info(...hl.out(hl_m, 6, [{ loss }, "step"]))
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
  const spread = factory.createSpreadElement(emit.call("out", ...site, emit.array(values)));
  const callee = visit(log.node.expression);
  return emit.ts.isCallChain(log.node)
    ? factory.updateCallChain(log.node, callee, log.node.questionDotToken, undefined, [spread])
    : factory.updateCallExpression(log.node, callee, undefined, [spread]);
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
