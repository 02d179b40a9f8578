/** Objects that say nothing of their making: it is noted where they are made. */
import { types } from "node:util";
import type { RuntimeModule } from "../module.ts";
import { hasMethod, missingMethod } from "../members.ts";
import { bind, bindsNatively, noteOrigin, noteRevocable } from "../state/origins.ts";
import { noteTemplateObject } from "../state/templates.ts";
import { shared, weakly } from "../state/shared.ts";
import { replayer, session } from "./run.ts";

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

/**
 * The tag of a template (`key`: the object whose method it is): itself, once the strings of this place are known; at first one that gets to know them.
 * @param spelled - what the source calls it, for the error that the language throws where it is no function.
 */
export function template(owner: RuntimeModule | undefined, place: number, ...[target, spelled, key]: readonly [unknown, string, key?: string]): unknown {
  const site = owner?.template(place);
  // In a replay the place stands in a factory too: strings from there are not those that the tag has had.
  if (site === undefined || (site.object !== null && !site.isMade && replayer === null)) return target;
  if (key === undefined ? typeof target !== "function" : !hasMethod(target, key))
    throw missingMethod(target, key === undefined ? spelled : `${spelled}.${key}`, template);
  if (key === undefined)
    return (strings: TemplateStringsArray, ...values: unknown[]) => Reflect.apply(target as Tag, undefined, [noteTemplateObject(site, strings), ...values]);
  const call: Tag = (strings, ...values) => Reflect.apply((target as Record<string, Tag>)[key]!, target, [noteTemplateObject(site, strings), ...values]);
  return { __proto__: null, [key]: call };
}

type Tag = (strings: TemplateStringsArray, ...values: unknown[]) => unknown;

/** A symbol that the program made; returned as it is. */
export function symbol(made: symbol): symbol {
  shared.symbols.add(weakly(made));
  return made;
}
