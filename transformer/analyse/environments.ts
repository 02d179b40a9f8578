/**
 * Environments: scopes with variables that change after functions that may be kept have captured them. Such functions share
 * the variables, so each activation of the scope has an identity of its own (docs/decisions/014-shared-variables.md).
 *
 * Invariants
 * 1. By syntax alone, and inserted statements count for nothing.
 * 2. A scope has an environment only where a function that can be made anew captures a changing variable of it.
 * 3. A generator holds on to the variables themselves while it waits: one that has an environment for a variable that is set at some yield is never
 *    set down elsewhere (generators.ts).
 */
import type ts from "typescript";
import { isWithin } from "./nodes.ts";
import type { Binding, Scope } from "./scope.ts";
import type { Slot } from "./state.ts";

/** One scope whose activations have an identity. */
export interface Environment {
  readonly id: number;
  readonly scope: Scope;
  /** Its changing variables that are captured, in order of first capture. */
  readonly slots: readonly Slot[];
  readonly bindings: ReadonlySet<Binding>;
  /** The nearest one around it whose variables its functions capture too. */
  readonly parent: Environment | null;
  /** The class whose private names its functions use; null where they use none. */
  readonly host: ts.ClassLikeDeclaration | null;
}

export type Captured = { readonly binding: Binding; readonly slot: Slot };

/** A function that captures changing variables. */
export interface EnvironmentUse {
  readonly node: ts.Node;
  readonly changing: readonly Captured[];
  /** Whether it can be made anew. */
  readonly makeable: boolean;
  readonly host: ts.ClassLikeDeclaration | null;
}

/** Whether a captured variable may change while a function that captured it lives. @param writes - every reference that writes it. */
export function changes(ts_: typeof ts, binding: Binding, node: ts.Node, writes: readonly ts.Identifier[]): boolean {
  return binding.assigned && binding.kind !== "const" && !isStepped(ts_, binding, node, writes);
}

/** A `let` of a for-head that only the incrementor changes: within one iteration of the body it is constant. */
function isStepped(ts_: typeof ts, binding: Binding, node: ts.Node, writes: readonly ts.Identifier[]): boolean {
  const loop = binding.scope.node;
  if (!ts_.isForStatement(loop) || binding.kind !== "let" || loop.incrementor === undefined) return false;
  return isWithin(node, loop.statement) && writes.every((write) => isWithin(write, loop.incrementor!));
}

/** Why a function cannot share a changing variable by its environment; null where it can. */
export function whyNotShared(ts_: typeof ts, { name, kind, scope }: Binding, node: ts.Node, host: ts.Node | null): string | null {
  const changed = `captures ${name}, which is assigned after it is declared`;
  if (kind === "enum" || kind === "namespace" || kind === "import") return changed;
  const part = bodyOf(ts_, scope.node);
  if (part === null) return `${changed}, in a switch`;
  if (!isWithin(node, part)) return `${changed}, from the head of its function or loop`;
  return host !== null && !isWithin(scope.node, host) ? "uses private members of a class and changing variables of what is around it" : null;
}

/** The part of a scope in which its environment has a name: one activation of it for each of the scope. Null for scopes that cannot have one. */
export function bodyOf(ts_: typeof ts, node: ts.Node): ts.Node | null {
  if (ts_.isBlock(node)) return node;
  if (ts_.isFunctionLike(node)) return (node as ts.FunctionLikeDeclaration).body ?? null;
  if (ts_.isForStatement(node) || ts_.isForOfStatement(node) || ts_.isForInStatement(node)) return node.statement;
  if (ts_.isClassStaticBlockDeclaration(node)) return node.body;
  return ts_.isCatchClause(node) ? node.block : null;
}

type Growing = { -readonly [Key in keyof Environment]: Environment[Key] } & { readonly slots: Slot[]; readonly bindings: Set<Binding>; parent: Growing | null };

/** The environments of a file by their scopes. @param uses - every function that captures changing variables, in source order. */
export function findEnvironments(ts_: typeof ts, uses: readonly EnvironmentUse[]): ReadonlyMap<Scope, Environment> {
  const found = new Map<Scope, Growing>();
  for (const { changing, makeable } of uses) {
    if (!makeable) continue;
    for (const { binding, slot } of changing) {
      const known = found.get(binding.scope);
      const environment = known ?? { id: found.size, scope: binding.scope, slots: [], bindings: new Set<Binding>(), parent: null, host: null };
      found.set(binding.scope, environment);
      if (!environment.bindings.has(binding)) environment.slots.push({ ...slot, assignable: true, guarded: mayBeUnset(ts_, binding) });
      environment.bindings.add(binding);
    }
  }
  link(uses, found);
  return found;
}

function mayBeUnset(ts_: typeof ts, { kind, scope }: Binding): boolean {
  return (kind === "let" || kind === "class") && !ts_.isForStatement(scope.node) && !ts_.isForOfStatement(scope.node) && !ts_.isForInStatement(scope.node);
}

/** Environments whose variables one function captures lie in each other: the inner ones lead to the outer ones. */
function link(uses: readonly EnvironmentUse[], found: ReadonlyMap<Scope, Growing>): void {
  const outer = new Map<Growing, Set<Growing>>();
  for (const use of uses) {
    const own = environmentsOf(use, found) as Growing[];
    if (own[0] !== undefined && use.host !== null && use.makeable) own[0].host = innermost(own[0].host, use.host);
    for (const [at, environment] of own.entries()) {
      const around = outer.get(environment) ?? new Set();
      outer.set(environment, around);
      for (const other of own.slice(at + 1)) around.add(other);
    }
  }
  for (const environment of [...found.values()].sort(inwards)) {
    const [parent, ...rest] = [...(outer.get(environment) ?? [])].sort(inwards);
    if (parent === undefined) continue;
    environment.parent = parent;
    parent.host = innermost(parent.host, environment.host);
    const further = outer.get(parent) ?? new Set();
    outer.set(parent, further);
    for (const other of rest) further.add(other);
  }
}

function innermost(a: ts.ClassLikeDeclaration | null, b: ts.ClassLikeDeclaration | null): ts.ClassLikeDeclaration | null {
  return a === null || (b !== null && b.pos > a.pos) ? b : a;
}

/** Orders environments that lie in each other: inner ones first. */
function inwards(a: Environment, b: Environment): number {
  return b.scope.node.pos - a.scope.node.pos;
}

/** The environments by which a function shares variables, inner ones first. */
export function environmentsOf({ changing }: Pick<EnvironmentUse, "changing">, found: ReadonlyMap<Scope, Environment>): Environment[] {
  const own = changing.flatMap(({ binding }) => {
    const environment = found.get(binding.scope);
    return environment?.bindings.has(binding) === true ? [environment] : [];
  });
  return [...new Set(own)].sort(inwards);
}
