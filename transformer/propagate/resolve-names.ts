/** What a statement needs of its surroundings, looked up in the older list it would go into: variables, properties, `this`, imports. */
import type ts from "typescript";
import { bringable, type NeededImport } from "./imports.ts";
import type { Group, PlaceContext } from "./place-context.ts";
import { nameFate, propertyFate, type NameContext } from "./rename.ts";
import type { Binding } from "./scope.ts";
import { bodySpan, hunkOf, wholeSpan } from "./similarity.ts";
import { mapTokenRanges } from "./token-map.ts";
import type { StatementList } from "./tree.ts";

/** What the names of a group mean in an older list. */
export interface Names {
  readonly renames: Map<string, string>;
  readonly propertyRenames: Map<string, string>;
  readonly bindings: Map<string, Binding>;
  readonly imports: NeededImport[];
  readonly unbound: string[];
  reason: string;
}

/** Resolves everything that a group takes from around it, in an older list. */
export function resolveNames(context: PlaceContext, group: Group, list: StatementList): Names {
  const { comparison, compiler } = context;
  const frames = hunkOf(wholeSpan(group.list.frame), wholeSpan(list.frame));
  const near = hunkOf(bodySpan(group.list), bodySpan(list));
  const maps = [comparison.map, mapTokenRanges(comparison.newer.tokens, comparison.older.tokens, frames, comparison.weights)];
  if (group.list !== group.list.frame) maps.push(mapTokenRanges(comparison.newer.tokens, comparison.older.tokens, near, comparison.weights));
  const place = list.bare ? list.node.parent : list.node;
  const names: NameContext = { compiler, comparison, maps, newerScopes: context.newerScopes, olderScopes: context.olderScopes, place };
  const out: Names = { renames: new Map(), propertyRenames: new Map(), bindings: new Map(), imports: [], unbound: [], reason: "" };
  const whys: string[] = [];
  for (const free of group.references.free) {
    if (context.carriedNames.has(free.name)) continue;
    const needed = bringable(compiler, free.binding);
    const fate = nameFate(names, free);
    if (fate.kind === "unbound" && needed && !context.olderScopes.resolve(free.name, place)) out.imports.push(needed);
    else if (fate.kind === "unbound") {
      out.unbound.push(free.name);
      whys.push(fate.why);
    } else {
      if (fate.kind === "renamed") out.renames.set(free.name, fate.to);
      if (fate.binding) out.bindings.set(fate.kind === "renamed" ? fate.to : free.name, fate.binding);
    }
  }
  for (const use of group.references.properties) {
    const fate = propertyFate(names, use);
    if (fate?.kind === "renamed") out.propertyRenames.set(use.name, fate.to);
    if (fate?.kind === "unbound" && !out.unbound.includes(`this.${use.name}`)) {
      out.unbound.push(`this.${use.name}`);
      whys.push(fate.why);
    }
  }
  if (group.references.usesThis && !sameThis(context, group.list.node, place)) {
    out.unbound.push("this");
    whys.push("`this` means something else there");
  }
  out.reason = whys.join("; ");
  return out;
}

/** Whether `this` at two places is the same kind of thing, or is at least in use at the older one. */
function sameThis(context: PlaceContext, newer: ts.Node, older: ts.Node): boolean {
  const { compiler } = context;
  const [a, b] = [thisOwner(compiler, newer), thisOwner(compiler, older)];
  if (a.kind === b.kind) return true;
  if (a.kind === "module" || b.kind === "module") return false;
  return a.kind === "function" || usesThis(compiler, b.node);
}

/** What `this` belongs to at a node. */
function thisOwner(compiler: typeof ts, node: ts.Node): { kind: "class" | "function" | "module"; node: ts.Node } {
  let last = node;
  for (let at: ts.Node | undefined = node; at; at = at.parent) {
    last = at;
    if (compiler.isArrowFunction(at) || !(compiler.isFunctionLike(at) || compiler.isClassStaticBlockDeclaration(at) || compiler.isPropertyDeclaration(at)))
      continue;
    return { kind: compiler.isClassLike(at.parent) ? "class" : "function", node: at };
  }
  return { kind: "module", node: last };
}

function usesThis(compiler: typeof ts, owner: ts.Node): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node.kind === compiler.SyntaxKind.ThisKeyword) return true;
    if (node !== owner && (compiler.isClassLike(node) || (compiler.isFunctionLike(node) && !compiler.isArrowFunction(node)))) return false;
    return compiler.forEachChild(node, visit) ?? false;
  };
  return visit(owner);
}
