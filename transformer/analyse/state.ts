/**
 * Which names are state: what a loop must save and what a closure carries along (DESIGN section 4, "What state is").
 *
 * Invariants
 * 1. References inside inserted ranges count for nothing: record and replay builds get the same lists.
 * 2. Module-level bindings are not in these lists; the module registers them once (moduleBindings).
 */
import type ts from "typescript";
import { enclosingFunction, isFunctionScope } from "./functions.ts";
import { isInserted, type TextRange } from "./inserted.ts";
import { isWithin } from "./nodes.ts";
import { readsArguments } from "./refusals.ts";
import { isTypeOnly, lookUp, patternNames, type Binding, type Scope, type Scopes } from "./scope.ts";
import type { FileSites, LoopInfo } from "./sites.ts";

/** One root of a loop's state. `reference` is an identifier of the source that means it (null for `this` and `arguments`). */
export interface Slot {
  readonly name: string;
  readonly reference: ts.Identifier | null;
  /** Whether restoring assigns it; otherwise only the object it holds is patched. */
  readonly assignable: boolean;
  /** Whether reading it may throw (temporal dead zone, `this` before `super()`), so that it is read under protection. */
  readonly guarded: boolean;
  /** Declared in the loop's own head: gone at the exit. */
  readonly head: boolean;
}

const known = new WeakMap<LoopInfo, readonly Slot[]>();

/** The slots of a loop, in order of first reference; names are unique through a suffix. */
export function loopSlots(ts_: typeof ts, sites: FileSites, loop: LoopInfo): readonly Slot[] {
  const slots = known.get(loop) ?? findSlots(ts_, sites, loop);
  known.set(loop, slots);
  return slots;
}

function findSlots(ts_: typeof ts, sites: FileSites, loop: LoopInfo): Slot[] {
  const fn = enclosingFunction(ts_, loop.node);
  const owner = fn === undefined ? sites.scopes.module : sites.scopes.opened.get(fn)!;
  const slots: Slot[] = [];
  const seen = new Set<Binding>();
  const names = new Map<string, number>();
  const add = (reference: ts.Identifier, binding: Binding): void => {
    if (seen.has(binding)) return;
    seen.add(binding);
    const slot = slotOf(ts_, loop, binding, { owner, scopes: sites.scopes, reference });
    if (slot === null) return;
    const count = (names.get(binding.name) ?? 0) + 1;
    names.set(binding.name, count);
    slots.push(count === 1 ? slot : { ...slot, name: `${slot.name}~${count}` });
  };
  eachReference(ts_, sites, loop.node, add);
  // Those that nothing in the loop reads may be read behind it.
  const scope = scopeAround(sites.scopes, loop.node);
  for (const name of varsIn(ts_, loop.node, sites.inserted)) add(name, lookUp(scope, name.text)!);
  if (fn !== undefined && usesThis(ts_, loop.node, sites.inserted)) {
    slots.push({ name: "this", reference: null, assignable: false, guarded: ts_.isConstructorDeclaration(fn) || ts_.isArrowFunction(fn), head: false });
  }
  const isAdded = (node: ts.Node): boolean => isInserted(node, sites.inserted);
  if (fn !== undefined && readsArguments(ts_, loop.node, { scopes: sites.scopes, isInserted: isAdded })) {
    slots.push({ name: "arguments", reference: null, assignable: false, guarded: false, head: false });
  }
  return slots;
}

/** The innermost scope that a node opens or is in. */
function scopeAround(scopes: Scopes, node: ts.Node): Scope {
  return scopes.opened.get(node) ?? scopeAround(scopes, node.parent);
}

/** What `var` declares in a loop, for the function around it. */
function varsIn(ts_: typeof ts, loop: ts.Node, inserted: readonly TextRange[]): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const look = (node: ts.Node): void => {
    if (isInserted(node, inserted) || isFunctionScope(ts_, node) || ts_.isClassLike(node) || isTypeOnly(ts_, node)) return;
    if (ts_.isVariableDeclarationList(node) && (node.flags & ts_.NodeFlags.BlockScoped) === 0)
      for (const { name } of node.declarations) found.push(...patternNames(ts_, name));
    ts_.forEachChild(node, look);
  };
  look(loop);
  return found;
}

interface SlotPlace {
  readonly owner: Scope;
  readonly scopes: Scopes;
  readonly reference: ts.Identifier;
}

function slotOf(ts_: typeof ts, loop: LoopInfo, binding: Binding, { owner, scopes, reference }: SlotPlace): Slot | null {
  if (isModuleState(binding, scopes) || binding.constantPrimitive || binding.kind === "enum" || binding.kind === "import") return null;
  const headScope = scopes.opened.get(loop.node);
  const head = headScope !== undefined && binding.scope === headScope;
  if (!head && isInside(binding.scope, loop.node)) return null;
  const assignable = binding.kind !== "const" && (binding.assigned || binding.kind === "let" || binding.kind === "var") && binding.kind !== "class";
  if (binding.scope.owner !== owner) return { name: binding.name, reference, assignable, guarded: true, head };
  const lexical = binding.kind === "let" || binding.kind === "const" || binding.kind === "class";
  if (lexical && !head && binding.declaration.pos > loop.node.pos) return null;
  return { name: binding.name, reference, assignable, guarded: lexical && ts_.isCaseBlock(binding.scope.node), head };
}

/** Bindings of the file's own top scope: registered once for the module, in source order. */
export function moduleBindings(sites: FileSites): Binding[] {
  return [...sites.scopes.module.bindings.values()].filter(
    (binding) =>
      binding.kind !== "enum" &&
      binding.imported === null &&
      binding.kind !== "import" &&
      !binding.constantPrimitive &&
      !isDeclaredInserted(binding, sites.inserted),
  );
}

/** What the file imports and uses as a value, with one of the uses: classes of other modules have an identity from here. */
export function moduleImports(sites: FileSites): { binding: Binding; reference: ts.Identifier }[] {
  const used = new Map<Binding, ts.Identifier>();
  for (const [reference, binding] of sites.scopes.references) {
    if (
      binding.imported !== null &&
      binding.imported.module !== "hindlog" &&
      binding.scope === sites.scopes.module &&
      !isInserted(reference, sites.inserted) &&
      !used.has(binding)
    )
      used.set(binding, reference);
  }
  return [...used].map(([binding, reference]) => ({ binding, reference }));
}

function isDeclaredInserted(binding: Binding, inserted: readonly TextRange[]): boolean {
  return inserted.some((range) => range.start <= binding.declaration.pos && binding.declaration.end <= range.end);
}

/** What a function captures from the functions and blocks around it; module-level names are not captures. */
export function captures(ts_: typeof ts, sites: FileSites, fn: ts.Node): { binding: Binding; slot: Slot }[] {
  const found: { binding: Binding; slot: Slot }[] = [];
  const seen = new Set<Binding>();
  const names = new Map<string, number>();
  eachReference(ts_, sites, fn, (reference, binding) => {
    if (seen.has(binding) || binding.scope === sites.scopes.module || binding.kind === "import" || isInside(binding.scope, fn)) return;
    seen.add(binding);
    const count = (names.get(binding.name) ?? 0) + 1;
    names.set(binding.name, count);
    const assignable = binding.kind !== "const" && binding.kind !== "class" && binding.assigned;
    const name = count === 1 ? binding.name : `${binding.name}~${count}`;
    found.push({ binding, slot: { name, reference, assignable, guarded: mayBeUnset(ts_, binding, fn), head: false } });
  });
  return found;
}

/** Whether a captured variable may not be initialised yet while the function exists already. */
function mayBeUnset(ts_: typeof ts, binding: Binding, fn: ts.Node): boolean {
  if (binding.kind !== "let" && binding.kind !== "const" && binding.kind !== "class") return false;
  return ts_.isFunctionDeclaration(fn) || ts_.isCaseBlock(binding.scope.node) || binding.declaration.pos > fn.pos;
}

/** Whether what a function captures cannot be listed: direct `eval` or `with` in it. */
export function capturesUnknown(sites: FileSites, fn: ts.Node): boolean {
  return sites.scopes.dynamic.some((node) => isWithin(node, fn));
}

function isModuleState(binding: Binding, scopes: Scopes): boolean {
  return binding.scope === scopes.module;
}

function isInside(scope: Scope, node: ts.Node): boolean {
  // By place, not by the chain of scopes: while and do open none.
  return isWithin(scope.node, node);
}

/** Every reference to a declaration of the file within a node, but those of inserted statements. */
export function eachReference(ts_: typeof ts, sites: FileSites, root: ts.Node, visit: (reference: ts.Identifier, binding: Binding) => void): void {
  const look = (node: ts.Node): void => {
    if (isInserted(node, sites.inserted)) return;
    const binding = ts_.isIdentifier(node) ? sites.scopes.references.get(node) : undefined;
    if (binding !== undefined) visit(node as ts.Identifier, binding);
    ts_.forEachChild(node, look);
  };
  look(root);
}

/** Whether a node uses the `this` (or `super`) of what is around it. */
export function usesThis(ts_: typeof ts, root: ts.Node, inserted: readonly TextRange[]): boolean {
  const look = (node: ts.Node): boolean => {
    if (isInserted(node, inserted)) return false;
    if (node.kind === ts_.SyntaxKind.ThisKeyword || node.kind === ts_.SyntaxKind.SuperKeyword) return true;
    if (isFunctionScope(ts_, node) && !ts_.isArrowFunction(node)) return false;
    return ts_.forEachChild(node, look) ?? false;
  };
  return look(root);
}
