/** The boundaries of a loop: where its state is passed on, and in a replay restored (loops.ts shows the shapes). */
import type ts from "typescript";
import type { LoopInfo } from "../analyse/sites.ts";
import { loopSlots, type Slot } from "../analyse/state.ts";
import type { Emitter } from "./emit.ts";
import { environmentSlots } from "./environments.ts";
import type { Item, LoopHost, Parts } from "./loop-parts.ts";

export function exitBoundary(parts: Parts): ts.Statement {
  const { emit } = parts.host;
  const tracked = emit.factory.createStrictInequality(emit.member(emit.id(parts.frame), "tracked"), emit.factory.createNull());
  const exit = emit.statement(emit.call("exit", emit.id(parts.frame), readSlots(emit, exitSlots(parts))));
  return emit.when(tracked, ...countersOut(parts), exit);
}

/** `f.k = k;` */
function countersOut({ host: { emit }, frame, counters }: Parts): ts.Statement[] {
  return counters === null ? [] : [emit.statement(emit.assign(emit.member(emit.id(frame), "k"), emit.id(counters.k)))];
}

/** `k = f.k; d = f.due;` */
function countersIn({ host: { emit }, frame, counters }: Parts): ts.Statement[] {
  if (counters === null) return [];
  return [
    emit.statement(emit.assign(emit.id(counters.k), emit.member(emit.id(frame), "k"))),
    emit.statement(emit.assign(emit.id(counters.due), emit.member(emit.id(frame), "due"))),
  ];
}

export function boundary(parts: Parts, item: Item | null): ts.Statement {
  const { emit } = parts.host;
  const { factory } = emit;
  const frame = (): ts.Expression => emit.id(parts.frame);
  const { counters } = parts;
  const counted = factory.createPrefixIncrement(counters === null ? emit.member(frame(), "k") : emit.id(counters.k));
  if (!parts.loop.site.checkpointable) return emit.statement(counted);
  const slots = startSlots(parts);
  const args = [frame(), readSlots(emit, slots, item), ...(item === null ? [] : [emit.like(item.item)])];
  const isDue = factory.createGreaterThanEquals(counted, counters === null ? emit.member(frame(), "due") : emit.id(counters.due));
  if (!parts.host.restores) return emit.when(isDue, ...countersOut(parts), emit.statement(emit.call("at", ...args)), ...countersIn(parts));
  const result = emit.fresh("hl_r");
  const passBy = item === null ? [] : [emit.when(factory.createStrictEquality(emit.id(result), factory.createNull()), factory.createContinueStatement())];
  const own = item?.assigns === true ? [{ reference: item.item, assignable: true }] : [];
  // The variables of the head are set from the item.
  const assigned = [...slots.map((slot) => (own.length > 0 && slot.head ? { ...slot, assignable: false } : slot)), ...own];
  const restore = assigned.some((slot) => slot.assignable) ? [emit.statement(emit.assignSlots(assigned, emit.id(result)))] : [];
  return emit.when(
    isDue,
    ...countersOut(parts),
    emit.constant(result, emit.call("at", ...args)),
    ...countersIn(parts),
    emit.when(
      factory.createStrictInequality(emit.id(result), emit.undefined()),
      ...passBy,
      ...restore,
      emit.when(emit.member(frame(), "exiting"), factory.createBreakStatement()),
    ),
  );
}

function startSlots(parts: Parts): readonly Slot[] {
  const slots = allSlots(parts);
  return hasPattern(parts.host.emit.ts, parts.loop.node) ? slots.filter((slot) => !slot.head) : slots;
}

function exitSlots(parts: Parts): readonly Slot[] {
  return allSlots(parts).filter((slot) => !slot.head);
}

function allSlots({ host: { emit, sites, environments }, loop }: Parts): readonly Slot[] {
  return [...loopSlots(emit.ts, sites, loop), ...environmentSlots(emit.ts, sites, environments, loop)];
}

function readSlots(emit: Emitter, slots: readonly Slot[], item: Item | null = null): ts.Expression {
  return emit.array(
    slots.map((slot) => {
      if (slot.head && item?.assigns === true) return item.item;
      const read = slot.reference === null ? own(emit, slot) : emit.like(slot.reference);
      return slot.guarded ? emit.call("guarded", emit.arrow([], read)) : read;
    }),
  );
}

/** `this`, `arguments` or an environment: what has no declaration. */
function own(emit: Emitter, slot: Slot): ts.Expression {
  if (slot.name.startsWith("%environment")) return emit.id(emit.environment(Number(slot.name.slice("%environment".length))));
  return slot.name === "this" ? emit.factory.createThis() : emit.id(slot.name);
}

/** The slots of a loop as its boundaries pass them, for the runtime; `fixed` are the indices that are not assigned. */
export function slotLists(
  ts_: typeof ts,
  { sites, environments }: Pick<LoopHost, "sites" | "environments">,
  loop: LoopInfo,
): Record<"start" | "exit", { names: string[]; fixed: number[] }> {
  const slots = [...loopSlots(ts_, sites, loop), ...environmentSlots(ts_, sites, environments, loop)];
  const pattern = hasPattern(ts_, loop.node);
  const list = (chosen: readonly Slot[]): { names: string[]; fixed: number[] } => ({
    names: chosen.map((slot) => slot.name),
    fixed: chosen.flatMap((slot, index) => (slot.assignable && slot.reference !== null ? [] : [index])),
  });
  return { start: list(slots.filter((slot) => !pattern || !slot.head)), exit: list(slots.filter((slot) => !slot.head)) };
}

/** Whether the head of a for-of or for-in loop sets anything but one variable. */
function hasPattern(ts_: typeof ts, node: ts.IterationStatement): boolean {
  if (!ts_.isForOfStatement(node) && !ts_.isForInStatement(node)) return false;
  const head = node.initializer;
  return !ts_.isIdentifier(ts_.isVariableDeclarationList(head) ? head.declarations[0]!.name : head);
}
