/**
 * Generators of instrumented code: where they wait, what they hold, and how they are set down elsewhere (transformer/instrument/generators.ts).
 *
 * Invariants
 * 1. Only generators whose function was registered are asked: their code answers at once and waits again at the same place. For the program nothing has happened.
 * 2. One that cannot be resumed is refused by name, whatever it waits for.
 * 3. A jump executes nothing of the program; a restore compares afterwards where the generator stands and what it holds (boundary/jump.ts).
 * 4. One that is running has the loop whose boundary it is, or a caller of it, below it on the stack: what it holds there is no more state than the
 *    variables of other callers are, and in a replay that came to the boundary it runs too.
 */
import { asyncGeneratorPrototype, endedGenerator, send } from "./async-generators.ts";
import type { StateWriter } from "./references.ts";
import { shared, type GeneratorJump, type GeneratorSite } from "./shared.ts";

const generatorPrototype = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})())) as object;
const next = (generatorPrototype as { next: (sent: unknown) => IteratorResult<unknown> }).next;

/** Registers a generator function. @param stable - there is one of it for each module: it is known by its place. */
export function registerGenerator(fn: unknown, site: GeneratorSite | undefined, stable: boolean): void {
  if (typeof fn !== "function" || site === undefined) return;
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, "prototype")?.value;
  if (typeof prototype !== "object" || prototype === null) return;
  if (stable) site.fn = fn;
  shared.generatorsByPrototype.set(prototype, { site, fn });
}

/** A place in a generator that answers and waits. @param jump - of a replay build. */
export function told(at: number, values: readonly unknown[], jump?: GeneratorJump): Iterable<unknown, unknown> {
  const { probe } = shared;
  if (jump !== undefined) jump.on = false;
  let begins = true;
  // No generator of ours: what those inherit may be the program's.
  const answers = {
    [Symbol.iterator]: () => answers,
    next: (sent: unknown): IteratorResult<unknown> => {
      if (begins || sent === probe.asking) {
        begins = false;
        probe.answer = { at, values, jump: jump ?? null };
        return { done: false, value: probe.told };
      }
      if (sent !== probe.jumping || jump === undefined) return { done: true, value: sent };
      throw Object.assign(jump, probe.request, { on: true });
    },
    // What is thrown at the generator, or ends it, comes through.
    throw: (error: unknown): never => {
      throw error;
    },
    return: (value: unknown): IteratorResult<unknown> => ({ done: true, value }),
  };
  return answers;
}

/** What a generator tells of the loops that were entered around it. */
const ENTRIES = "%c";

/** What a generator of a replay build is told by a restore. @param enter - counts on from the loops that had been entered around it. */
export function newJump(enter: (entries: string) => void): GeneratorJump {
  const jump: GeneratorJump = {
    on: false,
    to: 0,
    v: {},
    land: () => {
      jump.on = false;
      const entries = jump.v[ENTRIES];
      if (typeof entries === "string") enter(entries);
      return shared.probe.told;
    },
  };
  return jump;
}

type Answer = NonNullable<typeof shared.probe.answer>;

/** Asks a generator where it waits. */
function ask(generator: object): Answer | "ended" | "running" | "silent" | "delegating" {
  const { probe } = shared;
  if (registered(generator)!.site.delegating > 0) return "delegating";
  probe.answer = null;
  probe.on = true;
  try {
    const { done } = next.call(generator, probe.asking);
    return done === true ? "ended" : (probe.answer ?? "silent");
  } catch {
    // The language refuses to advance it.
    return "running";
  } finally {
    probe.on = false;
  }
}

function isAsync(generator: object): boolean {
  return Object.getPrototypeOf(Object.getPrototypeOf(generator) as object) === asyncGeneratorPrototype;
}

/** What an async generator says of itself. */
function listen(generator: object): Answer | "ended" | "running" | "unknown" | "leaving" {
  const waiting = shared.driven.get(generator);
  if (waiting === undefined) return "unknown";
  if (waiting.state === "runs") return "running";
  if (waiting.state === "leaves") return "leaving";
  return waiting.state === "ended" ? "ended" : { at: waiting.at, values: waiting.read(), jump: waiting.jump };
}

/** What is known of a generator's function; null for one of code that is not instrumented. */
function registered(generator: object): { readonly site: GeneratorSite; readonly fn: object } | null {
  const prototype = Object.getPrototypeOf(generator) as object | null;
  if (prototype === null) return null;
  const kind: unknown = Object.getPrototypeOf(prototype);
  return kind === generatorPrototype || kind === asyncGeneratorPrototype ? (shared.generatorsByPrototype.get(prototype) ?? null) : null;
}

/** Why a generator cannot be resumed wherever it waits; null where it may be. */
export function whyNotResumed(generator: object): string | null {
  const found = registered(generator);
  if (found === null) return "a live generator";
  return found.site.why === null ? null : `a live generator that cannot be resumed: ${found.site.name} ${found.site.why}`;
}

const ENDED = -1;
const RUNNING = -2;

/** Where a generator waits, to be written. */
export interface Place {
  readonly site: GeneratorSite;
  readonly fn: object;
  /** {@link ENDED}, {@link RUNNING}, or the number of a yield. */
  readonly at: number;
  readonly values: readonly unknown[];
  readonly isAsync: boolean;
}

/** @returns why it cannot be saved, where it cannot. */
export function placeOf(generator: object): Place | string {
  const { site, fn } = registered(generator)!;
  const answer = isAsync(generator) ? listen(generator) : ask(generator);
  if (answer === "delegating") return `a live generator: ${site.name} delegates to something that does not say where it is (\`yield*\`)`;
  if (answer === "unknown") return `an async generator that no \`for await\` loop drives from its start (${site.name})`;
  if (answer === "leaving") return `an async generator with a value on its way (${site.name})`;
  if (answer === "silent") return `a live generator that does not say where it waits (${site.name})`;
  const place = { site, fn, isAsync: isAsync(generator) };
  if (answer === "running") return { ...place, at: RUNNING, values: [] };
  if (answer === "ended") return { ...place, at: ENDED, values: [] };
  const [names, why] = site.points[answer.at] ?? [[], "is not the code that was analysed"];
  if (why !== 0) return `a live generator: ${site.name} waits at a yield that ${why}`;
  const lost = names.findIndex((name, index) => name.startsWith("%n") && answer.values[index] === Number.NEGATIVE_INFINITY);
  if (names.some((name, index) => name === ENTRIES && answer.values[index] === null))
    return `a live generator: ${site.name} has loops around it that were left out`;
  return lost < 0
    ? { ...place, at: answer.at, values: answer.values }
    : `a live generator: ${site.name} waits in a loop over something that cannot be repositioned`;
}

/** Writes where a generator waits and what it holds. One that has ended or is running holds nothing. */
export function writeGenerator(writer: StateWriter, { site, fn, at, values, isAsync: mayNotBeMade }: Place): void {
  if (mayNotBeMade && at !== ENDED) writer.unmakeable(`an async generator made inside the loop (${site.name})`);
  if (at === RUNNING) writer.unmakeable(`a generator that is running (${site.name})`);
  writer.text(site.key);
  writer.ref("(function)", site.fn === fn ? undefined : fn);
  writer.out.f64(at);
  writer.out.u32(values.length);
  const names = at < 0 ? [] : site.points[at]![0];
  values.forEach((value, index) => writer.ref(names[index] ?? index, value));
}

/** What was written of a generator. */
export type GeneratorData = readonly [site: string, fn: unknown, at: number, values: readonly unknown[]];

/** Stands for every argument: no default is evaluated, every pattern can be taken apart. */
const anything: unknown = new Proxy(function () {}, {
  get: (_, key) => (key === Symbol.iterator ? endless : key === Symbol.toPrimitive ? () => "" : anything),
  ownKeys: () => [],
  getOwnPropertyDescriptor: () => undefined,
});

function* endless(): Generator<unknown> {
  for (let count = 0; count < 1000; count++) yield anything;
}

/** A new generator at its beginning. @param value - what a saved reference means in this process. */
export function makeGenerator([key, fn, at, values]: GeneratorData, value: (saved: unknown) => unknown): object {
  const site = shared.generators.get(key);
  const made = (value(fn) ?? site?.fn) as ((...args: unknown[]) => object) | undefined;
  if (site === undefined || typeof made !== "function") throw new Error(`generators of ${key} cannot be made in this process`);
  if (at === ENDED && Object.getPrototypeOf(made.prototype as object) === asyncGeneratorPrototype)
    return Object.setPrototypeOf(endedGenerator(), made.prototype as object) as object;
  if (at === ENDED) {
    const ended = (function* () {})();
    ended.next();
    return Object.setPrototypeOf(ended, made.prototype as object) as object;
  }
  const self = site.points[at]?.[0].at(-1) === "this" ? value(values.at(-1)) : undefined;
  return made.call(self, ...Array.from({ length: site.parameters }, () => anything));
}

/** Why a generator cannot be set down where it waited, as far as that is known before anything was changed; null where it may be. */
export function whyNotSet(generator: object, [key, , at]: GeneratorData): string | null {
  const site = shared.generators.get(key);
  if (site === undefined || registered(generator)?.site !== site) return `a generator of ${key} is not there`;
  if (!isAsync(generator)) return site.delegating > 0 ? `a generator delegates to something that does not say where it is (${site.name})` : null;
  const now = listen(generator);
  if (now === "unknown" || now === "leaving") return `an async generator cannot be set to another place now (${site.name})`;
  // It would have to wait to leave the place where it is.
  const held = typeof now === "string" || now.at === at ? 0 : site.points[now.at]![1];
  return held === 0 ? null : `an async generator cannot be set to another place: ${site.name} waits at a yield that ${held}`;
}

/** Sets a generator down where it waited. @throws where that cannot be. */
export function setGenerator(generator: object, [key, , at, saved]: GeneratorData, value: (saved: unknown) => unknown): void {
  const now = isAsync(generator) ? listen(generator) : ask(generator);
  if (now === "delegating") throw new Error("a generator delegates to something that does not say where it is");
  if (now === "unknown" || now === "leaving") throw new Error("an async generator cannot be set to another place now");
  if (now === "running" && at === RUNNING) return;
  if (now === "running") throw new Error("a generator of the state is running");
  if (at === RUNNING) throw new Error("a generator is not running that was in the past run");
  if (now === "silent") throw new Error("a generator does not say where it waits");
  if (now === "ended" && at === ENDED) return;
  if (now === "ended") throw new Error("a generator has ended that had not in the past run");
  const values = saved.map((item) => value(item));
  if (now.at === at && values.every((item, index) => Object.is(item, now.values[index]))) return;
  if (now.jump === null) throw new Error("a generator is not compiled for a replay");
  const names = at < 0 ? [] : shared.generators.get(key)!.points[at]![0];
  const { probe } = shared;
  probe.request = { to: at, v: Object.fromEntries(names.map((name, index) => [name, values[index]])) };
  if (!arrives(generator)) throw new Error(`a generator could not be set down at yield ${at} (${key})`);
}

/** Sends a generator where `probe.request` says. */
function arrives(generator: object): boolean {
  const { probe } = shared;
  if (isAsync(generator)) return send(generator, shared.driven.get(generator)!);
  const { done, value } = next.call(generator, probe.jumping);
  return probe.request.to < 0 ? done === true : value === probe.told;
}
