/** Where in a list a statement may stand at all: behind what it needs, never behind a return. */
import type ts from "typescript";
import type { Binding } from "../names/scope.ts";
import type { StatementList } from "../text/tree.ts";

/** The indexes of `list` between which every binding is initialised and code is reachable. */
export function bounds(compiler: typeof ts, list: StatementList, bindings: ReadonlyMap<string, Binding>): { low: number; high: number; late?: string } {
  let low = 0;
  let high = list.statements.length;
  const isPrologue = (statement: ts.Statement): boolean => compiler.isExpressionStatement(statement) && compiler.isStringLiteral(statement.expression);
  if (list.role === "file" || list.role === "function") while (low < high && isPrologue(list.statements[low]!)) low++;
  for (const [name, binding] of bindings) {
    if (binding.kind === "function" || binding.kind === "type" || binding.kind === "import" || binding.kind === "param" || binding.kind === "arguments")
      continue;
    const at = binding.node.pos;
    const inside = list.statements.findIndex((statement) => statement.pos <= at && at < statement.end);
    if (inside >= 0 && !(list.bare && binding.scope !== list.node)) low = Math.max(low, inside + 1);
    else if (at >= list.node.end && frameOf(compiler, binding.scope) === frameOf(compiler, list.node)) return { low, high, late: name };
  }
  const kinds = compiler.SyntaxKind;
  const stop = list.statements.findIndex((statement) =>
    [kinds.ReturnStatement, kinds.ThrowStatement, kinds.BreakStatement, kinds.ContinueStatement].includes(statement.kind),
  );
  if (stop >= 0) high = stop;
  return { low, high };
}

function frameOf(compiler: typeof ts, node: ts.Node): ts.Node {
  for (let at = node; ; at = at.parent) if (compiler.isFunctionLike(at) || compiler.isSourceFile(at) || compiler.isClassStaticBlockDeclaration(at)) return at;
}
