/**
 * Async generators of instrumented code that a `for await` loop drives from their start: where they wait.
 *
 * Invariants
 * 1. They are not asked, as others are (generators.ts): an answer would come a turn later, and other code would go first. They say at each yield where they are.
 * 2. A generator is known from its loop: what begins first when the loop asks for its first item is it.
 * 3. It waits only where its loop has got the item: before that its value is on its way.
 */
import { plainMember } from "../members.ts";
import { shared, type GeneratorJump, type GeneratorSite, type Waiting } from "./shared.ts";

const prototype = Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})())) as object;
const { next } = prototype as { next: (sent: unknown) => Promise<unknown> };
const iterator = plainMember(prototype, Symbol.asyncIterator);

/** The async generator functions' counterpart of what a generator inherits from. */
export const asyncGeneratorPrototype: object = prototype;

/** Whether a `for await` loop over it can be set to another place. */
export function isDriven(iterable: unknown): iterable is object {
  if (typeof iterable !== "object" || iterable === null || plainMember(iterable, "next") !== next) return false;
  return plainMember(iterable, Symbol.asyncIterator) === iterator && siteOf(iterable)?.why === null;
}

function siteOf(generator: object): GeneratorSite | undefined {
  const own = Object.getPrototypeOf(generator) as object | null;
  return own === null ? undefined : shared.generatorsByPrototype.get(own)?.site;
}

/** An async generator begins. @param opened - what a `for await` loop is asking for its first item. */
export function beginWaiting(opened: object | null, site: GeneratorSite, jump: GeneratorJump | undefined): Waiting {
  const waiting: Waiting = { at: 0, read: () => [], state: "runs", jump: jump ?? null };
  if (opened !== null && siteOf(opened) === site) shared.driven.set(opened, waiting);
  return waiting;
}

/** A `for await` loop has got an item of it. */
export function arrived(iterable: unknown): void {
  const waiting = typeof iterable === "object" && iterable !== null ? shared.driven.get(iterable) : undefined;
  if (waiting?.state === "leaves") waiting.state = "waits";
}

/** What was sent at a yield. @throws the jump, where a restore sent it. */
export function jumpsBy<T>(jump: GeneratorJump, sent: T): T {
  if ((sent as unknown) !== shared.probe.jumping) return sent;
  throw Object.assign(jump, shared.probe.request, { on: true });
}

/** Sends a generator that waits where `probe.request` says. @returns whether it is there. */
export function send(generator: object, waiting: Waiting): boolean {
  const { request, jumping } = shared.probe;
  // It is there at once; only who asked waits, and here nobody does.
  void next.call(generator, jumping).catch(() => undefined);
  const isThere = request.to < 0 ? waiting.state === "ended" : waiting.state === "leaves" && waiting.at === request.to;
  if (isThere && request.to >= 0) waiting.state = "waits";
  return isThere;
}

/** A new one that has ended. */
export function endedGenerator(): object {
  const ended = (async function* () {})();
  void ended.return(undefined).catch(() => undefined);
  shared.driven.set(ended, { at: 0, read: () => [], state: "ended", jump: null });
  return ended;
}
