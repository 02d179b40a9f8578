/** What a statement needs of its surroundings, looked up in the older list it would go into: variables, properties, `this`, imports. */
import type ts from "typescript";
import { isJavaScript } from "../edit/drop-types.ts";
import { bringable, type NeededImport } from "../edit/imports.ts";
import type { Group, PlaceContext } from "../place/place-context.ts";
import { pathKey, pathSubstitutes } from "./path-fate.ts";
import type { FreeName } from "./references.ts";
import { nameFate, propertyFate, type NameFate } from "./rename.ts";
import type { Binding } from "./scope.ts";
import { bodySpan, hunkOf, wholeSpan } from "../match/similarity.ts";
import { mapTokenRanges } from "../match/token-map.ts";
import { substituteForName } from "./substitute.ts";
import { thisOwner } from "./this-owner.ts";
import type { StatementList } from "../text/tree.ts";
import { nameOfList } from "../words.ts";
import type { NameContext } from "./votes.ts";

/** What the names of a group mean in an older list. */
export interface Names {
  readonly renames: Map<string, string>;
  readonly propertyRenames: Map<string, string>;
  /** What stands there for `NAME.PROPERTY` and `this.PROPERTY`. */
  readonly paths: Map<string, string>;
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
  const out: Names = { renames: new Map(), propertyRenames: new Map(), paths: new Map(), bindings: new Map(), imports: [], unbound: [], reason: "" };
  const whys: string[] = [];
  const ownThis = !group.references.usesThis || sameThis(context, group.list.node, place);
  for (const [path, stand] of pathSubstitutes(names, group.references, ownThis)) {
    if (context.propertyNames.has(path.slice(path.indexOf(".") + 1))) continue;
    out.paths.set(path, stand.text);
    if (stand.changes) {
      out.unbound.push(path);
      whys.push(changesThere(path, stand.text));
    }
    if (stand.root) out.bindings.set(stand.root.name, stand.root);
  }
  for (const free of group.references.free) {
    if (free.typeOnly && isJavaScript(comparison.older.path)) continue;
    if (context.carriedNames.has(free.name) || free.nodes.every((node) => out.paths.has(pathKey(compiler, node.parent) ?? ""))) continue;
    resolveVariable(context, { names, free, place }, out, whys);
  }
  for (const use of group.references.properties) {
    if (out.paths.has(pathKey(compiler, use.node.parent) ?? "")) continue;
    const called = context.propertyNames.get(use.name);
    if (called !== undefined) {
      out.propertyRenames.set(use.name, called);
      continue;
    }
    const fate = propertyFate(names, use);
    if (fate?.kind === "renamed") out.propertyRenames.set(use.name, fate.to);
    if (fate?.kind === "unbound" && !out.unbound.includes(`this.${use.name}`)) {
      out.unbound.push(`this.${use.name}`);
      whys.push(fate.why);
    }
  }
  for (const [name, to] of changedPlaces(out, group)) {
    out.unbound.push(name);
    whys.push(`${name} would be ${to} there, and the statement uses ${to} for something else: the two may have changed places`);
  }
  const needsThis = group.references.passesThis || group.references.properties.some((use) => use.onThis && !out.paths.has(`this.${use.name}`));
  if (needsThis && !ownThis) {
    out.unbound.push("this");
    whys.push(describeThis(context, group.list, list));
  }
  out.reason = whys.join("; ");
  return out;
}

function changesThere(name: string, stand: string): string {
  if (name === stand) return `${name} is assigned at other moments there, also around the place, so it may have another value`;
  return `${name} does not exist there; ${stand} stands for it elsewhere, but is assigned again around the place`;
}

/**
 * Names that would be written with another name of the statement.
 *
 * Where an algorithm was mirrored, `newPos` and `path.oldPos` became `oldPos` and `path.newPos`, each declared where the other was. The texts alone cannot tell that from two
 * names that were exchanged, and the line would read the same while its values say the opposite.
 */
function changedPlaces({ renames, propertyRenames }: Names, { references }: Group): [string, string][] {
  const used = new Set([...references.free, ...references.properties].map(({ name }) => name));
  return [...renames, ...propertyRenames].filter(([name, to]) => name !== to && used.has(to));
}

function resolveVariable(context: PlaceContext, known: { names: NameContext; free: FreeName; place: ts.Node }, out: Names, whys: string[]): void {
  const { names, free, place } = known;
  const needed = bringable(context.compiler, free.binding);
  const voted = nameFate(names, free);
  // What can be brought along is called otherwise only where the very same thing is imported under another name.
  const isOther = needed !== undefined && voted.kind === "renamed" && bringable(context.compiler, voted.binding)?.module !== needed.module;
  const fate: NameFate = isOther ? { kind: "unbound", why: `${free.name} is not imported there` } : voted;
  const stand = fate.kind === "unbound" && !needed ? substituteForName(names, free) : undefined;
  if (fate.kind === "unbound" && needed && !context.olderScopes.resolve(free.name, place)) out.imports.push(needed);
  else if (stand?.changes) {
    out.unbound.push(free.name);
    whys.push(changesThere(free.name, stand.text));
  } else if (stand) {
    if (stand.text !== free.name) out.renames.set(free.name, stand.text);
    if (stand.root) out.bindings.set(stand.root.name, stand.root);
  } else if (fate.kind === "unbound") {
    out.unbound.push(free.name);
    whys.push(fate.why);
  } else {
    if (fate.kind === "renamed") out.renames.set(free.name, fate.to);
    if (fate.binding) out.bindings.set(fate.kind === "renamed" ? fate.to : free.name, fate.binding);
  }
}

function describeThis({ comparison, compiler }: PlaceContext, newer: StatementList, older: StatementList): string {
  const is = thisOwner(compiler, newer.node).kind === "class" ? "the object of a method" : "not";
  const was = older.frame.name === "" ? "there it stands in a function without it" : `there it would stand in ${nameOfList(comparison.older, older.frame)}`;
  return is === "not" ? `\`this\` means something else there` : `\`this\` is ${is} in the newest version, ${was}, where \`this\` is something else`;
}

/** Whether `this` at two places is the same kind of thing, or is at least in use at the older one. */
function sameThis(context: PlaceContext, newer: ts.Node, older: ts.Node): boolean {
  const { compiler } = context;
  const [a, b] = [thisOwner(compiler, newer), thisOwner(compiler, older)];
  if (a.kind === b.kind) return true;
  if (a.kind === "module" || b.kind === "module") return false;
  return a.kind === "function" || usesThis(compiler, b.node);
}

function usesThis(compiler: typeof ts, owner: ts.Node): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node.kind === compiler.SyntaxKind.ThisKeyword) return true;
    if (node !== owner && (compiler.isClassLike(node) || (compiler.isFunctionLike(node) && !compiler.isArrowFunction(node)))) return false;
    return compiler.forEachChild(node, visit) ?? false;
  };
  return visit(owner);
}
