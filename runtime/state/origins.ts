/**
 * Objects that say nothing of their making: proxies, the functions that revoke them, bound functions, strings of templates. Instrumented code notes it
 * where it makes them (transformer/instrument/origins.ts).
 *
 * Invariants
 * 1. No trap of a proxy ever runs here: a proxy is only ever looked at through what was noted.
 */
import { plainMember } from "../members.ts";
import type { ObjectData } from "./decode.ts";
import { Kind } from "./kind.ts";
import { closeLike, fillProperties, fillPrototype, writeProperties } from "./properties.ts";
import type { StateWriter } from "./references.ts";
import { shared, type TemplateSite } from "./shared.ts";
import { writeTemplate } from "./templates.ts";

/** A proxy. `revoke` where there is a function that revokes it. */
interface ProxyOrigin {
  readonly kind: "proxy";
  readonly target: object;
  readonly handler: object;
  readonly revoke: (() => void) | null;
}

/** A function that revokes a proxy. */
interface RevokerOrigin {
  readonly kind: "revoker";
  readonly proxy: object;
}

interface BoundOrigin {
  readonly kind: "bound";
  readonly target: object;
  readonly self: unknown;
  readonly args: readonly unknown[];
}

/** The strings of a tagged template. */
interface TemplateOrigin {
  readonly kind: "template";
  readonly site: TemplateSite;
}

/** How an object was made. */
export type Origin = ProxyOrigin | RevokerOrigin | BoundOrigin | TemplateOrigin;

/** Notes how an object was made. */
export function noteOrigin(made: object, origin: Origin): void {
  shared.origin.put(made, origin);
}

/** How an object was made; null where it was not noted. */
export function originOf(made: object): Origin | null {
  return (shared.origin.of(made) as Origin | undefined) ?? null;
}

const Flags = { callable: 1, revoked: 2 } as const;

/** Writes a noted object. */
export function writeOrigin(writer: StateWriter, value: object, origin: Origin): void {
  if (origin.kind === "proxy") return writeProxy(writer, value, origin);
  if (origin.kind === "template") return writeTemplate(writer, origin.site);
  if (origin.kind === "revoker") {
    writer.out.u8(Kind.revoker);
    writer.ref("(proxy)", origin.proxy);
  } else {
    writer.out.u8(Kind.bound);
    writer.ref("(bound)", origin.target);
    writer.ref("(this)", origin.self);
    writer.out.u32(origin.args.length);
    origin.args.forEach((argument, index) => writer.ref(`(argument ${index})`, argument));
  }
  writer.ref("__proto__", Object.getPrototypeOf(value));
  writeProperties(writer, value, origin.kind === "bound" ? Kind.bound : Kind.revoker);
}

function writeProxy(writer: StateWriter, value: object, { target, handler }: ProxyOrigin): void {
  const revoked = isRevoked(value);
  writer.out.u8(Kind.proxy);
  writer.out.u8((typeof value === "function" ? Flags.callable : 0) | (revoked ? Flags.revoked : 0));
  writer.ref("(target)", revoked ? null : target);
  writer.ref("(handler)", revoked ? null : handler);
}

/** Told by `Array.isArray`, which looks through a proxy without a trap and throws where there is nothing behind it. */
function isRevoked(proxy: object): boolean {
  try {
    // The result is used: bundlers take the call for one without effect.
    return (Array.isArray(proxy) as unknown) === undefined;
  } catch {
    return true;
  }
}

/** What is written of a proxy. */
type ProxyData = readonly [flags: number, target: unknown, handler: unknown];
/** What is written of a bound function. */
type BoundData = readonly [target: unknown, self: unknown, args: readonly unknown[]];

/** Makes a noted object anew. @param value - what a saved reference means in this process; makes it first where need be. */
export function remake(data: ObjectData, value: (saved: unknown) => unknown): object {
  if (data.kind === Kind.revoker) {
    const origin = originOf(value((data.payload as readonly unknown[])[0]) as object);
    if (origin?.kind !== "proxy" || origin.revoke === null) throw new Error("a proxy of the state cannot be revoked in this process");
    return origin.revoke;
  }
  if (data.kind === Kind.bound) {
    const [target, self, args] = data.payload as BoundData;
    return bind(value(target) as Bindable, value(self), args.map(value));
  }
  const [flags, target, handler] = data.payload as ProxyData;
  if (!(flags & Flags.revoked)) return makeProxy(value(target) as object, value(handler) as object).proxy;
  const made = makeProxy(flags & Flags.callable ? () => {} : {}, {});
  made.revoke();
  return made.proxy;
}

// The program may put something else in its place.
const { revocable } = Proxy;

function makeProxy(target: object, handler: object): { proxy: object; revoke: () => void } {
  const made = revocable(target, handler);
  noteRevocable(made, target, handler);
  return made;
}

/** Notes what `Proxy.revocable` gave. */
export function noteRevocable(made: { readonly proxy: object; readonly revoke: () => void }, target: object, handler: object): void {
  noteOrigin(made.proxy, { kind: "proxy", target, handler, revoke: made.revoke });
  noteOrigin(made.revoke, { kind: "revoker", proxy: made.proxy });
}

type Bindable = (...args: never[]) => unknown;
const nativeBind: unknown = Object.getOwnPropertyDescriptor(Function.prototype, "bind")!.value;

/** A bound function, noted. */
export function bind(target: Bindable, self: unknown, args: readonly unknown[]): Bindable {
  const made = Reflect.apply(nativeBind as Bindable, target, [self, ...args]) as Bindable;
  noteOrigin(made, { kind: "bound", target, self, args });
  return made;
}

/** Whether something is a function whose `bind` is the language's own; runs no accessor and no trap. */
export function bindsNatively(target: unknown): target is Bindable {
  return typeof target === "function" && plainMember(target, "bind") === nativeBind;
}

/** Makes a noted object what was saved. @throws Error where that cannot be. */
export function fillOrigin(data: ObjectData, object: object, value: (saved: unknown) => unknown): void {
  const origin = originOf(object);
  if (data.kind === Kind.proxy) return fillProxy(data.payload as ProxyData, object, { origin, value });
  const parts = (data.payload as readonly unknown[]).flat().map(value);
  const present = origin?.kind === "bound" ? [origin.target, origin.self, ...origin.args] : origin?.kind === "revoker" ? [origin.proxy] : [];
  if (parts.length !== present.length || parts.some((part, index) => !Object.is(part, present[index])))
    throw new Error("a bound function or a function that revokes a proxy belongs to something else than in the past run");
  fillPrototype(data, object, value);
  fillProperties(data, object, value);
  closeLike(data, object);
}

interface Filled {
  readonly origin: Origin | null;
  readonly value: (saved: unknown) => unknown;
}

function fillProxy([flags, target, handler]: ProxyData, object: object, { origin, value }: Filled): void {
  if (origin?.kind !== "proxy") throw new Error("a proxy of the state is something else in this process");
  if (flags & Flags.revoked) {
    if (!isRevoked(object)) origin.revoke?.();
    if (!isRevoked(object)) throw new Error("a proxy of the state cannot be revoked in this process");
  } else if (isRevoked(object)) throw new Error("a proxy of the state was revoked in this process");
  else if (origin.target !== value(target) || origin.handler !== value(handler)) throw new Error("a proxy of the state stands for another object");
}
