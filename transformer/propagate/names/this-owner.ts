import type ts from "typescript";

/** What `this` belongs to at a node: a member of a class, another function, or the module. */
export function thisOwner(compiler: typeof ts, node: ts.Node): { kind: "class" | "function" | "module"; node: ts.Node } {
  let last = node;
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    last = at;
    if (compiler.isArrowFunction(at) || !(compiler.isFunctionLike(at) || compiler.isClassStaticBlockDeclaration(at) || compiler.isPropertyDeclaration(at)))
      continue;
    return { kind: compiler.isClassLike(at.parent) ? "class" : "function", node: at };
  }
  return { kind: "module", node: last };
}
