/**
 * What instrumented modules call. Not for people: the shapes of calls are those that transformer/instrument emits.
 *
 * Invariants
 * 1. Nothing here throws into the program (but what the language throws at that place), and every function takes an undefined module (code that ran before its module did).
 */
import { fileURLToPath } from "node:url";
import { join, relative, sep } from "node:path";
import { types } from "node:util";
import { asksForIterator, countFrom, goingOn, isNotIterable, isState, notIterable, seekOf } from "./boundary/iterated.ts";
import { Replayer, type BoundaryAnswer } from "./boundary/jump.ts";
import { CheckpointSaver } from "./boundary/save.ts";
import { LONGEST_PAUSE } from "./boundary/policy.ts";
import { callerFile } from "./caller-file.ts";
import { Frame, NEVER } from "./context/frame.ts";
import type { InputKind } from "./format/journal.ts";
import type { ModuleDescriptor } from "./format/site.ts";
import { recordCall, recordNamed } from "./log.ts";
import { RuntimeModule, type ModuleBinding, type ModuleDetails, type RuntimeSite } from "./module.ts";
import { findRoot, packageFolder } from "./project-root.ts";
import { session as currentSession, type Strand } from "./session.ts";
import { classMembers } from "./state/class-members.ts";
import { tagFunction, type Access } from "./state/captures.ts";
import { newJump, registerGenerator } from "./state/generators.ts";
import { iteratorAt, noteIterator } from "./state/iterators.ts";
import { hasMethod, missingMethod, plainMember } from "./members.ts";
import { bind, bindsNatively, noteOrigin, noteRevocable } from "./state/origins.ts";
import { noteTemplateObject } from "./state/templates.ts";
import { registerPrivates, type GivenMembers } from "./state/privates.ts";
import { UNREADABLE } from "./state/references.ts";
import { makeEnvironment } from "./state/environments.ts";
import { shared, type GeneratorJump, type ClosureSite, type Environment, type EnvironmentSite } from "./state/shared.ts";
import { beginGenerator, beginStrand, endStrand, leaveStrand, openGenerator, resumeStrand, suspendStrand } from "./strand.ts";

const session = currentSession();
const saver = session.mode === "record" && session.journal !== null ? new CheckpointSaver(session) : null;
const replayer = session.mode === "replay" && session.main ? new Replayer(session) : null;

type BindingEntry = readonly [name: string, read: () => unknown, write?: ((value: unknown) => void) | null, kind?: 1 | 2];

/** Registers a module. @param where - `import.meta.url` or `__filename`; undefined in a bundle. */
export function module(descriptorJson: string, detailsJson: string, where: string | undefined, bindings: readonly BindingEntry[]): RuntimeModule | undefined {
  if (session.mode === "off") return undefined;
  try {
    const descriptor = JSON.parse(descriptorJson) as ModuleDescriptor;
    const file = where === undefined ? callerFile(module) : where.startsWith("file:") ? fileURLToPath(where) : where;
    const root = session.plan?.root ?? session.run?.root ?? findRoot(file);
    const inRoot = (path: string): string => relative(root, path).split(sep).join("/");
    const path = inRoot(join(packageFolder(file), descriptor.source));
    const read = bindings.map(([name, get, set, kind]): ModuleBinding => ({
      name,
      read: get,
      write: set ?? null,
      kind: kind === undefined ? "variable" : kind === 1 ? "declared" : "imported",
    }));
    const made = new RuntimeModule(session.modules.length, path, { descriptor, details: JSON.parse(detailsJson) as ModuleDetails, bindings: read });
    for (const site of made.sites) if (!hasBoundaries(site)) site.due = NEVER;
    session.modules.push(made);
    session.json({ type: "module", module: made.index, path, file: inRoot(file), descriptor });
    return made;
  } catch (error) {
    session.note("module", `a module could not be registered: ${String(error)}`);
    return undefined;
  }
}

/** Whether this session saves or restores at boundaries of a loop: a replay only where the run left a checkpoint or the plan says something. */
function hasBoundaries(site: RuntimeSite): boolean {
  if (!session.main) return false;
  return replayer === null ? saver?.isOn === true : replayer.knows(site.segment);
}

const idle = { site: undefined, k: -1, due: NEVER, v: undefined, exiting: false, cutting: false, asks: false, tracked: null } as unknown as Frame;

/** A loop is entered. */
export function enter(owner: RuntimeModule | undefined, loop: number): Frame {
  if (owner === undefined) return { ...idle } as Frame;
  const site = owner.sites[loop]!;
  return (session.current = Frame.enter(site, session.current, site.resting > 0 ? rest(site) : wake(site)));
}

/** One more activation for which nothing is tried. */
function rest(site: RuntimeSite): number {
  site.resting--;
  return NEVER;
}

/** The first iteration at whose boundary the runtime wants to be called in an activation that is not left alone. */
function wake(site: RuntimeSite): number {
  if (site.due !== 0) site.resting = NEVER;
  return site.due;
}

/** A loop that calls nothing is entered: it is no context, and it counts its iterations itself. */
export function enterAlone(owner: RuntimeModule | undefined, loop: number): Frame {
  if (owner === undefined) return idle;
  const site = owner.sites[loop]!;
  if (site.due !== 0) return idle;
  const frame = Frame.enter(site, session.current, 0);
  frame.enteredMs = session.now();
  return frame;
}

/** Activations in a row that are shorter than a millisecond, after which a loop that calls nothing is left alone for good. */
const SHORTS = 32;

/** Such a loop is left, in whatever way. @param k - its last iteration. */
export function leaveAlone(frame: Frame, k: number): void {
  const { site } = frame;
  if (site === undefined) return;
  frame.k = k;
  if (replayer === null) {
    site.shorts = session.now() - frame.enteredMs < 1 ? site.shorts + 1 : 0;
    if (site.shorts === SHORTS) site.due = NEVER;
  }
  leave(frame);
}

/** A boundary that is due: saves, or says what to restore. */
export function at(frame: Frame, values: readonly unknown[], ...item: readonly unknown[]): BoundaryAnswer {
  const given = item.length === 0 ? undefined : { value: item[0] };
  if (replayer !== null) return replayer.start(frame, values, given);
  if (frame.due === NEVER) {
    // More iterations than that number.
    frame.due = Number.POSITIVE_INFINITY;
    return undefined;
  }
  try {
    saver?.start(frame, values, given);
  } catch (error) {
    frame.due = NEVER;
    session.note("checkpoint", `a checkpoint could not be taken: ${String(error)}`);
  }
  return undefined;
}

/** The loop has ended by itself or by break. */
export function exit(frame: Frame, values: readonly unknown[]): void {
  if (frame.tracked === null) return;
  try {
    if (replayer !== null) replayer.exit(frame, values);
    else saver?.exit(frame, values);
  } catch (error) {
    session.note("checkpoint", `a checkpoint could not be taken: ${String(error)}`);
  }
}

/** The loop is left, in whatever way. */
export function leave(frame: Frame): void {
  if (frame.site === undefined) return;
  if (frame.tracked !== null) {
    replayer?.leave(frame);
    saver?.leave(frame);
  }
  session.current = frame.parent;
  frame.leave();
}

/** Replay builds: behind the last wanted statement of an iteration. */
export function cut(frame: Frame): boolean {
  return replayer?.cut(frame) ?? false;
}

/**
 * What a for-of loop iterates; returned as it is.
 * @param spelled - what the source calls it, for the error that the language throws where it is not iterable.
 */
export function over<T>(frame: Frame, iterable: T, receiver?: unknown, spelled?: string): T {
  if (spelled !== undefined && isNotIterable(iterable)) throw notIterable(spelled, over);
  if (frame.due !== 0) return iterable;
  const seek = seekOf(iterable, receiver);
  if (seek !== null) {
    frame.iterated = receiver ?? iterable;
    frame.seek = seek;
  } else if (asksForIterator(iterable)) frame.asks = true;
  else notRepositioned(frame);
  return iterable;
}

/** Generator functions that are no closures. @param list - `stable`: there is one of it for each module. */
export function generators(owner: RuntimeModule | undefined, list: readonly (readonly [fn: unknown, place: number, stable: boolean])[]): void {
  for (const [fn, place, stable] of list) registerGenerator(fn, owner?.generators[place], stable);
}

export { told } from "./state/generators.ts";

/** How generators are asked where they wait, and what they are sent for it. */
export const probe: { readonly on: boolean } = shared.probe;
export const asking: object = shared.probe.asking;

/** Replay builds: what a generator is told by a restore. */
export const jumping: () => GeneratorJump = newJump;

/** What a for-of loop of a generator iterates; returned as it is. @param spelled - as for {@link over}. */
export function opens<T>(iterable: T, spelled?: string): T {
  if (spelled !== undefined && isNotIterable(iterable)) throw notIterable(spelled, opens);
  return iterable;
}

/** The count before the first item; see {@link countFrom}. */
export function counts(iterable: unknown): number {
  return saver?.isOn !== true && replayer === null ? 0 : countFrom(iterable);
}

/** What such a loop iterates instead, where its iterator was asked for. @param jump - replay builds. */
export function thin(given: object, jump?: GeneratorJump): object {
  return jump === undefined || !isState(given) ? { [Symbol.iterator]: () => given } : goingOn(leavingBy(jump), given, false);
}

/** A jump leaves loops and closes nothing. */
function leavingBy(jump: GeneratorJump): { readonly exiting: boolean; readonly cutting: boolean } {
  return {
    get exiting() {
      return jump.on;
    },
    cutting: false,
  };
}

/** Replay builds: what a for-of loop iterates that is jumped into: the item under way, and then what comes behind it. */
export function goesOn(jump: GeneratorJump, iterated: unknown, count: number, item?: unknown): object {
  const rest = Number.isNaN(count) ? (iterated as Iterator<unknown>) : iteratorAt(iterated, count + 1);
  let first = true;
  return {
    [Symbol.iterator]: () => ({
      next: () => {
        if (!first) return rest.next();
        first = false;
        return { done: false, value: item };
      },
      get return() {
        const close = jump.on ? undefined : rest.return;
        return typeof close === "function" ? (Function.prototype.bind.call(close, rest) as () => unknown) : close;
      },
    }),
  };
}

/** Replay builds: a loop of a generator is jumped into. */
export function reentered(frame: Frame, entry: unknown, k: unknown): void {
  if (frame.site !== undefined && typeof entry === "number" && typeof k === "number") frame.reenter(entry, k);
}

/** `Symbol.iterator`, whatever the program calls so. */
export const iterator: typeof Symbol.iterator = Symbol.iterator;

/**
 * An iterator that a method of `root.path` has just made and the program keeps; an equal one where it is followed.
 * @param inHead - a for-of loop iterates it at once: arrays are counted there.
 */
export function kept(made: unknown, method: string | symbol, [root, ...path]: readonly [root: unknown, ...path: string[]], inHead = false): unknown {
  if (saver?.isOn !== true && replayer === null) return made;
  const source = path.reduce<unknown>((object, key) => plainMember(object, key), root);
  return inHead && Array.isArray(source) ? made : noteIterator(made, source, plainMember(source, method));
}

/**
 * What a for-of loop iterates instead of an object whose iterator it asked for: it gets that iterator.
 * @param hasCut - a cut may go on in this loop (replay builds).
 */
export function through(frame: Frame, given: object, hasCut = false): object {
  frame.asks = false;
  if (!isState(given)) notRepositioned(frame);
  else {
    frame.iterated = given;
    frame.seek = "state";
    if (replayer !== null) return goingOn(frame, given, hasCut);
  }
  return { [Symbol.iterator]: () => given };
}

function notRepositioned(frame: Frame): void {
  frame.due = NEVER;
  const { site } = frame;
  // What it iterates next may be of another kind, but is hardly ever.
  site.pause(LONGEST_PAUSE);
  if (site.noted) return;
  site.noted = true;
  session.note(`iterates ${frame.site.segment}`, `loop ${frame.site.site.name} cannot be checkpointed: it iterates something that cannot be repositioned`);
}

/** What a for-in loop enumerates; returned as it is. */
export function overKeys<T>(frame: Frame, object: T): T {
  frame.iterated = object;
  frame.seek = "item";
  return object;
}

/** Something to assign to: sets a variable that may not be initialised, unless nothing was saved for it. */
export function setter(set: (value: unknown) => void): { value: unknown } {
  return {
    get value() {
      return undefined;
    },
    set value(given: unknown) {
      if (given !== UNREADABLE) set(given);
    },
  };
}

/** Reads a variable that may not be initialised. */
export function guarded(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return UNREADABLE;
  }
}

/** `log(name, value)` at a known place. */
export function log(owner: RuntimeModule | undefined, statement: number, ...args: readonly [name: unknown, value?: unknown, ...rest: unknown[]]): unknown {
  if (owner === undefined || making.on) return args[1];
  recordNamed(session, owner, statement, { name: args[0], value: args[1] });
  if (statement < 0) replayer?.executed(`${owner.path}#${statement}`);
  return args[1];
}

/** The arguments of a `console` call at a known place; returned as they are. */
export function out<T extends readonly unknown[]>(owner: RuntimeModule | undefined, statement: number, args: T): T {
  if (owner === undefined || making.on) return args;
  recordCall(session, owner, statement, args);
  if (statement < 0) replayer?.executed(`${owner.path}#${statement}`);
  return args;
}

/** A hole of a template that is logged; returned as it is. */
export function hole<T>(value: T): T {
  if (session.mode !== "off") session.holes.push(value);
  return value;
}

/** A clock reading or random bytes. */
export function input<T>(kind: InputKind, value: T): T {
  return session.inputs.read(kind, value);
}

/** Replay builds: an inserted statement begins. */
export function aside(): void {
  session.inputs.beginAside();
}

/** Replay builds: an inserted statement has ended. */
export function rejoin(): void {
  session.inputs.endAside();
}

/** Tags a function with the place where it was made and what it captures. */
export function tag<T>(fn: T, owner: RuntimeModule | undefined, place: number, access?: Access): T {
  return session.mode === "off" ? fn : tagFunction(fn, owner?.closures[place], access ?? null, null);
}

/** Tags a function that shares variables. @param access - to what it holds by itself. */
export function share<T>(fn: T, by: Environment | undefined, place: number, access?: Access): T {
  return by === undefined ? fn : tagFunction(fn, by.site.functions[place], access ?? null, by);
}

/** A class that was made in a function: its methods and accessors are known by it. */
export function type<T extends object>(made: T): T {
  if (session.mode !== "off") classMembers(made);
  return made;
}

/** A class at the top of its module is being defined, and runs code of its own meanwhile. */
export function declares(owner: RuntimeModule | undefined, made: object): void {
  owner?.early.push(made);
}

/** A scope is entered whose variables functions share. @param parts - replay builds: factories of what lies in it. */
export function environment(
  owner: RuntimeModule | undefined,
  place: number,
  parent: Environment | undefined,
  ...[access, parts]: readonly [access: Environment["access"], parts?: NonNullable<Environment["parts"]>]
): Environment | undefined {
  return session.mode === "off" ? undefined : makeEnvironment(owner?.environments[place], parent ?? null, { access, parts: parts ?? null });
}

type MethodPlace = readonly [key: string | symbol, part: "value" | "get" | "set", place: number, access?: Access, by?: Environment];

/** Tags the methods and accessors of an object literal. */
export function methods<T extends object>(object: T, owner: RuntimeModule | undefined, places: readonly MethodPlace[]): T {
  for (const [key, part, place, access, by] of places) {
    const member = Object.getOwnPropertyDescriptor(object, key)?.[part] as unknown;
    if (by === undefined) tag(member, owner, place, access);
    else share(member, by, place, access);
  }
  return object;
}

/** A method or accessor of an object literal by itself. */
export function method(object: object, key: string | symbol, part: "value" | "get" | "set"): unknown {
  return Object.getOwnPropertyDescriptor(object, key)![part];
}

type Factories<T> = Readonly<Record<string, T>>;

/** Replay builds: how functions and environments can be made anew. */
export function factories(
  owner: RuntimeModule | undefined,
  functions: Factories<ClosureSite["factory"]>,
  environments: Factories<EnvironmentSite["factory"]>,
): void {
  for (const [place, factory] of Object.entries(functions)) if (owner?.closures[Number(place)] !== undefined) owner.closures[Number(place)]!.factory = factory;
  for (const [place, factory] of Object.entries(environments))
    if (owner?.environments[Number(place)] !== undefined) owner.environments[Number(place)]!.factory = factory;
}

/** A class hands over its private members. @param everywhere - it stands at the top of its module. */
export function privates(type: object, members: GivenMembers, everywhere: boolean): void {
  if (session.mode !== "off") registerPrivates(type, members, everywhere);
}

/** `new Proxy(target, handler)`, noted. */
export function proxy(type: typeof Proxy, ...[target, handler]: readonly [target: object, handler: object]): object {
  const made = constructed(() => new type(target, handler), proxy);
  if (session.mode !== "off" && types.isProxy(made)) noteOrigin(made, { kind: "proxy", target, handler, revoke: null });
  return made;
}

/** `Proxy.revocable(target, handler)`, noted. */
export function revocable(type: typeof Proxy, ...[target, handler]: readonly [target: object, handler: object]): { proxy: object; revoke: () => void } {
  const made = constructed(() => type.revocable(target, handler), revocable);
  if (session.mode !== "off" && types.isProxy(made.proxy)) noteRevocable(made, target, handler);
  return made;
}

/** What the language throws has the program's stack. */
function constructed<T>(make: () => T, above: (...args: never[]) => unknown): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError) Error.captureStackTrace(error, above);
    throw error;
  }
}

/**
 * The object of `target.bind(...)`: the target itself, or where it is a function of which the language's own `bind` will be called, something whose `bind` does that and notes it.
 * @param spelled - what the source calls it (`f`, or `f?` where nothing is called on nothing), for the error that the language throws where it has no `bind`; absent for functions.
 */
export function bindable(target: unknown, spelled?: string): unknown {
  if (session.mode !== "off" && bindsNatively(target)) return { bind: (self?: unknown, ...args: unknown[]) => bind(target, self, args) };
  if (spelled === undefined || hasMethod(target, "bind")) return target;
  const isNothing = target === undefined || target === null;
  if (isNothing && spelled.endsWith("?")) return target;
  throw missingMethod(target, `${spelled}.bind`, bindable);
}

const clocks: ReadonlyMap<unknown, InputKind> = new Map<unknown, InputKind>([
  [Date, 0],
  [performance, 3],
]);

/** The object of `target.now()`: the target itself, or where it is a clock of the language by another name, one whose readings are kept. */
export function clock(target: unknown, spelled: string): unknown {
  const kind = clocks.get(target);
  if (kind !== undefined) return { now: () => session.inputs.read(kind, (target as typeof Date).now()) };
  if (hasMethod(target, "now")) return target;
  throw missingMethod(target, `${spelled}.now`, clock);
}

/**
 * The tag of a template (`key`: the object whose method it is): itself, once the strings of this place are known; at first one that gets to know them.
 * @param spelled - what the source calls it, for the error that the language throws where it is no function.
 */
export function template(owner: RuntimeModule | undefined, place: number, ...[target, spelled, key]: readonly [unknown, string, key?: string]): unknown {
  const site = owner?.template(place);
  if (site === undefined || (site.object !== null && !site.isMade)) return target;
  if (key === undefined ? typeof target !== "function" : !hasMethod(target, key))
    throw missingMethod(target, key === undefined ? spelled : `${spelled}.${key}`, template);
  if (key === undefined)
    return (strings: TemplateStringsArray, ...values: unknown[]) => Reflect.apply(target as Tag, undefined, [noteTemplateObject(site, strings), ...values]);
  const call: Tag = (strings, ...values) => (target as Record<string, Tag>)[key]!(noteTemplateObject(site, strings), ...values);
  return { __proto__: null, [key]: call };
}

type Tag = (strings: TemplateStringsArray, ...values: unknown[]) => unknown;

/** Replay builds: while `on`, constructors end right behind `super()`. */
export const making: { readonly on: boolean } = shared.making;

/** What constructors are given while objects are made. */
export { blank } from "./state/privates.ts";

/** Stands for a private field that an object does not have yet. */
export const unset: typeof UNREADABLE = UNREADABLE;

/** A symbol that the program made; returned as it is. */
export function symbol(made: symbol): symbol {
  shared.symbols.add(made);
  return made;
}

/** An async function begins. */
export function begin(): Strand {
  return beginStrand(session);
}

/** A generator begins. */
export function generate(): Strand {
  return beginGenerator(session);
}

/** A generator is about to yield `value`. */
export function away<T>(strand: Strand, value?: T): T {
  leaveStrand(session, strand);
  return value as T;
}

/** An async function is about to wait for `value`. */
export function suspend<T>(strand: Strand | undefined, value: T): T {
  if (strand !== undefined) suspendStrand(session, strand);
  return value;
}

/** A `for await` loop is about to wait for the items of `iterable`. */
export function items<T>(strand: Strand | undefined, iterable: T): T {
  if (strand !== undefined && types.isGeneratorObject(iterable)) openGenerator(session, strand);
  else if (strand !== undefined) suspendStrand(session, strand);
  return iterable;
}

/** An async function or a generator goes on with `value`. */
export function resume<T>(strand: Strand | undefined, value?: T): T {
  if (strand !== undefined) resumeStrand(session, strand);
  return value as T;
}

/** An async function or a generator ends. */
export function end(strand: Strand | undefined): void {
  if (strand !== undefined) endStrand(session, strand);
}

/** Behind an await whose strand is not followed: the context is not known. */
export function lost<T>(value: T): T {
  session.current = session.unknown;
  return value;
}
