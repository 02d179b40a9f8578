/** Statements in the work of an effect: a replay does not do that, so it never comes to them. */
import type ts from "typescript";
import { compiler } from "../../compiler.ts";
import { parseModules } from "../calls/call-graph.ts";
import type { Placement } from "./place-statements.ts";
import { nodeAround } from "../../../transformer/analyse/nodes.ts";

/** Names of the statements whose function is what `effect(name, work)` is given. */
export function namesInEffects({ texts, statements }: Placement): Set<string> {
  const ts_ = compiler;
  if (![...texts.values()].some((text) => /\beffect\b/.test(text))) return new Set();
  const files = parseModules(ts_, texts);
  const isInside = ({ target }: Placement["statements"][number]): boolean => {
    const file = files.get(target.module);
    for (let at: ts.Node | undefined = file && nodeAround(ts_, file, target); at !== undefined; at = at.parent) if (isWork(ts_, at)) return true;
    return false;
  };
  return new Set(statements.filter(isInside).flatMap(({ names }) => names.filter((name) => name !== null)));
}

function isWork(ts_: typeof ts, node: ts.Node): boolean {
  if (node.parent === undefined || !ts_.isCallExpression(node.parent) || node.parent.arguments[1] !== node) return false;
  return /(?:^|\.)effect$/.test(node.parent.expression.getText());
}
