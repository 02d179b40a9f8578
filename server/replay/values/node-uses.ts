/** What stands in a node of a program, and in what decides whether it is evaluated: what its value may come from at once. */
import type ts from "typescript";
import { isWrapping } from "../../../transformer/analyse/nodes.ts";
import { isReference } from "../../../transformer/analyse/references.ts";
import { isTypeOnly } from "../../../transformer/analyse/scope.ts";
import { inside, namesOfThis } from "./object-names.ts";
import { callNames } from "./value-calls.ts";
import { conditionOf, exitsIn, signalsIn } from "./value-control.ts";
import { variableName } from "./variable-names.ts";

/** What a reference stands for besides its name; null for most. */
export type Mark = (node: ts.Identifier) => string | null;

/** What is given to functions that no name tells, so that it may be any: as which argument, and as one of many (`...list`, `apply`). */
export const GIVEN = { as: (index: number): string => `given as ${index}`, somewhere: "given somewhere", anywhere: "given" };

/** Finds what nodes use. */
export class NodeUses {
  readonly #ts: typeof ts;
  readonly #mark: Mark;

  constructor(ts_: typeof ts, mark: Mark) {
    this.#ts = ts_;
    this.#mark = mark;
  }

  /** Names, members and marks that stand in a node. */
  uses(node: ts.Node, found: Set<string> = new Set()): Set<string> {
    const ts_ = this.#ts;
    if (isTypeOnly(ts_, node)) return found;
    if (ts_.isIdentifier(node) && isReference(ts_, node)) {
      const own = variableName(ts_, node);
      found.add(own);
      if (!isMemberAsked(ts_, node)) found.add(inside(own));
      const marked = this.#mark(node);
      if (marked !== null) found.add(marked);
    } else if (ts_.isPropertyAccessExpression(node)) {
      found.add(`.${node.name.text}`);
      if (!isMemberAsked(ts_, node)) found.add(inside(`.${node.name.text}`));
    } else if (node.kind === ts_.SyntaxKind.ThisKeyword || node.kind === ts_.SyntaxKind.SuperKeyword) this.#usesOfThis(node, found);
    else if (ts_.isElementAccessExpression(node) && ts_.isStringLiteralLike(node.argumentExpression)) found.add(`.${node.argumentExpression.text}`);
    else if (ts_.isYieldExpression(node)) found.add(GIVEN.anywhere);
    ts_.forEachChild(node, (child) => void this.uses(child, found));
    return found;
  }

  /** In a class, what its superclass brings along; in a method of an object that a variable holds, that object; elsewhere it may be any. */
  #usesOfThis(node: ts.Node, found: Set<string>): void {
    for (const name of namesOfThis(this.#ts, node)) found.add(name);
    const owner = this.#ts.findAncestor(node, (at) => this.#ts.isClassLike(at)) as ts.ClassLikeDeclaration | undefined;
    for (const clause of owner?.heritageClauses ?? []) this.uses(clause, found);
  }

  /** What decides whether a node is evaluated: conditions around it, those of exits of the functions around it, and who calls those. */
  control(node: ts.Node): Set<string> {
    const ts_ = this.#ts;
    const found = new Set<string>();
    for (let at = node; at.parent !== undefined; at = at.parent) {
      const { parent } = at;
      const condition = conditionOf(ts_, parent, at);
      if (condition !== null) this.uses(condition, found);
      const isFunction = ts_.isFunctionLike(parent);
      if (isFunction) for (const name of callNames(ts_, parent)) found.add(name);
      if (isFunction || ts_.isSourceFile(parent)) for (const use of this.#exitsOf(parent)) found.add(use);
    }
    return found;
  }

  readonly #exits: Map<ts.Node, ReadonlySet<string>> = new Map();

  /** Conditions by which something in a function or file is left out. */
  #exitsOf(node: ts.Node): ReadonlySet<string> {
    const known = this.#exits.get(node);
    if (known !== undefined) return known;
    const found = new Set<string>();
    for (const exit of exitsIn(this.#ts, node))
      for (let at = exit; at !== node; at = at.parent) {
        const condition = conditionOf(this.#ts, at.parent, at);
        if (condition !== null) this.uses(condition, found);
      }
    for (const signal of signalsIn(this.#ts, node)) this.uses(signal, found);
    this.#exits.set(node, found);
    return found;
  }
}

/** What stands in a node, and in what decides whether it is computed. */
export function usedBy(ts_: typeof ts, node: ts.Node, mark: Mark): string[] {
  const found = new NodeUses(ts_, mark);
  return [...found.uses(node), ...found.control(node)];
}

/** Whether nothing but a member of an object is asked for, by its name. */
function isMemberAsked(ts_: typeof ts, node: ts.Node): boolean {
  const { parent } = node;
  if (ts_.isElementAccessExpression(parent) || isWrapping(ts_, parent)) return parent.expression === node && isMemberAsked(ts_, parent);
  if (!ts_.isPropertyAccessExpression(parent) || parent.expression !== node) return false;
  // A method may ask for any.
  return !(ts_.isCallExpression(parent.parent) && parent.parent.expression === parent);
}
